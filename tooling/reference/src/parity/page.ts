import type { Comparison } from "./compare.ts";
import { missing as reasons } from "./notes.ts";
import { tierOf, tiers } from "./tiers.ts";

const percent = (part: number, whole: number): string => (whole === 0 ? "–" : `${Math.floor((100 * part) / whole)} %`);

const names = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(" ");

/** How many of some names are there, of how many. */
function counted(comparisons: readonly Comparison[], counts: (namespace: string, name: string) => boolean): string {
  const number = (names: (of: Comparison) => readonly string[]): number =>
    comparisons.reduce((sum, of) => sum + names(of).filter((name) => counts(of.namespace, name)).length, 0);
  const have = number(({ there, otherwise }) => [...there, ...otherwise.map(({ name }) => name)]);
  const whole = have + number(({ missing }) => missing);
  return whole === 0 ? "–" : `${have} / ${whole}${have < whole ? ` (${percent(have, whole)})` : ""}`;
}

/** A line of the first table: what is there by tier, altogether, and what does not count. */
function row(title: string, comparisons: readonly Comparison[]): string {
  const cells = tiers.map((tier) => counted(comparisons, (namespace, name) => tierOf(namespace, name) === tier));
  const aside = comparisons.reduce((sum, { uncounted }) => sum + uncounted.length, 0);
  return `| ${[title, ...cells, counted(comparisons, () => true), aside === 0 ? "" : String(aside)].join(" | ")} |`;
}

/** The page that says of each public name whether we have it. */
export function parityPage(comparisons: readonly Comparison[]): string {
  const versions = new Map(comparisons.map(({ library, version }) => [library, version]));
  const libraries = [...new Set(comparisons.map(({ library }) => library))];
  const rows = [
    ...comparisons.map((of) => row(`\`${of.namespace}\``, [of])),
    ...libraries.map((library) =>
      row(
        `**${library}, all**`,
        comparisons.filter((of) => of.library === library),
      ),
    ),
    row("**all**", comparisons),
  ];
  return `${[
    "# Parity",
    `Which public names of ${[...versions].map(([library, version]) => `${library} ${version}`).join(", ")} these packages have.`,
    "The names are taken from the modules themselves by `tooling/reference/public_names.py`; ours from the reports in `packages/*/api`. " +
      "Names are compared in camel case. `pnpm check:parity --update` writes this page.",
    "Names are there, of those that are public, in three tiers: T1 is needed by nearly every program, T2 by many, T3 is all else " +
      "(`tooling/reference/tiers.json`). Names that are called otherwise count as there; those set aside, with a reason below, do not count. What functions take is compared in [parameters](parameters.md).",
    ["| namespace | T1 | T2 | T3 | all | set aside |", "| --- | --- | --- | --- | --- | --- |", ...rows].join("\n"),
    ...comparisons.map(section),
  ].join("\n\n")}\n`;
}

function section({ namespace, there, otherwise, missing, uncounted }: Comparison): string {
  const whys = [...new Set(uncounted.map(({ because }) => because))];
  return [
    `## ${namespace}`,
    ...paragraph(
      "Missing",
      list(
        missing.map(
          (name) => `\`${name}\`${reasons[namespace]?.[name] === undefined ? "" : `: ${reasons[namespace][name]}`}.`,
        ),
      ),
    ),
    ...paragraph(
      "Called otherwise",
      list(otherwise.map(({ name, ours, because }) => `\`${name}\` is \`${ours}\`: ${because}.`)),
    ),
    ...paragraph(
      "Not counted",
      list(
        whys.map((reason) => {
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
