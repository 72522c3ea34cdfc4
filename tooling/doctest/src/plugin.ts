import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { extractExamples } from "./extract.ts";
import type { Example } from "./extract.ts";
import { instrument } from "./instrument.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(new URL("..", import.meta.url));
const claimsModule = fileURLToPath(new URL("claims.ts", import.meta.url));

/**
 * The module that an example becomes. It seems to lie in this package, whose dependencies are all that an example may import.
 *
 * @param example - the example.
 */
export function exampleModule({ file, line }: Example): string {
  return `${here}run/${file}:${line}.ts`;
}

/** Lets tests import examples by the names that `exampleModule` gives them. */
export function examplePlugin(): Plugin {
  return {
    name: "examples",
    enforce: "pre",
    resolveId: (id) => (id.startsWith(`${here}run/`) ? id : undefined),
    load(id) {
      if (!id.startsWith(`${here}run/`)) return undefined;
      const file = id.slice(`${here}run/`.length, id.lastIndexOf(":"));
      const examples = extractExamples(file, readFileSync(join(root, file), "utf8"));
      const example = examples.find((one) => exampleModule(one) === id);
      if (!example) return undefined;
      const header = `import { claims as __claims } from ${JSON.stringify(claimsModule)};`;
      return `${header} ${instrument(example.code, "__claims")}`;
    },
  };
}
