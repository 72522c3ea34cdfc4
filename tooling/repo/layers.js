/**
 * @typedef {object} Layer
 * @property {Readonly<Record<string, readonly string[]>>} packages The packages below, each with those of its doors that
 *   may be opened: `index` is what the package's name alone imports.
 * @property {Readonly<Record<string, readonly string[]>>} rooms The folders of `src`, each with the folders (and single
 *   files) that it may import values from; types are free. Folders within belong to it, unless they have a row of their own.
 *   Files that lie in `src` itself may import all of them.
 * @property {true} [brings] Whoever installs the package gets the packages below with it. To all others they are peers, as two
 *   copies of one package would be two kinds of tree and array.
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
      "core/jaxpr": ["core", "core/sharding", "core/types"],
      "core/abstract-eval": ["core", "core/jaxpr", "core/scalar", "core/types"],
      "core/evaluate": ["core", "core/abstract-eval", "core/jaxpr", "core/scalar", "core/types"],
      "core/sharding": ["core/types"],
      "core/device": ["core", "core/evaluate", "core/jaxpr", "core/types"],
      "core/callbacks": ["core", "core/device", "core/evaluate", "core/jaxpr", "core/types"],
      "core/procedure": ["core", "core/scalar", "core/types"],
      lax: ["core", "core/callbacks", "core/evaluate", "core/jaxpr", "core/procedure", "core/scalar", "core/types"],
      indexing: ["core", "core/device", "core/types", "lax"],
      numpy: ["core", "core/scalar", "core/types", "indexing", "lax"],
      ndarray: [
        "core",
        "core/abstract-eval",
        "core/device",
        "core/evaluate",
        "core/sharding",
        "core/types",
        "indexing",
        "lax",
        "numpy",
      ],
      staging: [
        "core",
        "core/abstract-eval",
        "core/device",
        "core/evaluate",
        "core/jaxpr",
        "core/scalar",
        "core/types",
        "differentiation",
        "ndarray",
      ],
      differentiation: ["core", "core/jaxpr", "core/scalar", "core/types", "lax"],
      "control-flow": [
        "core",
        "core/abstract-eval",
        "core/evaluate",
        "core/jaxpr",
        "core/types",
        "differentiation",
        "lax",
        "staging",
      ],
      windows: ["core", "core/scalar", "core/types", "lax", "staging"],
      callbacks: ["core", "core/callbacks", "core/device", "core/types", "ndarray", "staging"],
      files: ["core", "core/types", "ndarray"],
      printing: ["core", "core/evaluate", "core/types", "ndarray"],
      "number-theory": ["control-flow", "core", "core/types", "lax", "numpy"],
      checking: [
        "callbacks",
        "core",
        "core/callbacks",
        "core/evaluate",
        "core/jaxpr",
        "core/types",
        "lax",
        "ndarray",
        "staging",
      ],
      debugging: ["core", "core/evaluate"],
      collectives: ["core", "core/types", "differentiation", "lax", "ndarray", "staging"],
      fft: ["core", "core/types", "lax", "numpy"],
      image: ["core", "core/types", "indexing", "lax", "numpy"],
      interpolate: ["core", "core/types", "indexing", "lax", "numpy"],
      linalg: ["control-flow", "core", "core/evaluate", "core/types", "indexing", "lax", "numpy"],
      ndimage: ["core", "core/types", "indexing", "lax", "numpy"],
      nn: ["control-flow", "core", "core/types", "lax", "numpy", "special", "staging"],
      ops: ["core", "core/types", "lax", "numpy"],
      sharding: ["core", "core/device", "core/jaxpr", "core/scalar", "core/sharding", "core/types", "ndarray"],
      signal: ["core", "core/types", "fft", "lax", "numpy", "windows"],
      special: ["control-flow", "core", "core/abstract-eval", "core/scalar", "core/types", "lax", "numpy"],
      stats: ["core", "core/types", "indexing", "lax", "linalg", "numpy", "special"],
    },
  },
  autodiff: {
    packages: { tree: ["index", "core"], array: ["index", "core", "lax", "linalg", "sharding", "special"] },
    rooms: {
      optimize: ["grad.ts"],
      "sparse-linalg": ["custom-linear-solve.ts", "staged-closure.ts", "stop-gradient.ts"],
      "batching-rules": ["shapes.ts", "windows.ts"],
      "jvp-rules": ["shapes.ts", "windows.ts"],
      "transpose-rules": ["shapes.ts", "windows.ts"],
    },
  },
  jit: {
    packages: { tree: ["index", "core"], array: ["index", "core"] },
    rooms: {
      program: [],
      simplify: [],
      lower: ["program", "simplify"],
      schedule: ["program", "lower"],
      tile: ["program", "schedule", "plan-memory.ts"],
    },
  },
  "jit-wasm": {
    packages: { array: ["index", "core"], jit: ["index", "core"] },
    rooms: {
      assembler: [],
      math: ["assembler"],
      gemm: ["assembler"],
      codegen: ["assembler", "gemm", "math", "webassembly.ts"],
      threads: ["shared-memory.ts", "webassembly.ts"],
    },
  },
  "jit-webgpu": {
    packages: { array: ["index", "core"], jit: ["index", "core"] },
    rooms: { math: [], codegen: ["math"], runtime: ["codegen"] },
  },
  xla: {
    packages: { tree: ["index"], array: ["index", "core", "sharding"] },
    rooms: { emit: [], "emit/rules": ["emit"], worker: ["worker-file.ts"] },
  },
  random: {
    packages: { array: ["index", "core", "lax", "linalg", "special"] },
    rooms: {
      initializers: ["normal.ts", "options.ts", "orthogonal.ts", "parameter.ts", "truncated-normal.ts", "uniform.ts"],
    },
  },
  module: {
    packages: {
      tree: ["index", "core"],
      array: ["index", "core", "debug", "lax", "linalg", "nn", "sharding", "special"],
      autodiff: ["index"],
      jit: ["index"],
      random: ["index"],
    },
    rooms: {
      nn: ["fields.ts", "module.ts", "tree-at.ts"],
      safetensors: [],
      eqx: [],
      debug: ["tree-format.ts"],
      transforms: ["fields.ts", "filter.ts", "module.ts", "predicates.ts"],
    },
  },
  optim: {
    packages: {
      tree: ["index", "core"],
      array: ["index", "core", "debug", "lax", "linalg", "nn", "special"],
      autodiff: ["index"],
      random: ["index"],
    },
    rooms: {
      schedules: ["arrays.ts", "hyperparameters.ts"],
      "tree-math": ["arrays.ts", "hyperparameters.ts", "keys.ts", "moments.ts"],
      transforms: ["arrays.ts", "hyperparameters.ts", "keys.ts", "moments.ts", "safe-norm.ts", "transformation.ts"],
      wrappers: ["arrays.ts", "hyperparameters.ts", "transformation.ts", "transforms"],
      linesearch: ["arrays.ts", "hyperparameters.ts", "transformation.ts", "tree-math"],
      optimisers: ["hyperparameters.ts", "keys.ts", "linesearch", "transformation.ts", "transforms", "wrappers"],
      contrib: [
        "apply-updates.ts",
        "arrays.ts",
        "hyperparameters.ts",
        "keys.ts",
        "moments.ts",
        "optimisers",
        "schedules",
        "transformation.ts",
        "transforms",
        "wrappers",
      ],
      losses: ["hyperparameters.ts", "projections"],
      projections: ["arrays.ts", "hyperparameters.ts", "tree-math"],
      perturbations: ["arrays.ts", "hyperparameters.ts", "keys.ts", "tree-math"],
      "linear-algebra": ["arrays.ts", "hyperparameters.ts", "keys.ts"],
      assignment: [],
      "second-order": [],
    },
  },
  ode: {
    packages: {
      tree: ["index", "core"],
      array: ["index", "checkify", "core", "debug", "lax", "linalg"],
      autodiff: ["index", "sparse-linalg"],
      random: ["index"],
    },
    rooms: {
      terms: ["path.ts", "tree-record.ts", "trees.ts"],
      paths: ["path.ts", "terms", "times.ts", "tree-record.ts", "trees.ts"],
      interpolation: ["path.ts", "terms", "times.ts", "trees.ts"],
      controllers: ["norms.ts", "result.ts", "terms", "times.ts", "tree-record.ts", "trees.ts"],
      "linear-solvers": ["result.ts", "tree-record.ts"],
      "root-finders": ["linear-solvers", "norms.ts", "result.ts", "times.ts", "tree-record.ts", "trees.ts"],
      solvers: [
        "butcher-tableau.ts",
        "interpolation",
        "path.ts",
        "result.ts",
        "root-finders",
        "solver.ts",
        "stochastic-butcher-tableau.ts",
        "terms",
        "trees.ts",
      ],
      events: [
        "controllers",
        "norms.ts",
        "path.ts",
        "result.ts",
        "root-finders",
        "solver.ts",
        "terms",
        "tree-record.ts",
      ],
      progress: ["tree-record.ts"],
      saving: ["terms", "times.ts", "tree-record.ts", "trees.ts"],
      adjoints: [
        "events",
        "root-finders",
        "diffeqsolve.ts",
        "integrate.ts",
        "linear-solvers",
        "result.ts",
        "saving",
        "terms",
        "tree-record.ts",
        "trees.ts",
      ],
    },
  },
  all: {
    packages: {
      tree: ["index"],
      array: [
        "index",
        "checkify",
        "debug",
        "fft",
        "image",
        "interpolate",
        "lax",
        "linalg",
        "ndimage",
        "nn",
        "ops",
        "sharding",
        "signal",
        "special",
        "stats",
      ],
      autodiff: ["index", "optimize", "sparse-linalg"],
      jit: ["index"],
      "jit-wasm": ["index"],
      "jit-webgpu": ["index"],
      random: ["index", "initializers"],
      module: ["index"],
      optim: ["index"],
      ode: ["index"],
    },
    rooms: {},
    brings: true,
  },
};

/** Doors that apps may not open: what packages of the family are built with. */
export const appsMayNotOpen = ["core"];

/**
 * The exceptions, by package: an app's functions refuse misspelt options as those of the packages do, and read theirs with
 * the one reader.
 */
export const appsMayOpen = { tree: ["core"] };
