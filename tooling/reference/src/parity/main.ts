/**
 * Says whether `docs/parity.md` and `docs/parameters.md` are what the doors of the packages and the names of the real libraries make of
 * them. With `--update` it writes the pages instead.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@proj/repo/workspace";
import { format, resolveConfig } from "prettier";
import { compare, publicNames } from "./compare.ts";
import { parityPage } from "./page.ts";
import { parametersPage } from "./parameters-page.ts";
import { compareParameters } from "./parameters.ts";

const comparisons = publicNames().map(compare);
const parameters = compareParameters();
const pages = { "docs/parity.md": parityPage(comparisons), "docs/parameters.md": parametersPage(parameters) };

for (const [name, text] of Object.entries(pages)) {
  const path = join(root, name);
  const page = await format(text, { ...(await resolveConfig(path)), filepath: path });
  if (process.argv.includes("--update")) {
    writeFileSync(path, page);
  } else if (!existsSync(path) || readFileSync(path, "utf8") !== page) {
    console.error(`${name} is not up to date: run \`pnpm check:parity --update\` and commit it.`);
    process.exitCode = 1;
  }
}
const unexplained = parameters.filter(({ state, because }) => state === "missing" && because === "");
for (const one of unexplained)
  console.error(`${one.namespace}.${one.function} has ${one.name}, which ours lacks without a reason.`);
if (unexplained.length > 0) process.exitCode = 1;
console.log(
  `${comparisons.length} namespaces and ${parameters.length} parameters of other libraries compared with ours.`,
);
