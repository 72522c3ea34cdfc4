/**
 * Compares what each door of each package exports, names and signatures, with the committed reports (`packages/*\/api`), so
 * that the public surface never changes by accident. With `--update` it writes the reports instead.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { reportDiffers, reportFile } from "./api-report.ts";
import { writeDeclarations } from "./declarations.ts";
import { doors, publicPackages, root } from "./workspace.ts";
import type { Door, Package } from "./workspace.ts";

/**
 * What people write programs with is to be read through: a door with more names than this wants to be two. The namespace of
 * NumPy is one by nature; it has as many names as JAX's, and the types of their options.
 */
const mostNames: Readonly<Record<string, number>> = { "@proj/array": 640 };

const update = process.argv.includes("--update");
const declarations = join(root, ".cache/declarations");
const packages = publicPackages();
const program = writeDeclarations(packages, declarations);
const checker = program.getTypeChecker();
const doorFiles = new Set(packages.flatMap((one) => doors(one).map(({ source }) => join(one.folder, source))));

const complaints: string[] = [];
const changed: string[] = [];
let count = 0;
for (const one of packages) {
  for (const door of doors(one)) {
    count += 1;
    if (reportDiffers(one, door, declarations, update))
      changed.push(relative(root, join(one.folder, reportFile(door))));
    complaints.push(...wrongNames(one, door));
  }
  changed.push(...reportsWithoutDoor(one));
}

for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
if (changed.length > 0 && !update) {
  console.error(
    `These reports differ:\n${changed.map((file) => `  ${file}\n`).join("")}` +
      "If these changes of the public surface are meant, run `pnpm check:exports --update` and commit the reports.",
  );
  process.exitCode = 1;
}
console.log(
  `${count} doors of ${packages.length} packages; ${changed.length} reports ${update ? "written" : "differ"}.`,
);

/** Names without a doc comment, and a door with too many names. */
function wrongNames(one: Package, door: Door): string[] {
  const names = exportedNames(program.getSourceFile(join(one.folder, door.source))!);
  const most = mostNames[door.specifier] ?? Infinity;
  return [
    ...undocumented(names).map((name) => `${door.specifier}: ${name} has no doc comment.`),
    ...(names.length > most ? [`${door.specifier}: ${names.length} names, more than ${most}.`] : []),
  ];
}

function exportedNames(file: ts.Node): ts.Symbol[] {
  const module = checker.getSymbolAtLocation(file);
  return module ? checker.getExportsOfModule(module) : [];
}

/** The names that nothing is said about. A namespace (`export * as nn`) is another door, whose names are looked at there. */
function undocumented(names: readonly ts.Symbol[]): string[] {
  return names
    .filter((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const module = target.declarations?.find(ts.isSourceFile);
      return module ? !doorFiles.has(module.fileName) : target.getDocumentationComment(checker).length === 0;
    })
    .map((symbol) => symbol.name);
}

/** Reports of doors that are no more; gone, with `--update`. */
function reportsWithoutDoor(one: Package): string[] {
  const folder = join(one.folder, "api");
  const expected = new Set(doors(one).map(reportFile));
  const stale = (existsSync(folder) ? readdirSync(folder) : []).filter((file) => !expected.has(`api/${file}`));
  if (update) for (const file of stale) rmSync(join(folder, file));
  return stale.map((file) => relative(root, join(folder, file)));
}
