import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

/** The sources of a package's doors: what its `exports` name. */
function doors() {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  return Object.values(exports).flatMap((door) => door["@proj/source"] ?? []);
}

/** How every library package is built: one ES module a door, with its types. */
export const libraryBuild = defineConfig({
  entry: doors(),
  format: ["esm"],
  // tsup's declaration build passes `baseUrl`, which TypeScript 6 deprecates.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  sourcemap: true,
  clean: true,
  target: "es2022",
  treeshake: true,
  // Class names are printed: trees and errors name the classes of modules.
  keepNames: true,
});
