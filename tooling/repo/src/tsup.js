import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "tsup";

/**
 * How a library package is built: one ES module a door, with its types.
 *
 * @param {string} folder - the package's folder.
 * @returns {import("tsup").Options}
 */
export function libraryOptions(folder) {
  /** @type {{ exports: Record<string, string | Record<string, string>> }} */
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const doors = Object.values(exports).flatMap((door) =>
    typeof door === "string" ? [] : (door["@proj/source"] ?? []),
  );
  return {
    entry: doors.map((source) => join(folder, source)),
    format: ["esm"],
    // tsup's declaration build passes `baseUrl`, which TypeScript 6 deprecates.
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    sourcemap: true,
    clean: true,
    target: "es2022",
    treeshake: true,
  };
}

/**
 * How a package becomes one file with everything in it, for pages. It is made from the sources of all packages.
 *
 * @param {string} folder - the package's folder.
 * @returns {import("tsup").Options}
 */
export function oneFileOptions(folder) {
  return {
    entry: { proj: join(folder, "src/index.ts") },
    format: ["esm"],
    platform: "browser",
    target: "es2022",
    minify: true,
    keepNames: true,
    noExternal: [/^@proj\//],
    external: ["webgpu"],
    esbuildOptions: (bundle) => {
      bundle.conditions = ["@proj/source"];
    },
  };
}

/** The build of the package in whose folder it runs. */
export const libraryBuild = defineConfig(() => libraryOptions("."));

/**
 * The build of a package whose classes are nodes of trees: printed trees and errors name them, so their names outlive minifiers.
 * Elsewhere that would cost a call for each function.
 */
export const namedLibraryBuild = defineConfig(() => ({ ...libraryOptions("."), keepNames: true }));
