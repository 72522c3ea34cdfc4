import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { doors, root } from "./workspace.ts";
import type { Package } from "./workspace.ts";

/**
 * The sources of packages as one program, which begins at their doors.
 *
 * @param packages - the packages.
 * @param options - what is different from the options of the workspace.
 */
export function sourceProgram(packages: readonly Package[], options: ts.CompilerOptions): ts.Program {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), (path) => ts.sys.readFile(path)) as {
    readonly config: { readonly compilerOptions: object };
  };
  const base = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: [] }, root);
  const entries = packages.flatMap((one) => doors(one).map(({ source }) => join(one.folder, source)));
  return ts.createProgram(entries, { ...base.options, ...options });
}

/**
 * Writes the declarations (`.d.ts`) of packages, laid out so that they find each other by their public names.
 *
 * @param packages - the packages, whose folders lie side by side.
 * @param folder - where they go; emptied first. Those of `packages/array` go into its subfolder `array`.
 * @returns the program they come from.
 */
export function writeDeclarations(packages: readonly Package[], folder: string): ts.Program {
  const program = sourceProgram(packages, {
    noEmit: false,
    emitDeclarationOnly: true,
    // `typecheck` checks the sources; here only what declarations need is inferred.
    noCheck: true,
    rootDir: dirname(packages[0]!.folder),
    outDir: folder,
  });
  rmSync(folder, { recursive: true, force: true });
  program.emit();
  mkdirSync(join(folder, "node_modules/@proj"), { recursive: true });
  for (const one of packages) {
    const { name } = one.manifest;
    const exports = doors(one).map(
      ({ subpath, source }) => [subpath, { types: `./${declarationOf(source)}` }] as const,
    );
    writeFileSync(
      join(folder, one.name, "package.json"),
      JSON.stringify({ name, exports: Object.fromEntries<object>(exports) }),
    );
    symlinkSync(join(folder, one.name), join(folder, "node_modules", name), "dir");
  }
  return program;
}

/** Where the declarations of a source are written, relative to the package. */
export function declarationOf(source: string): string {
  return source.replace(/^\.\//, "").replace(/\.ts$/, ".d.ts");
}
