/**
 * Compares the names that each package exports with the committed list beside it (`exports.txt`), so that the public
 * surface never changes by accident. With `--update` it writes the lists instead.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { publicPackages, root } from "./workspace.ts";
import type { Package } from "./workspace.ts";

const update = process.argv.includes("--update");
const packages = publicPackages();
const differences = new Map<string, string[]>();

for (const [one, names] of exportedNames(packages)) {
  const list = join(one.folder, "exports.txt");
  if (update) {
    writeFileSync(list, names.map((name) => `${name}\n`).join(""));
    continue;
  }
  const listed = existsSync(list) ? readFileSync(list, "utf8").split("\n").filter(Boolean) : [];
  const difference = [
    ...names.filter((name) => !listed.includes(name)).map((name) => `+ ${name}`),
    ...listed.filter((name) => !names.includes(name)).map((name) => `- ${name}`),
  ];
  if (difference.length > 0 || !existsSync(list)) differences.set(relative(root, list), difference);
}

for (const [list, lines] of differences)
  console.error(`${list} differs:\n${lines.map((line) => `  ${line}\n`).join("")}`);
if (differences.size > 0) {
  console.error(
    "If these changes of the public surface are meant, run `pnpm check:exports --update` and commit the lists.",
  );
  process.exitCode = 1;
} else {
  console.log(`The exported names of ${packages.length} packages ${update ? "are written down" : "are as listed"}.`);
}

/** The exported names of each package; a name that exists for types only is marked so. */
function exportedNames(all: readonly Package[]): Map<Package, string[]> {
  const index = (one: Package): string => join(one.folder, "src/index.ts");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.base.json"), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram(all.map(index), options);
  const checker = program.getTypeChecker();
  return new Map(
    all.map((one) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(index(one))!);
      const names = module ? checker.getExportsOfModule(module).map((symbol) => label(symbol, checker)) : [];
      return [one, names.sort()];
    }),
  );
}

function label(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const typeOnly = symbol.declarations?.some((declaration) => ts.isTypeOnlyExportDeclaration(declaration)) ?? false;
  return target.flags & ts.SymbolFlags.Value && !typeOnly ? symbol.name : `type ${symbol.name}`;
}
