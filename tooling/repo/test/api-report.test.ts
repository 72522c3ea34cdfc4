import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { reportDiffers, reportFile } from "../src/api-report.ts";
import { writeDeclarations } from "../src/declarations.ts";
import { doors } from "../src/workspace.ts";
import type { Package } from "../src/workspace.ts";

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(realpathSync(tmpdir()), "api-report-"));
});

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
});

/** A package with one door for each of these files. */
function packageOf(sources: Readonly<Record<string, string>>): Package {
  const folder = join(workspace, "packages/tree");
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(folder, file), text);
  const exports = Object.keys(sources).map((file) => {
    const subpath = file === "index.ts" ? "." : `./${file.replace(".ts", "")}`;
    return [subpath, { "@proj/source": `./${file}` }] as const;
  });
  const manifest = { name: "@proj/tree", version: "0.0.0", exports: Object.fromEntries(exports) };
  return { name: "tree", folder, manifest };
}

/** For each door, whether its report differs. */
function differences(one: Package, update: boolean): Record<string, boolean> {
  const declarations = join(workspace, "declarations");
  writeDeclarations([one], declarations);
  return Object.fromEntries(doors(one).map((door) => [door.specifier, reportDiffers(one, door, declarations, update)]));
}

test("a door's report differs when a signature changes, and until it is written anew", () => {
  const lax = "/** Doubles. */\nexport const double = (x: number): number => 2 * x;";
  const before = { "index.ts": "/** Adds one. */\nexport const next = (n: number): number => n + 1;", "lax.ts": lax };
  expect(differences(packageOf(before), true)).toEqual({ "@proj/tree": true, "@proj/tree/lax": true });
  expect(differences(packageOf(before), false)).toEqual({ "@proj/tree": false, "@proj/tree/lax": false });

  const after = packageOf({ "index.ts": before["index.ts"].replaceAll("number", "bigint"), "lax.ts": lax });
  const printed = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  expect(differences(after, false)).toEqual({ "@proj/tree": true, "@proj/tree/lax": false });
  printed.mockRestore();
  differences(after, true);
  expect(readFileSync(join(after.folder, reportFile(doors(after)[0]!)), "utf8")).toContain(
    "export const next: (n: bigint) => bigint;",
  );
});
