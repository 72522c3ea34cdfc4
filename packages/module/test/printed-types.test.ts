import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const source = `
import type { NDArray } from "@proj/array";
import { filterGrad, filterJit, filterValueAndGrad, filterVmap, Lambda, Linear, MLP, Module, partition, Sequential, treeAt } from "@proj/module";
class Net extends Module<{ readonly hidden: Linear; readonly gain: NDArray | number }> {
  call(x: NDArray): NDArray { return this.hidden.call(x); }
}
declare const net: Net;
export const create = Net;
export const hidden = net.hidden;
export const gain = net.gain;
export const changed = net.with({ gain: 1 });
export const replaced = treeAt((m) => m.hidden.weight, net, net.hidden.weight);
export const parts = partition(net, true);
export const staged = filterJit((m: Net, x: NDArray) => m.call(x));
export const gradient = filterGrad((m: Net, x: NDArray) => m.call(x));
export const both = filterValueAndGrad((m: Net, x: NDArray) => [m.call(x), "aux"] as const, { hasAux: true });
export const ensemble = filterVmap((key: NDArray) => Linear.init(1, 2, { key }));
export const stack = new Sequential({ layers: [net, new Lambda({ f: (x) => x })] });
`;

test("types print as a user would write them", { timeout: 60_000 }, () => {
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
  const Net = checker.getTypeOfSymbol(checker.getExportsOfModule(module)[0]!).getConstructSignatures()[0]!;
  expect(printed).toMatchInlineSnapshot(`
    [
      "create: typeof Net",
      "hidden: Linear",
      "gain: number | NDArray",
      "changed: Net",
      "replaced: Net",
      "parts: [selected: Net, others: Net]",
      "staged: FilterJitFunction<[m: Net, x: NDArray], NDArray>",
      "gradient: (m: Net, x: NDArray) => Net",
      "both: (m: Net, x: NDArray) => [valueAndAux: [value: NDArray, aux: "aux"], gradient: Net]",
      "ensemble: (key: NDArray) => Linear",
      "stack: Sequential<readonly [Net, Lambda]>",
    ]
  `);
  expect(checker.signatureToString(Net)).toMatchInlineSnapshot(
    `"(fields: { readonly hidden: Linear; readonly gain: number | NDArray; }): Net"`,
  );
  expect(program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ messageText }) => messageText)).toEqual([]);
});
