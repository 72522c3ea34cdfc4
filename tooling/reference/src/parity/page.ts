import type { Comparison } from "./compare.ts";

const percent = (part: number, whole: number): string => (whole === 0 ? "–" : `${Math.floor((100 * part) / whole)} %`);

const names = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(" ");

/** The page that says of each public name whether we have it. */
export function parityPage(comparisons: readonly Comparison[]): string {
  const versions = new Map(comparisons.map(({ library, version }) => [library, version]));
  const rows = comparisons.map(({ namespace, there, otherwise, missing }) => {
    const have = there.length + otherwise.length;
    return `| \`${namespace}\` | ${have} | ${have + missing.length} | ${percent(have, have + missing.length)} |`;
  });
  return `${[
    "# Parity",
    `Which public names of ${[...versions].map(([library, version]) => `${library} ${version}`).join(", ")} these packages have.`,
    "The names are taken from the modules themselves by `tooling/reference/public_names.py`; ours from the reports in `packages/*/api`. " +
      "Names are compared in camel case. `pnpm check:parity --update` writes this page.",
    ["| namespace | there | public | part |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    ...comparisons.map(section),
  ].join("\n\n")}\n`;
}

function section({ namespace, there, otherwise, missing, uncounted }: Comparison): string {
  const reasons = [...new Set(uncounted.map(({ because }) => because))];
  return [
    `## ${namespace}`,
    ...paragraph("Missing", missing.length > 0 ? names(missing) : ""),
    ...paragraph(
      "Called otherwise",
      list(otherwise.map(({ name, ours, because }) => `\`${name}\` is \`${ours}\`: ${because}.`)),
    ),
    ...paragraph(
      "Not counted",
      list(
        reasons.map((reason) => {
          const of = uncounted.filter(({ because }) => because === reason).map(({ name }) => name);
          return `${names(of)}: ${reason}.`;
        }),
      ),
    ),
    ...paragraph("There", there.length > 0 ? names(there) : ""),
  ].join("\n\n");
}

const list = (items: readonly string[]): string => items.map((item) => `\n- ${item}`).join("");

const paragraph = (title: string, text: string): string[] =>
  text === "" ? [] : [`**${title}:**${text.startsWith("\n") ? `\n${text}` : ` ${text}`}`];
