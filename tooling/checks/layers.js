/**
 * @typedef {object} Layer
 * @property {Readonly<Record<string, readonly string[]>>} packages The packages below, each with those of its doors that
 *   may be opened: `index` is what the package's name alone imports.
 * @property {Readonly<Record<string, readonly string[]>>} rooms Every folder of `src`, with the folders (and single files)
 *   that it may import values from; types are free. Files that lie in `src` itself may import all of them.
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
      core: ["core/types"],
      "core/types": [],
      "core/scalar": ["core/types"],
      "core/abstract-eval": ["core", "core/jaxpr", "core/scalar", "core/types"],
      "core/evaluate": ["core", "core/abstract-eval", "core/jaxpr", "core/scalar", "core/types"],
      "core/jaxpr": ["core", "core/types"],
      "core/device": ["core", "core/evaluate", "core/jaxpr", "core/types"],
      indexing: ["core", "core/device", "core/types", "numpy"],
      numpy: ["core", "core/scalar", "core/types"],
      ndarray: ["core", "core/abstract-eval", "core/device", "core/evaluate", "core/types", "indexing", "numpy"],
      staging: ["core", "core/abstract-eval", "core/device", "core/jaxpr", "core/scalar", "core/types", "ndarray"],
      "control-flow": ["core", "core/jaxpr", "core/types", "staging"],
      nn: ["core", "core/types", "numpy", "special"],
      special: ["core", "numpy"],
    },
  },
  autodiff: {
    packages: { array: ["index", "core", "lax"], tree: ["index", "core"] },
    rooms: {},
  },
  jit: { packages: { array: ["index", "core"], tree: ["index", "core"] }, rooms: {} },
  "jit-wasm": { packages: { jit: ["index"], array: ["index", "core"] }, rooms: {} },
  "jit-webgpu": { packages: { jit: ["index"], array: ["index", "core"] }, rooms: {} },
  random: { packages: { array: ["index", "core", "lax"] }, rooms: {} },
  module: {
    packages: {
      tree: ["index", "core"],
      array: ["index", "core", "lax", "special", "nn", "linalg"],
      autodiff: ["index"],
      jit: ["index"],
      random: ["index"],
    },
    rooms: { layers: ["module.ts"], safetensors: [], transforms: ["filter.ts", "predicates.ts"] },
  },
  optim: { packages: { tree: ["index", "core"], array: ["index", "core", "lax"] }, rooms: {} },
  ode: { packages: { tree: ["index", "core"], array: ["index", "core", "lax"] }, rooms: { solvers: [] } },
};

/** Doors that apps may not open: what packages of the family are built with. */
export const appsMayNotOpen = ["core"];
