import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { publicPackages, root } from "../src/workspace.ts";
import type { Manifest } from "../src/workspace.ts";

const script = fileURLToPath(new URL("../src/version.ts", import.meta.url));
const tsx = fileURLToPath(new URL("../node_modules/.bin/tsx", import.meta.url));
const packages = publicPackages().map(({ name }) => name);
let scratch: string;

/** A copy of all manifests, at version 0.0.0 and without changesets. */
beforeEach(() => {
  scratch = mkdtempSync(join(realpathSync(tmpdir()), "version-"));
  const members = ["packages", "apps", "tooling"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, "package.json")),
  );
  for (const file of ["package.json", "pnpm-workspace.yaml", ".changeset/config.json", ...members]) {
    cpSync(join(root, file), join(scratch, file));
  }
  for (const name of packages) {
    const file = join(scratch, "packages", name, "package.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"version": ".*"/, '"version": "0.0.0"'));
  }
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  writeFileSync(join(scratch, ".gitignore"), "node_modules\n");
  git("init", "--quiet", "--initial-branch=main");
});

afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function git(...args: string[]): void {
  const author = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  execFileSync("git", [...author, ...args], { cwd: scratch });
}

const manifest = (name: string): Manifest =>
  JSON.parse(readFileSync(join(scratch, "packages", name, "package.json"), "utf8")) as Manifest;

/** The packages of each version after a release of these changes. */
function release(changes: Readonly<Record<string, "patch" | "minor">>): Record<string, string[]> {
  const lines = Object.entries(changes).map(([name, kind]) => `"@proj/${name}": ${kind}\n`);
  writeFileSync(join(scratch, ".changeset/change.md"), `---\n${lines.join("")}---\n\nSomething is better.\n`);
  git("add", "--all");
  git("commit", "--quiet", "--message", "A change");
  execFileSync(tsx, [script], { cwd: scratch, stdio: "pipe" });
  const versions: Record<string, string[]> = {};
  for (const name of packages) (versions[manifest(name).version] ??= []).push(name);
  return versions;
}

test("packages begin at 0.1.0, and a changed package gives those that stand on it a patch at most", () => {
  const others = (...names: string[]): string[] => packages.filter((name) => !names.includes(name));

  expect(release(Object.fromEntries(packages.map((name) => [name, "minor"])))).toEqual({ "0.1.0": packages });
  // 0.1.1 lies in the range ^0.1.0 of those that stand on it, which need no release.
  expect(release({ array: "patch" })).toEqual({ "0.1.0": others("array"), "0.1.1": ["array"] });
  // 0.2.0 does not; `tree` stands below it.
  expect(release({ array: "minor" })).toEqual({
    "0.1.0": ["tree"],
    "0.1.1": others("array", "tree"),
    "0.2.0": ["array"],
  });

  expect(manifest("autodiff").peerDependencies).toEqual(
    publicPackages().find(({ name }) => name === "autodiff")!.manifest.peerDependencies,
  );
  expect(readFileSync(join(scratch, "packages/autodiff/CHANGELOG.md"), "utf8")).toContain("@proj/array@0.2.0");
});
