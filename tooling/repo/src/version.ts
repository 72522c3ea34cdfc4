/**
 * Takes the changesets of the working folder into versions and changelogs.
 *
 * Packages of this family are each other's peers. To the tool that counts versions, a new minor version of a peer breaks
 * whoever stands on it and asks for a major one: the first release would be 1.0.0. Here it only asks for a patch, which
 * carries the peer's new range, as with dependencies; so the tool is shown the peers as dependencies.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = process.cwd();
const manifests = readdirSync(join(root, "packages"))
  .map((name) => join(root, "packages", name, "package.json"))
  .filter((file) => existsSync(file) && has(file, "peerDependencies"));
const both = manifests.filter((file) => has(file, "dependencies"));
if (both.length > 0) throw new Error(`A package has either peers or dependencies, not both: ${both.join(", ")}`);

rename("peerDependencies", "dependencies");
const { status } = spawnSync(join(root, "node_modules/.bin/changeset"), ["version"], { cwd: root, stdio: "inherit" });
rename("dependencies", "peerDependencies");
process.exitCode = status ?? 1;

function has(file: string, field: string): boolean {
  return readFileSync(file, "utf8").includes(`"${field}":`);
}

function rename(from: string, to: string): void {
  for (const file of manifests) {
    writeFileSync(file, readFileSync(file, "utf8").replace(`"${from}":`, `"${to}":`));
  }
}
