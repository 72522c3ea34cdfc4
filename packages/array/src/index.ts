import "./ndarray/concrete-array.ts";

// Arrays
export { NDArray } from "./ndarray/ndarray.ts";
export type { NestedJson, NestedList } from "./ndarray/nested-list.ts";
export { isNDArray } from "./core/types/array-brand.ts";
export type { ArrayLike } from "./core/operands.ts";
export type { ComplexDType, DType, FloatDType, IntegerDType, RealDType, TypedArray } from "./core/types/dtype.ts";
export type { Shape } from "./core/types/shape.ts";
export { UsageError, type UsageErrorParts } from "@proj/tree/core";

// Devices
export type { Device } from "./core/device/device.ts";
export { cpu } from "./core/device/host-device.ts";
export { getDefaultDevice, setDefaultDevice } from "./core/device/default-device.ts";
export { deviceGet, devicePut } from "./ndarray/device-put.ts";

// Making arrays
export * from "./numpy/creation.ts";
export { empty, emptyLike, full, fullLike, ones, onesLike, zeros, zerosLike, type LikeOptions } from "./numpy/full.ts";
export * from "./numpy/ranges.ts";
export * from "./numpy/grids.ts";
export * from "./numpy/windows.ts";
export * from "./numpy/matrices.ts";
export * from "./numpy/constants.ts";

// Files
export { load, save } from "./files/npy.ts";
export { loadz, savez } from "./files/npz.ts";

// Texts of arrays
export { arrayRepr, arrayStr, type ArrayTextOptions } from "./printing/array-text.ts";
export { getPrintoptions, printoptions, setPrintoptions, type PrintOptions } from "./printing/print-options.ts";

// Elementwise functions
export * from "./numpy/arithmetic.ts";
export * from "./numpy/complex.ts";
export * from "./numpy/exponential.ts";
export * from "./numpy/trigonometric.ts";
export * from "./numpy/rounding.ts";
export * from "./numpy/special-values.ts";
export * from "./numpy/comparison.ts";
export * from "./numpy/logical.ts";
export * from "./numpy/bitwise.ts";
export * from "./numpy/float-parts.ts";
export { clip, fmax, fmin, maximum, minimum, select, where, type ClipOptions } from "./numpy/selection.ts";
export * from "./numpy/result-type.ts";
export * from "./numpy/type-queries.ts";
export * from "./numpy/packing.ts";
export * from "./number-theory/gcd.ts";

// Reductions
export {
  all,
  amax,
  amin,
  any,
  countNonzero,
  max,
  min,
  prod,
  ptp,
  sum,
  type AxisOptions,
  type ExtremumOptions,
  type MaskedReductionOptions,
  type ReductionOptions,
} from "./numpy/reduction.ts";
export type { AxesOption, Axes, AxisOption, AxisOr, DTypeOption, DTypeOr } from "./core/options.ts";
export { mean, std, var, variance, type MeanOptions, type VarianceOptions } from "./numpy/statistics.ts";
export * from "./numpy/nan-reductions.ts";
export * from "./numpy/cumulative.ts";
export { argmax, argmin, type ExtremumIndexOptions } from "./numpy/argmax.ts";
export * from "./numpy/quantiles.ts";
export * from "./numpy/covariance.ts";
export * from "./numpy/histograms.ts";
export * from "./numpy/sets.ts";
export * from "./numpy/unique.ts";
export type { SizedOptions } from "./numpy/unique-elements.ts";
export * from "./numpy/differences.ts";
export * from "./numpy/gradient.ts";
export * from "./numpy/polynomials.ts";
export * from "./numpy/piecewise.ts";
export * from "./numpy/sorting.ts";

// Shapes and places
export { broadcastShapes, broadcastTo } from "./numpy/broadcasting.ts";
export * from "./numpy/reshaping.ts";
export * from "./numpy/joining.ts";
export * from "./numpy/splitting.ts";
export * from "./numpy/inserting.ts";
export * from "./numpy/flip-roll.ts";
export * from "./numpy/repeating.ts";
export * from "./numpy/padding.ts";
export { ravelTree, type UnravelTree } from "./numpy/ravel-tree.ts";
export { slice, type Slice, type SliceText } from "./indexing/slice.ts";
export type { IndexElement, IndexList } from "./indexing/index-element.ts";
export type { ReadOptions } from "./indexing/read.ts";
export type { WriteOptions } from "./indexing/write.ts";
export { IndexReference } from "./ndarray/at.ts";
export * from "./indexing/take.ts";
export { argwhere, flatnonzero, nonzero, type NonzeroOptions } from "./numpy/nonzero.ts";
export * from "./numpy/index-builders.ts";
export * from "./numpy/placing.ts";

// Products
export {
  cross,
  dot,
  inner,
  kron,
  matmul,
  matvec,
  outer,
  tensordot,
  vdot,
  vecdot,
  vecmat,
  type VecdotOptions,
} from "./numpy/product.ts";
export { einsum, einsumPath, type EinsumPathOptions } from "./numpy/einsum.ts";
export { i0 } from "./special/bessel.ts";
export { kaiser } from "./special/kaiser.ts";
export { polyfit, type PolyfitOptions } from "./linalg/polyfit.ts";
export { roots, type RootsOptions } from "./linalg/roots.ts";
export * from "./windows/convolve.ts";

// Control flow
export * from "./control-flow/index.ts";

// Functions of the host
export { ioCallback, pureCallback, type PureCallbackOptions } from "./callbacks/callback.ts";
export { effectsBarrier } from "./core/turn.ts";

// Finding mistakes
export * from "./debugging/live-arrays.ts";
export * from "./debugging/modes.ts";

// Programs, for looking at
export { makeJaxpr, TracedFunction } from "./staging/make-jaxpr.ts";
export { evalShape } from "./staging/eval-shape.ts";
export { ShapeDtypeStruct, type ShapesOf } from "./staging/shape-dtype-struct.ts";

export type { SoftmaxOptions } from "./nn/normalization.ts";
export type { LogsumexpOptions } from "./special/logsumexp.ts";

// Namespaces, each a door of its own
export * as debug from "./debug.ts";
export * as linalg from "./linalg.ts";
export * as nn from "./nn.ts";
export * as special from "./special.ts";
