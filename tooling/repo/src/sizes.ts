/** Prints how many bytes each built package costs a page: bundled and minified, raw and after gzip, peers left out. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publicPackages } from "./workspace.ts";

const packages = publicPackages();
const entries = packages.map((one) => ({ ...one, entry: join(one.folder, "dist/index.js") }));
const unbuilt = entries.filter(({ entry }) => !existsSync(entry));
if (unbuilt.length > 0) {
  throw new Error(`Not built: ${unbuilt.map(({ name }) => name).join(", ")}. Run \`pnpm build\` first.`);
}

const row = (name: string, raw: string, gzip: string): string =>
  `${name.padEnd(20)}${raw.padStart(10)}${gzip.padStart(10)}`;
const size = ({ byteLength }: Uint8Array, zipped: Uint8Array): [string, string] => [
  byteLength.toLocaleString("en"),
  zipped.byteLength.toLocaleString("en"),
];

console.log(row("package", "bytes", "gzip"));
const bundles: Uint8Array[] = [];
for (const { entry, manifest } of entries) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: Object.keys(manifest.peerDependencies ?? {}),
    write: false,
    logLevel: "error",
  });
  const [bundle] = result.outputFiles;
  bundles.push(bundle!.contents);
  console.log(row(manifest.name, ...size(bundle!.contents, gzipSync(bundle!.contents))));
}
const whole = Buffer.concat(bundles);
console.log(row("all together", ...size(whole, gzipSync(whole))));
