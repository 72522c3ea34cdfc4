export { constantLike, type Term } from "./apply.ts";
export * from "./unary.ts";
export * from "./binary.ts";
export * from "./elementwise.ts";
export { besselI0e, besselI1e } from "./bessel.ts";
export * from "./movement.ts";
export {
  argmax,
  argmin,
  cumlogsumexp,
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
  reduceXor,
} from "./reduction.ts";
export { dotGeneral, type PreferredOptions } from "./contraction.ts";
export { raggedDot, raggedDotGeneral, type RaggedDotDimensions } from "./ragged-dot.ts";
export { RandomAlgorithm, rngBitGenerator, type RandomAlgorithmName } from "./rng-bit-generator.ts";
export { scaledDot, type ScaledDotOptions } from "./scaled-dot.ts";
export * from "./indexing.ts";
export { fft, FftType } from "./fft/fft.ts";
export * as linalg from "./linalg/index.ts";
export { approxMaxK, approxMinK, sort, sortKeyVal, topK, type ApproxOptions } from "./ordering.ts";
export * from "./bits.ts";
export { round, RoundingMethod, type RoundingMethodName } from "./round.ts";
export { reducePrecision } from "./reduce-precision.ts";
export * from "./shapes.ts";
export {
  dynamicIndexInDim,
  dynamicSlice,
  dynamicSliceInDim,
  dynamicUpdateIndexInDim,
  dynamicUpdateSlice,
  dynamicUpdateSliceInDim,
  type DynamicIndexOptions,
  type DynamicSliceOptions,
} from "./dynamic-slice.ts";
