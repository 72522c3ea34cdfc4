import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const depcruise = fileURLToPath(new URL("../node_modules/.bin/depcruise", import.meta.url));
const config = fileURLToPath(new URL("../imports.config.js", import.meta.url));
let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(realpathSync(tmpdir()), "imports-"));
});

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
});

/** The names of the rules that a workspace of these files breaks. */
function broken(files: Readonly<Record<string, string>>): string[] {
  for (const [path, text] of Object.entries({ "package.json": "{}", ...files })) {
    mkdirSync(join(workspace, dirname(path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  const result = spawnSync(
    depcruise,
    [
      "--config",
      config,
      "--output-type",
      "json",
      "packages",
      ...("apps/feedbax/src/index.ts" in files ? ["apps"] : []),
    ],
    {
      cwd: workspace,
      encoding: "utf8",
    },
  );
  const report = JSON.parse(result.stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return report.summary.violations.map(({ rule }) => rule.name).sort();
}

test("imports downwards by public name are allowed", () => {
  const files = {
    "packages/tree/src/index.ts": "export const map = 1;",
    "packages/array/src/index.ts": 'export { map } from "../../tree/src/index.ts";',
  };
  expect(broken(files)).toEqual([]);
});

test("imports upwards are not", () => {
  const files = {
    "packages/array/src/index.ts": "export const array = 1;",
    "packages/tree/src/index.ts": 'export { array } from "../../array/src/index.ts";',
  };
  expect(broken(files)).toEqual(["tree-packages"]);
});

test("files of another package other than its doors are its own business", () => {
  const files = {
    "packages/tree/src/node.ts": "export const node = 1;",
    "packages/array/src/index.ts": 'export { node } from "../../tree/src/node.ts";',
  };
  expect(broken(files)).toEqual(["doors-only"]);
});

test("doors that the table does not name are closed, to packages and to apps", () => {
  const files = {
    "packages/array/src/index.ts": "export const array = 1;",
    "packages/array/src/core.ts": "export const bind = 1;",
    "packages/array/src/special.ts": "export const erf = 1;",
    "packages/ode/src/index.ts": 'export { bind } from "../../array/src/core.ts";',
    "packages/ode/src/solve.ts": 'export { erf } from "../../array/src/special.ts";',
    "apps/feedbax/src/index.ts": 'export { erf } from "../../../packages/array/src/special.ts";',
    "apps/feedbax/src/copies.ts": 'export { bind } from "../../../packages/array/src/core.ts";',
  };
  expect(broken(files)).toEqual(["apps-doors", "ode-doors-of-array"]);
});

test("a room imports values from those rooms only that the table names, and types from all", () => {
  const files = {
    "packages/array/src/index.ts": 'export { add } from "./numpy/add.ts";',
    "packages/array/src/numpy/add.ts": 'import { bind } from "../core/trace.ts"; export const add = bind;',
    "packages/array/src/core/trace.ts": 'import { dtypes } from "./types/dtype.ts"; export const bind = dtypes;',
    "packages/array/src/core/types/dtype.ts":
      'import type { Trace } from "../trace.ts"; export const dtypes = 1 as Trace;',
    "packages/array/src/core/types/shape.ts": 'import { bind } from "../trace.ts"; export const shape = bind;',
    "packages/array/src/core/print.ts": 'import { add } from "../numpy/add.ts"; export const print = add;',
  };
  expect(broken(files)).toEqual(["array/core", "array/core/types"]);
});

test("files that import each other are a cycle, unless they import types only", () => {
  const files = {
    "packages/tree/src/a.ts": 'import { b } from "./b.ts"; export const a = () => b;',
    "packages/tree/src/b.ts": 'import { a } from "./a.ts"; export const b = () => a;',
    "packages/tree/src/c.ts": 'import type { D } from "./d.ts"; export interface C { d: D }',
    "packages/tree/src/d.ts": 'import type { C } from "./c.ts"; export interface D { c: C }',
  };
  expect(broken(files)).toEqual(["no-cycles"]);
});

test("modules of Node and of third parties stay out of packages", () => {
  const files = {
    "node_modules/other/package.json": '{ "name": "other", "version": "1.0.0", "main": "index.js" }',
    "node_modules/other/index.js": "module.exports = 1;",
    "packages/tree/src/index.ts": 'import fs from "node:fs"; import other from "other"; export default [fs, other];',
  };
  expect(broken(files)).toEqual(["no-node-modules-of-node", "no-third-party"]);
});
