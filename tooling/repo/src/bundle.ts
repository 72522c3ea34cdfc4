import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { root } from "./workspace.ts";

/**
 * Makes one file of a program and of all sources of the workspace that it imports: it starts many times sooner than from its sources.
 *
 * @param program - the path of its first file.
 * @returns the path of the bundle, which Node runs from any folder. It lies in this workspace's cache, the same for everyone.
 */
export async function bundled(program: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [program],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@proj/source"],
    keepNames: true,
    plugins: [inPlace],
  });
  const folder = join(root, ".cache", "bundles");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${relative(root, program).replaceAll(/[\\/]/g, "-")}.mjs`);
  const written = `${path}.${process.pid}`;
  writeFileSync(written, outputFiles[0]!.contents);
  // Others may be starting the same program, from a bundle of theirs.
  renameSync(written, path);
  return path;
}

/** Sources find the files beside them as if they were where they are written, and Node loads other people's packages from where they lie. */
const inPlace: Plugin = {
  name: "in place",
  setup(build) {
    build.onLoad({ filter: /[\\/](src|cli|test)[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path))), loader: "ts" };
    });
    build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === inPlace || kind === "entry-point" || isBuiltin(path) || path.startsWith("@proj/"))
        return undefined;
      const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: inPlace });
      return found.errors.length > 0 ? undefined : { path: pathToFileURL(found.path).href, external: true };
    });
  },
};
