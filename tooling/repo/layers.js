/**
 * @typedef {object} Layer
 * @property {Readonly<Record<string, readonly string[]>>} packages The packages below, each with those of its doors that
 *   may be opened: `index` is what the package's name alone imports.
 * @property {Readonly<Record<string, readonly string[]>>} rooms The folders of `src`, each with the folders (and single
 *   files) that it may import values from; types are free. Folders within belong to it, unless they have a row of their own.
 *   Files that lie in `src` itself may import all of them.
 * @property {readonly (readonly string[])[]} [knots] Rooms that still stand on each other.
 */

/**
 * What the sources of each package may import. Arrows point one way, from the models down to the trees; tests may import
 * more than sources do, and apps may import every package.
 *
 * @type {Readonly<Record<string, Layer>>}
 */
export const layers = {
  tree: { packages: {}, rooms: { core: [] } },
  array: {
    packages: { tree: ["index", "core"] },
    rooms: {
      "core/types": [],
      core: ["core/scalar", "core/types"],
      "core/scalar": ["core/types"],
      "core/jaxpr": ["core", "core/types"],
      "core/abstract-eval": ["core", "core/jaxpr", "core/scalar", "core/types"],
      "core/evaluate": ["core", "core/abstract-eval", "core/jaxpr", "core/scalar", "core/types"],
      "core/device": ["core", "core/evaluate", "core/jaxpr", "core/types"],
      lax: ["core", "core/types"],
      indexing: ["core", "core/device", "core/types", "lax"],
      numpy: ["core", "core/scalar", "core/types", "indexing", "lax"],
      ndarray: ["core", "core/abstract-eval", "core/device", "core/evaluate", "core/types", "indexing", "lax", "numpy"],
      staging: ["core", "core/abstract-eval", "core/device", "core/jaxpr", "core/scalar", "core/types", "ndarray"],
      "control-flow": ["core", "core/jaxpr", "core/types", "lax", "staging"],
      nn: ["core", "core/types", "numpy", "special"],
      special: ["core", "numpy"],
    },
  },
  autodiff: {
    packages: { tree: ["index", "core"], array: ["index", "core", "lax", "special"] },
    rooms: {
      "batching-rules": ["jaxpr-surgery.ts", "memo.ts", "operations.ts"],
      "jvp-rules": ["jaxpr-surgery.ts", "memo.ts", "operations.ts", "windows.ts"],
      "transpose-rules": ["jaxpr-surgery.ts", "memo.ts", "operations.ts", "windows.ts"],
    },
  },
  jit: {
    packages: { tree: ["index", "core"], array: ["index", "core"] },
    rooms: {
      program: [],
      simplify: [],
      lower: ["program", "simplify"],
      schedule: ["program", "lower"],
      tile: ["program", "plan-memory.ts", "schedule"],
    },
  },
  "jit-wasm": {
    packages: { array: ["index", "core"], jit: ["index", "core"] },
    rooms: {
      assembler: [],
      math: ["assembler"],
      gemm: ["assembler"],
      codegen: ["assembler", "gemm", "math", "webassembly.ts"],
    },
  },
  "jit-webgpu": {
    packages: { array: ["index", "core"], jit: ["index", "core"] },
    rooms: { math: [], codegen: ["math"], runtime: ["codegen"] },
  },
  random: { packages: { array: ["index", "core", "lax", "special"] }, rooms: {} },
  module: {
    packages: {
      tree: ["index", "core"],
      array: ["index", "core", "lax", "linalg", "nn", "special"],
      autodiff: ["index"],
      jit: ["index"],
      random: ["index"],
    },
    rooms: { layers: ["module.ts"], safetensors: [], transforms: ["filter.ts", "predicates.ts"] },
  },
  optim: {
    packages: { tree: ["index", "core"], array: ["index", "core", "lax"] },
    rooms: { schedules: [] },
  },
  ode: {
    packages: { tree: ["index", "core"], array: ["index", "core", "lax"] },
    rooms: { "step-size": [], solvers: ["butcher-tableau.ts", "runge-kutta.ts"] },
  },
};

/** Doors that apps may not open: what packages of the family are built with. */
export const appsMayNotOpen = ["core"];
