/**
 * Says whether `docs/parity.md` is what the doors of the packages and the names of the real libraries make of it. With
 * `--update` it writes the page instead.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@proj/repo/workspace";
import { format, resolveConfig } from "prettier";
import { compare, publicNames } from "./compare.ts";
import { parityPage } from "./page.ts";

const path = join(root, "docs/parity.md");
const comparisons = publicNames().map(compare);
const page = await format(parityPage(comparisons), { ...(await resolveConfig(path)), filepath: path });
if (process.argv.includes("--update")) {
  writeFileSync(path, page);
} else if (readFileSync(path, "utf8") !== page) {
  console.error("docs/parity.md is not up to date: run `pnpm check:parity --update` and commit it.");
  process.exitCode = 1;
}
console.log(`${comparisons.length} namespaces of other libraries compared with ours.`);
