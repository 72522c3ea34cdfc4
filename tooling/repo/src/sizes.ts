/**
 * Prints how many bytes each built package costs a page that uses all of it: its doors bundled and minified, raw and after gzip,
 * the packages it stands on left out; and the one file in which everything is.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { doors, publicPackages, root } from "./workspace.ts";
import type { Package } from "./workspace.ts";

const everything = join(root, "packages/all/dist/proj.js");
const packages = publicPackages();
const unbuilt = packages.filter(({ folder }) => !existsSync(join(folder, "dist/index.js")));
if (unbuilt.length > 0) {
  throw new Error(`Not built: ${unbuilt.map(({ name }) => name).join(", ")}. Run \`pnpm build\` first.`);
}

printRow("package", "bytes", "gzip");
for (const one of packages) printSize(one.manifest.name, await bundle(one));
printSize("everything, in proj.js", readFileSync(everything));

/** All doors of a package as one file. */
async function bundle(one: Package): Promise<Uint8Array> {
  const { manifest, folder } = one;
  const result = await build({
    stdin: {
      contents: doors(one)
        .map(({ name }) => `export * as ${name} from "./dist/${name}.js";`)
        .join("\n"),
      resolveDir: folder,
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: Object.keys({ ...manifest.peerDependencies, ...manifest.dependencies }),
    write: false,
    logLevel: "error",
  });
  return result.outputFiles[0]!.contents;
}

function printSize(name: string, bytes: Uint8Array): void {
  printRow(name, bytes.byteLength.toLocaleString("en"), gzipSync(bytes).byteLength.toLocaleString("en"));
}

function printRow(name: string, raw: string, gzip: string): void {
  console.log(`${name.padEnd(24)}${raw.padStart(10)}${gzip.padStart(10)}`);
}
