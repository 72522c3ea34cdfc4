import { minify, transformWithOxc } from "vite";

/**
 * Writes a module without types, and shorter. Bundlers that minify for themselves do not look through a module as far as that: what
 * is read in one place becomes part of it, also constants, and branches that throw become one.
 *
 * @param {string} source - a TypeScript module.
 * @param {string} path - where it lies.
 * @returns {Promise<{ code: string, map: string }>} the same module in JavaScript, and its source map.
 */
export async function shorten(source, path) {
  const untyped = await transformWithOxc(source, path, { sourcemap: true, target: "es2022" });
  const { code, map, errors } = await minify(path.replace(/ts$/, "js"), untyped.code, {
    module: true,
    compress: { target: "es2022" },
    mangle: false,
    codegen: { removeWhitespace: false },
    sourcemap: true,
    ...(untyped.map !== undefined && { inputMap: untyped.map }),
  });
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join("\n")}`);
  return { code, map: JSON.stringify(map) };
}
