import { copyFileSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { defineConfig } from "tsup";
import { libraryModules } from "./modules.js";
import { writeTypes } from "./types.js";

/**
 * How a library package is built: one ES module a door, with its types.
 *
 * @param {string} folder - the package's folder.
 * @param {{ named?: boolean, types?: boolean, beside?: readonly string[] }} options - whether classes keep their names when a
 *   bundler shortens them (default: no), whether types are written (default: yes), and files that lie beside the doors as they
 *   are, such as a worker, which is found by its URL (default: none).
 * @returns {import("tsup").Options}
 */
export function libraryOptions(folder, { named = false, types = true, beside = [] } = {}) {
  /** @type {{ exports: Record<string, string | Record<string, string>> }} */
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const doors = Object.values(exports).flatMap((door) =>
    typeof door === "string" ? [] : (door["@proj/source"] ?? []),
  );
  const sources = doors.flatMap((door) => [door, ...namespacesOf(folder, door)]);
  const entry = [...new Set(sources)].map((source) => join(folder, source));
  return {
    entry,
    format: ["esm"],
    onSuccess: () => {
      for (const file of beside) copyFileSync(join(folder, file), join(folder, "dist", basename(file)));
      if (types) writeTypes(folder, entry);
      return Promise.resolve();
    },
    sourcemap: true,
    clean: true,
    target: "es2022",
    treeshake: true,
    esbuildPlugins: [libraryModules({ named }), doorsApart(entry)],
  };
}

/**
 * The files that a door exports as namespaces, each of which becomes a file of its own.
 *
 * @param {string} folder - the package's folder.
 * @param {string} door - the door's source within.
 * @returns {readonly string[]}
 */
function namespacesOf(folder, door) {
  const source = readFileSync(join(folder, door), "utf8");
  return [...source.matchAll(/^export \* as \w+ from "(\.\/[^"]+)";/gm)].map(
    ([, path]) => `./${join(dirname(door), path ?? "")}`,
  );
}

/**
 * Keeps a file that a door exports as a namespace a file of its own. Bundlers drop the names of a file that nobody uses,
 * but not those of an object, which a namespace within one file becomes.
 *
 * @param {readonly string[]} doors - the files that are built.
 * @returns {import("esbuild").Plugin}
 */
function doorsApart(doors) {
  const sources = new Set(doors.map((door) => resolve(door)));
  return {
    name: "doors apart",
    setup(build) {
      build.onResolve({ filter: /^\.\/[\w/-]+\.ts$/ }, ({ path, importer }) =>
        sources.has(importer) && sources.has(resolve(dirname(importer), path))
          ? { path: path.replace(/ts$/, "js"), external: true }
          : undefined,
      );
    },
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

/** The build of a package whose classes are nodes of trees: printed trees and errors name them, so their names outlive minifiers. */
export const namedLibraryBuild = defineConfig(() => libraryOptions(".", { named: true }));
