/**
 * Which packages the sources of a package may import. Arrows point one way, from the models down to the trees; tests may
 * import more than sources do. What runs on top of everything (`apps`) may import every package.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const allowedImports = {
  tree: [],
  array: ["tree"],
  autodiff: ["array", "tree"],
  jit: ["array", "tree"],
  "jit-wasm": ["jit", "array"],
  "jit-webgpu": ["jit", "array"],
  random: ["array", "tree"],
  module: ["tree", "array", "autodiff", "jit", "random"],
  optim: ["tree", "array", "autodiff"],
  ode: ["tree", "array", "autodiff", "module", "random"],
};
