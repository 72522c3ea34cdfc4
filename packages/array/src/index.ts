// Arrays
export * from "./ndarray.ts";
export * from "./dtype.ts";
export * from "./half.ts";
export * from "./shape.ts";
export * from "./errors.ts";
export * from "./shape-dtype-struct.ts";

// Devices
export type * from "./device.ts";
export { cpu, HostStorage, hostValues, setHostExecutor, type HostExecutor } from "./host-device.ts";
export * from "./default-device.ts";
export * from "./device-put.ts";
export * from "./placement.ts";
export * from "./one-program.ts";

// Making arrays
export * from "./numpy/creation.ts";
export * from "./numpy/filling.ts";
export { arange, linspace, type LinspaceOptions } from "./numpy/ranges.ts";
export * from "./numpy/matrices.ts";
export * from "./numpy/constants.ts";

// Elementwise functions
export * from "./numpy/arithmetic.ts";
export * from "./numpy/exponential.ts";
export * from "./numpy/trigonometric.ts";
export * from "./numpy/rounding.ts";
export * from "./numpy/special.ts";
export * from "./numpy/special-values.ts";
export * from "./numpy/comparison.ts";
export * from "./numpy/logical.ts";
export * from "./numpy/bitwise.ts";
export { clip, fmax, fmin, maximum, minimum, select, where } from "./numpy/selection.ts";
export * from "./numpy/result-type.ts";

// Reductions
export { all, any, countNonzero, max, min, prod, sum, type ReductionOptions } from "./numpy/reduction.ts";
export * from "./numpy/statistics.ts";
export * from "./numpy/ignoring-nan.ts";
export * from "./numpy/cumulative.ts";
export * from "./numpy/extremum-index.ts";
export * from "./numpy/differences.ts";
export * from "./numpy/sorting.ts";

// Shapes and places
export * from "./numpy/reshaping.ts";
export * from "./numpy/joining.ts";
export * from "./numpy/rearranging.ts";
export * from "./numpy/repeating.ts";
export * from "./numpy/padding.ts";
export { ravelTree, type UnravelTree } from "./numpy/ravel-tree.ts";
export { slice, type Slice, type SliceText } from "./indexing/slice.ts";
export type { IndexElement, IndexList } from "./indexing/index-element.ts";
export type { ReadOptions } from "./indexing/read.ts";
export type { WriteOptions } from "./indexing/write.ts";
export { IndexReference } from "./indexing/at.ts";
export * from "./indexing/take.ts";
export * from "./indexing/dynamic-slice.ts";

// Products
export { cross, dot, inner, matmul, outer, tensordot, vdot } from "./numpy/product.ts";
export { einsum } from "./numpy/einsum.ts";

// Neural networks
export * as nn from "./nn/index.ts";

// Control flow
export * from "./control-flow/scan.ts";
export * from "./control-flow/while-loop.ts";
export * from "./control-flow/fori-loop.ts";
export * from "./control-flow/cond.ts";
export * from "./control-flow/map.ts";
export * from "./control-flow/associative-scan.ts";

// Programs, for looking at and for packages that transform or compile them
export * from "./make-jaxpr.ts";
export * from "./eval-shape.ts";
export * from "./jaxpr.ts";
export * from "./jaxpr-printer.ts";
export * from "./jaxpr-check.ts";
export * from "./jaxpr-apply.ts";
export * from "./jaxpr-dead-code.ts";
export * from "./primitives.ts";
export * from "./families.ts";
export { tableOf } from "./table.ts";
export * from "./scalar/unary.ts";
export * from "./scalar/binary.ts";
export * from "./abstract-array.ts";
export * from "./abstract-eval/index.ts";
export { freeAxes } from "./abstract-eval/contraction.ts";
export * from "./evaluate/index.ts";
export * from "./evaluate/host-array.ts";

// Tracing, for packages that add interpretations
export * from "./trace.ts";
export * from "./tracer.ts";
export * from "./staging.ts";
export * from "./concrete-array.ts";
export * from "./array-brand.ts";
export * from "./promotion.ts";
export * from "./operands.ts";
export * from "./control-flow/array-leaves.ts";
