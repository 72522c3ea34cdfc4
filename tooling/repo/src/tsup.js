import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "tsup";

/**
 * How a library package is built: one ES module a door, with its types.
 *
 * @param {string} folder The package's folder.
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
    // Class names are printed: trees and errors name the classes of modules.
    keepNames: true,
  };
}

/** The build of the package in whose folder it runs. */
export const libraryBuild = defineConfig(() => libraryOptions("."));
