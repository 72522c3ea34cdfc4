/** The primitives as plain functions, strictly typed: nothing is promoted or broadcast. */
export { constantLike, type Term } from "./lax/apply.ts";
export * from "./lax/unary.ts";
export * from "./lax/binary.ts";
export * from "./lax/elementwise.ts";
export * from "./lax/movement.ts";
export {
  argmax,
  argmin,
  cummax,
  cummin,
  cumprod,
  cumsum,
  reduceAnd,
  reduceMax,
  reduceMin,
  reduceOr,
  reduceProd,
  reduceSum,
} from "./lax/reduction.ts";
export * from "./lax/contraction.ts";
export * from "./lax/indexing.ts";
export * from "./lax/ordering.ts";
export {
  dynamicIndexInDim,
  dynamicSlice,
  dynamicSliceInDim,
  dynamicUpdateIndexInDim,
  dynamicUpdateSlice,
  dynamicUpdateSliceInDim,
  type DynamicIndexOptions,
} from "./lax/dynamic-slice.ts";
export { topK } from "./numpy/sorting.ts";
export * from "./control-flow/index.ts";
