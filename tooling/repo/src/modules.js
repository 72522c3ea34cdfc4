import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { withArrows } from "./arrows.js";
import { markPure } from "./pure.js";
import { shorten } from "./shorten.js";

/**
 * How the modules of a package are read when it is built: shorter, and with marks for bundlers, which shortening would leave out.
 *
 * @param {{ named?: boolean }} options - see {@link markPure}.
 * @returns {import("esbuild").Plugin}
 */
export function libraryModules(options) {
  return {
    name: "library modules",
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
        const { code, map } = await shorten(await readFile(path, "utf8"), path);
        const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}`;
        return { contents: `${markPure(withArrows(code), options)}\n${comment}`, loader: "js" };
      });
    },
  };
}
