import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { libraryOptions, oneFileOptions } from "@proj/repo/tsup";
import { publicPackages, root } from "@proj/repo/workspace";
import { build as bundle } from "esbuild";
import { build } from "tsup";

const pages = fileURLToPath(new URL("../pages", import.meta.url));

const allPackages = join(root, "packages", "all");

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
 * @param folder - where all this happens; the scripts of the pages lie in it in the end.
 */
export async function buildPages(folder: string): Promise<void> {
  for (const [name, source] of libraries()) {
    const installed = join(folder, "node_modules", name);
    await build({
      // Types are for compilers.
      ...libraryOptions(source, { types: false }),
      config: false,
      outDir: join(installed, "dist"),
      external: [/^@proj\//],
      silent: true,
    });
    cpSync(join(source, "package.json"), join(installed, "package.json"));
  }
  await build({ ...oneFileOptions(allPackages), config: false, outDir: folder, silent: true });
  cpSync(pages, join(folder, "pages"), { recursive: true });
  await bundle({
    entryPoints: ["window", "worker", "starts-worker", "one-file"].map((name) => join(folder, "pages", `${name}.ts`)),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
}
