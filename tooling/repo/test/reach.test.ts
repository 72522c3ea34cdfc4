import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import { libraryModules } from "../src/modules.js";
import { root } from "../src/workspace.ts";

/** Programs of one import, and what each may bring along beside what `add` needs: places in the packages' sources. */
const programs: Readonly<Record<string, readonly [program: string, own: RegExp]>> = {
  add: [`export { add } from "@proj/array";`, /^array\/(core|indexing|lax|ndarray|numpy)\/|^tree\/core\//],
  "a convolution": [
    `export { convGeneralDilated } from "@proj/array/lax";`,
    /^array\/(core|differentiation|ndarray|staging|windows)\//,
  ],
  "a solution": [
    `export { solve } from "@proj/array/linalg";`,
    /^array\/(core|lax\/linalg|linalg)\/(?!(svd|qr|schur|expm))|^tree\/core\//,
  ],
  "a transform": [`export { fft } from "@proj/array/fft";`, /^array\/(core|lax\/fft|fft)\//],
  "the error function": [
    `export { erf } from "@proj/array/special";`,
    /^array\/(core\/scalar\/forms\/er(ror|f)-|special\/special\.ts)/,
  ],
  "a density": [
    `import { norm } from "@proj/array/stats"; export const { logpdf } = norm;`,
    /^array\/(core\/scalar\/forms\/er(ror|f)-|lax|special\/(operands|scaled-erfc|normal)\.ts|stats\/(arguments|norm)\.ts)/,
  ],
  "an activation": [
    `export { gelu } from "@proj/array/nn";`,
    /^array\/(core\/(complex\/trigonometric\.ts|scalar\/forms\/(er(ror|f)-|hyperbolic))|nn\/(activations|weak-real)\.ts|numpy|staging)/,
  ],
  "a sampler": [
    `export { normal } from "@proj/random";`,
    /^random\/(bits|key|normal|options|parameter|split|threefry|uniform)\.ts|^array\/(ndarray|numpy|special|staging|core)\//,
  ],
  "an optimiser": [
    `export { adam } from "@proj/optim";`,
    /^(tree\/|optim\/(transformation|arrays|hyperparameters|moments)\.ts|optim\/(transforms|wrappers|optimisers)\/(scale|chain|scale-by-adam|adam)\.ts)/,
  ],
  "a perceptron": [
    `export { MLP } from "@proj/module";`,
    /^(array\/(core|lax|ndarray|numpy|nn|random|staging)|module|random|tree)\//,
  ],
  // What prints, checks and interprets programs comes with those who do.
  "a compiled function": [
    `export { jit } from "@proj/jit"; export { wasm } from "@proj/jit-wasm";`,
    /^array\/(control-flow|core|ndarray|staging)\/|^tree\/|^jit\/(?!program\/(explain|print|validate|interpreter|procedure-interpreter)\.ts|schedule\/many-at-once|lower\/(packed-result|fused-multiply-add))|^jit-wasm\/(?!assembler\/print\.ts|module-text\.ts|math\/float64\.ts|codegen\/(float64-in-pairs|emitters\/pair-emitter)\.ts)/,
  ],
};

/** What comes along only where it is used: with devices, axes, loops, callbacks, rules of derivatives, random bits, functions and raw gathers. */
const brought = [
  "array/collectives/rules.ts",
  "array/control-flow/constant-carries.ts",
  "array/control-flow/rules.ts",
  "array/control-flow/simplified-scan.ts",
  "array/core/callbacks/host-function.ts",
  "array/core/complex/inverse-trigonometric.ts",
  "array/core/device/errors.ts",
  "array/core/device/eager-program.ts",
  "array/core/evaluate/threefry.ts",
  "array/core/procedure/builder.ts",
  "array/core/procedure/emission/statements.ts",
  "array/core/scalar/forms/error-function.ts",
  "array/core/scalar/forms/erf-double.ts",
  "array/core/scalar/forms/inverse-circular.ts",
  "array/core/scalar/forms/inverse-error-function.ts",
  "array/core/scalar/forms/inverse-hyperbolic.ts",
  "array/differentiation/custom-vjp.ts",
  "array/differentiation/linear-map.ts",
  "array/lax/dimension-numbers.ts",
];

/** Programs that use none of it. */
const without: Readonly<Record<string, readonly [program: string]>> = {
  "a sum": [programs["add"]![0]],
  "a gradient": [`export { grad } from "@proj/autodiff";`],
  "a compiled gradient": [
    `export { grad } from "@proj/autodiff"; export { jit } from "@proj/jit"; export { wasm } from "@proj/jit-wasm";`,
  ],
};

/** A program that uses all of it. */
const withAll: Readonly<Record<string, readonly [program: string]>> = {
  all: [
    `export { acos, acosh, pureCallback, scan } from "@proj/array";
    export { erf } from "@proj/array/special";
    export { gather, psum } from "@proj/array/lax";
    export { inv } from "@proj/array/linalg";
    export { virtualDevices } from "@proj/array/sharding";
    export { customVjp } from "@proj/autodiff";
    export { normal } from "@proj/random";`,
  ],
};

/** Bundles all programs at once, so that each file is read once. */
async function reached(
  all: Readonly<Record<string, readonly [program: string, ...others: unknown[]]>>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const virtual: Plugin = {
    name: "programs",
    setup(bundling) {
      bundling.onResolve({ filter: /^program:/ }, ({ path }) => ({
        path: path.slice("program:".length),
        namespace: "program",
      }));
      bundling.onLoad({ filter: /.*/, namespace: "program" }, ({ path }) => ({
        contents: all[path]![0],
        resolveDir: join(root, "packages/all"),
      }));
    },
  };
  const { metafile } = await build({
    entryPoints: Object.keys(all).map((name) => ({ in: `program:${name}`, out: name })),
    plugins: [virtual, libraryModules({})],
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
  const files = await reached(programs);
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

test("what few programs use comes along with those alone", async () => {
  const used = (await reached(withAll)).get("all")!;
  expect(brought.filter((file) => !used.includes(file))).toEqual([]);
  for (const [name, files] of await reached(without)) {
    expect(
      brought.filter((file) => files.includes(file)),
      name,
    ).toEqual([]);
  }
});
