import type { Parameter } from "./parameters.ts";

/** The page that says of the parameters of every function whether ours has them. */
export function parametersPage(parameters: readonly Parameter[]): string {
  const namespaces = [...new Set(parameters.map(({ namespace }) => namespace))];
  const count = (of: readonly Parameter[], state: Parameter["state"]): number =>
    of.filter((one) => one.state === state).length;
  const row = (title: string, of: readonly Parameter[]): string =>
    `| ${[title, of.length, count(of, "there"), count(of, "different"), count(of, "missing")].join(" | ")} |`;
  return `${[
    "# Parameters",
    "Which parameters of the functions of [parity](parity.md) ours have, by position or among their options, as the compiler sees their types. " +
      "Arguments by position may be called otherwise. `tooling/reference/public_signatures.py` takes the parameters from the libraries, and " +
      "`pnpm check:parity --update` writes this page.",
    [
      "| namespace | parameters | there | different | missing |",
      "| --- | --- | --- | --- | --- |",
      ...namespaces.map((namespace) =>
        row(
          `\`${namespace}\``,
          parameters.filter((one) => one.namespace === namespace),
        ),
      ),
      row("**all**", parameters),
    ].join("\n"),
    "## Missing",
    reasons(parameters, "missing"),
    "## Different",
    reasons(parameters, "different"),
  ].join("\n\n")}\n`;
}

/** For each reason the parameters, and whose they are. */
function reasons(parameters: readonly Parameter[], state: Parameter["state"]): string {
  const of = parameters.filter((one) => one.state === state);
  return [...new Set(of.map(({ because }) => because))]
    .map((because) => {
      const same = of.filter((one) => one.because === because);
      const names = [...new Set(same.map(({ name }) => name))].map((name) => {
        const functions = same.filter((one) => one.name === name).map((one) => `${one.namespace}.${one.function}`);
        const shown = functions.slice(0, 3).map((text) => `\`${text}\``).join(", "); // prettier-ignore
        return `\`${name}\` of ${shown}${functions.length > 3 ? ` and ${functions.length - 3} more` : ""}`;
      });
      return `- ${because === "" ? "Nobody has said why" : because}: ${names.join("; ")}.`;
    })
    .join("\n");
}
