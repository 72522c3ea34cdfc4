import { defineConfig } from "tsup";

/** How every library package is built: one ES module with its types. */
export const libraryBuild = defineConfig({
  entry: ["src/index.ts"],
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
