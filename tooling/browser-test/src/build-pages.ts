import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publicPackages, root } from "@proj/checks/workspace";
import { build as bundle } from "esbuild";
import { build } from "tsup";

const pages = fileURLToPath(new URL("../pages", import.meta.url));

/** The folders of everything that is built to be used by others. */
const libraries = (): (readonly [name: string, folder: string])[] => [
  ...publicPackages().map(({ manifest, folder }) => [manifest.name, folder] as const),
  ["@proj/feedbax", join(root, "apps", "feedbax")],
];

/**
 * Builds every package as it is published, and bundles the pages with them, as somebody does who has installed them.
 *
 * The builds have a folder of their own: others may build or pack the packages at the same time.
 *
 * @param folder - where the scripts of the pages go.
 */
export async function buildPages(folder: string): Promise<void> {
  const built = new Map<string, string>();
  for (const [name, source] of libraries()) {
    const outDir = join(folder, "built", name.slice(name.indexOf("/") + 1));
    await build({
      config: join(source, "tsup.config.js"),
      entry: [join(source, "src", "index.ts")],
      outDir,
      // Types are for compilers.
      dts: false,
      external: [/^@proj\//],
      silent: true,
    });
    const entry = join(outDir, "index.js");
    if (!existsSync(entry)) throw new Error(`the build of ${name} gave no ${entry}`);
    built.set(name, entry);
  }
  await bundle({
    entryPoints: ["window", "worker", "starts-worker"].map((name) => join(pages, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    alias: Object.fromEntries(built),
    logLevel: "error",
  });
}
