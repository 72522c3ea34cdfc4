/*
 * Everything in one import, for scripts, notebooks and pages. Programs that others depend on import the packages.
 */

// Packages as namespaces: `np.NDArray` is a type, `np.array` a function
import * as np from "@proj/array";
import * as debug from "@proj/array/debug";
import * as lax from "@proj/array/lax";
import * as nn from "@proj/array/nn";
import * as eqx from "@proj/module";
import * as ode from "@proj/ode";
import * as optim from "@proj/optim";
import * as random from "@proj/random";
import * as tree from "@proj/tree";

export { debug, eqx, lax, nn, np, ode, optim, random, tree };

// Transformations
export {
  checkpoint,
  customJvp,
  customVjp,
  grad,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jvp,
  linearize,
  linearTranspose,
  stopGradient,
  valueAndGrad,
  vjp,
  vmap,
} from "@proj/autodiff";
export { getDefaultTarget, jit, setDefaultTarget } from "@proj/jit";
export { evalShape, makeJaxpr } from "@proj/array";

// Where programs run
export { cpu, deviceGet, devicePut, getDefaultDevice, setDefaultDevice } from "@proj/array";
export { wasm } from "@proj/jit-wasm";
export { init as webgpu } from "@proj/jit-webgpu";
