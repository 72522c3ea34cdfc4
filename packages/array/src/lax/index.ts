export { constantLike, type Term } from "./apply.ts";
export * from "./unary.ts";
export * from "./binary.ts";
export * from "./elementwise.ts";
export { besselI0e, besselI1e } from "./bessel.ts";
export * from "./movement.ts";
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
} from "./reduction.ts";
export * from "./contraction.ts";
export * from "./indexing.ts";
export { fft, FftType } from "./fft/fft.ts";
export * as linalg from "./linalg/index.ts";
export { sort, topK } from "./ordering.ts";
export {
  dynamicIndexInDim,
  dynamicSlice,
  dynamicSliceInDim,
  dynamicUpdateIndexInDim,
  dynamicUpdateSlice,
  dynamicUpdateSliceInDim,
  type DynamicIndexOptions,
} from "./dynamic-slice.ts";
