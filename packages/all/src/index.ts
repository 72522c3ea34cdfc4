/*
 * Everything in one import, for scripts, notebooks and pages. Programs that others depend on import the packages.
 */

// Packages as namespaces: `np.NDArray` is a type, `np.array` a function
import * as np from "@proj/array";
import * as checkify from "@proj/array/checkify";
import * as debug from "@proj/array/debug";
import * as fft from "@proj/array/fft";
import * as image from "@proj/array/image";
import * as interpolate from "@proj/array/interpolate";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import * as ndimage from "@proj/array/ndimage";
import * as nn from "@proj/array/nn";
import * as ops from "@proj/array/ops";
import * as sharding from "@proj/array/sharding";
import * as signal from "@proj/array/signal";
import * as special from "@proj/array/special";
import * as stats from "@proj/array/stats";
import * as optimize from "@proj/autodiff/optimize";
import * as sparseLinalg from "@proj/autodiff/sparse-linalg";
import * as eqx from "@proj/module";
import * as ode from "@proj/ode";
import * as optim from "@proj/optim";
import * as random from "@proj/random";
import * as initializers from "@proj/random/initializers";
import * as tree from "@proj/tree";

export { checkify, debug, eqx, fft, image, initializers, interpolate, lax, linalg, ndimage, nn, np, ode, ops };
export { optim, optimize, random, sharding, signal, sparseLinalg, special, stats, tree };

// Transformations
export * from "@proj/autodiff";
export * from "@proj/jit";
export { evalShape, makeJaxpr } from "@proj/array";

// Where programs run
export { cpu, deviceGet, devicePut, getDefaultDevice, setDefaultDevice } from "@proj/array";
export { float64InPairs, moduleText, rolledLoops, wasm } from "@proj/jit-wasm";
export { init as webgpu, kernelText } from "@proj/jit-webgpu";
