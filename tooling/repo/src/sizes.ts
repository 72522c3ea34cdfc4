/**
 * Bundles and minifies programs that import the built packages, as a page would load them, and compares their sizes with the
 * committed ones (`sizes.json`): none may grow by more than a twentieth after gzip. With `--update` it writes the sizes instead,
 * and the table of them in the README.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { grown, sizeTable, withTable, type Size, type Sizes } from "./size-table.ts";
import { doors, publicPackages, root } from "./workspace.ts";
import type { Package } from "./workspace.ts";

/** What small and large programs import; everything that they need comes along. */
const programs: Readonly<Record<string, string>> = {
  "`array`, `add`": `export { add, array } from "@proj/array";`,
  "`normal`, `key`": `export { key, normal } from "@proj/random";`,
  "`vmap`": `export { vmap } from "@proj/autodiff";`,
  "`grad`": `export { grad } from "@proj/autodiff";`,
  "`grad`, `jit`, `wasm`": `
    export { grad } from "@proj/autodiff";
    export { jit } from "@proj/jit";
    export { wasm } from "@proj/jit-wasm";`,
  "a multilayer perceptron trained by Adam": `
    export { setDefaultTarget } from "@proj/jit";
    export { wasm } from "@proj/jit-wasm";
    export { filterJit, filterValueAndGrad, MLP } from "@proj/module";
    export { adam, applyUpdates } from "@proj/optim";
    export { key } from "@proj/random";`,
};

const everything = "packages/all";
const file = join(root, "tooling/repo/sizes.json");
const readme = join(root, "README.md");
const packages = publicPackages();
const unbuilt = packages.filter(({ folder }) => !existsSync(join(folder, "dist/index.js")));
if (unbuilt.length > 0) {
  throw new Error(`Not built: ${unbuilt.map(({ name }) => name).join(", ")}. Run \`pnpm build\` first.`);
}

const measured: Sizes = { programs: await sizesOfPrograms(), packages: await sizesOfPackages() };
if (process.argv.includes("--update")) {
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
  writeFileSync(readme, withTable(readFileSync(readme, "utf8"), sizeTable(measured.programs)));
  console.log("The sizes and the table of them in the README are written.");
} else compare(JSON.parse(readFileSync(file, "utf8")) as Sizes);

function compare(committed: Sizes): void {
  console.log(
    `${sizeTable(measured.programs, committed.programs)}\n\n${sizeTable(measured.packages, committed.packages)}`,
  );
  const complaints = [
    ...grown(committed.programs, measured.programs),
    ...grown(committed.packages, measured.packages),
    ...(readFileSync(readme, "utf8").includes(sizeTable(committed.programs)) ? [] : ["The README has other sizes."]),
  ];
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length === 0) return;
  console.error("If this is worth its bytes, run `pnpm check:sizes --update` and commit what it writes.");
  process.exitCode = 1;
}

async function sizesOfPrograms(): Promise<Record<string, Size>> {
  const sizes: Record<string, Size> = {};
  for (const [name, contents] of Object.entries(programs))
    sizes[name] = sizeOf(await bundle(contents, join(root, everything), []));
  sizes["everything, in `proj.js`"] = sizeOf(readFileSync(join(root, everything, "dist/proj.js")));
  return sizes;
}

/** What all doors of each package add to the packages that it stands on. */
async function sizesOfPackages(): Promise<Record<string, Size>> {
  const sizes: Record<string, Size> = {};
  for (const one of packages) sizes[one.manifest.name] = sizeOf(await bundleDoors(one));
  return sizes;
}

function bundleDoors(one: Package): Promise<Uint8Array> {
  const contents = doors(one).map(({ specifier }, index) => `export * as door${index} from "${specifier}";`);
  const { peerDependencies, dependencies } = one.manifest;
  return bundle(contents.join("\n"), one.folder, Object.keys({ ...peerDependencies, ...dependencies }));
}

async function bundle(contents: string, resolveDir: string, external: readonly string[]): Promise<Uint8Array> {
  const result = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: [...external, ...builtinModules],
    write: false,
    logLevel: "error",
  });
  return result.outputFiles[0]!.contents;
}

function sizeOf(bytes: Uint8Array): Size {
  return { bytes: bytes.byteLength, gzip: gzipSync(bytes).byteLength };
}
