import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import { pureModules } from "../src/pure.js";
import { root } from "../src/workspace.ts";

/** Programs of one import, and what each may bring along beside what `add` needs: places in the packages' sources. */
const programs: Readonly<Record<string, readonly [program: string, own: RegExp]>> = {
  add: [`export { add } from "@proj/array";`, /^array\/(core|indexing|lax|ndarray|numpy)\/|^tree\/core\//],
  "a convolution": [
    `export { convGeneralDilated } from "@proj/array/lax";`,
    /^array\/(core|ndarray|staging|windows)\//,
  ],
  "a solution": [
    `export { solve } from "@proj/array/linalg";`,
    /^array\/(core|lax\/linalg|linalg)\/(?!(svd|qr|schur|expm))/,
  ],
  "a transform": [`export { fft } from "@proj/array/fft";`, /^array\/(core|lax\/fft|fft)\//],
  "the error function": [`export { erf } from "@proj/array/special";`, /^array\/special\/special\.ts/],
  "a density": [
    `import { norm } from "@proj/array/stats"; export const { logpdf } = norm;`,
    /^array\/(lax|special\/(operands|scaled-erfc|normal)\.ts|stats\/(arguments|norm)\.ts)/,
  ],
  "an activation": [
    `export { gelu } from "@proj/array/nn";`,
    /^array\/(nn\/(activations|weak-real)\.ts|numpy|staging)/,
  ],
  "a sampler": [
    `export { normal } from "@proj/random";`,
    /^random\/(bits|key|normal|options|parameter|threefry|uniform)\.ts|^array\/(ndarray|numpy|special|staging|core)\/|^tree\//,
  ],
  "an optimiser": [
    `export { adam } from "@proj/optim";`,
    /^(tree\/|optim\/(transformation|arrays|hyperparameters|moments)\.ts|optim\/(transforms|wrappers|optimisers)\/(scale|chain|scale-by-adam|adam)\.ts)/,
  ],
  // What prints, checks and interprets programs comes with those who do.
  "a compiled function": [
    `export { jit } from "@proj/jit"; export { wasm } from "@proj/jit-wasm";`,
    /^array\/(control-flow|core|ndarray|staging)\/|^tree\/|^jit\/(?!program\/(explain|print|validate|interpreter|procedure-interpreter)\.ts|schedule\/many-at-once|lower\/(packed-result|fused-multiply-add))|^jit-wasm\/(?!assembler\/print\.ts|module-text\.ts)/,
  ],
};

/** Bundles all programs at once, so that each file is read once. */
async function reached(): Promise<ReadonlyMap<string, readonly string[]>> {
  const virtual: Plugin = {
    name: "programs",
    setup(bundling) {
      bundling.onResolve({ filter: /^program:/ }, ({ path }) => ({
        path: path.slice("program:".length),
        namespace: "program",
      }));
      bundling.onLoad({ filter: /.*/, namespace: "program" }, ({ path }) => ({
        contents: programs[path]![0],
        resolveDir: join(root, "packages/all"),
      }));
    },
  };
  const { metafile } = await build({
    entryPoints: Object.keys(programs).map((name) => ({ in: `program:${name}`, out: name })),
    plugins: [virtual, pureModules({})],
    conditions: ["@proj/source"],
    bundle: true,
    format: "esm",
    platform: "browser",
    outdir: "out",
    write: false,
    metafile: true,
    logLevel: "error",
    absWorkingDir: root,
  });
  return new Map(
    Object.entries(metafile.outputs).map(([path, { inputs }]) => [
      relative("out", path).replace(/\.js$/, ""),
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        // `packages/array/src/numpy/…` is `array/numpy/…`.
        .flatMap(([input]) => /^packages\/([\w-]+)\/src\/(.*)$/.exec(input)?.slice(1).join("/") ?? []),
    ]),
  );
}

test("importing one function brings along only what it needs", async () => {
  const files = await reached();
  const shared = new Set(files.get("add"));
  for (const [name, [, own]] of Object.entries(programs)) {
    const others = files.get(name)!.filter((file) => name === "add" || !shared.has(file));
    expect(others.length, name).toBeGreaterThan(0);
    expect(
      others.filter((file) => !own.test(file)),
      name,
    ).toEqual([]);
  }
});
