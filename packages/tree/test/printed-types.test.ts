import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const source = `
import { flatten, leaves, map, mapUntil, mapWithPath, transpose, structure } from "@proj/tree";
class Arr { shape: number[] = []; scale(): Arr { return this; } }
const params = { w: new Arr(), layers: [new Arr()], none: null };
export const mapped = map((x) => x.shape, params);
export const two = map((x, y) => [x, y], { w: 1 }, { w: { v: "s" } });
export const tuple = map((x) => x > 1, [1, [2]] as const);
export const byPath = mapWithPath((path, x) => path.length, params);
export const stopped = mapUntil((x) => x === null, (x) => x ?? 1, { a: 2, b: null });
export const table = map((x) => x.shape, new Map([["a", params]]));
export const found = leaves(params);
export const flat = flatten(params);
export const turned = transpose(structure([0]), structure({ x: 0 }), [{ x: new Arr() }]);
`;

it("types print as the shapes they stand for", { timeout: 60_000 }, () => {
  const file = fileURLToPath(new URL("printed.ts", import.meta.url));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ["@proj/source"],
    allowImportingTsExtensions: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([file], options, {
    ...host,
    fileExists: (name) => name === file || host.fileExists(name),
    getSourceFile: (name, version) =>
      name === file ? ts.createSourceFile(name, source, version) : host.getSourceFile(name, version),
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  const printed = checker
    .getExportsOfModule(module)
    .map((symbol) => `${symbol.name}: ${checker.typeToString(checker.getTypeOfSymbol(symbol))}`);
  expect(printed).toMatchInlineSnapshot(`
    [
      "mapped: { w: number[]; layers: number[][]; none: null; }",
      "two: { w: (number | { v: string; })[]; }",
      "tuple: readonly [boolean, readonly [boolean]]",
      "byPath: { w: number; layers: number[]; none: null; }",
      "stopped: { a: number; b: number; }",
      "table: Map<string, { w: number[]; layers: number[][]; none: null; }>",
      "found: Arr[]",
      "flat: [leaves: Arr[], treedef: TreeDef<{ w: Arr; layers: Arr[]; none: null; }>]",
      "turned: { x: Arr[]; }",
    ]
  `);
});
