export { convGeneralDilated, type ConvOptions } from "./convolution.ts";
export * from "./simple-convolution.ts";
export * from "./patches.ts";
export { convDimensionNumbers, type ConvDimensionNumbers, type ConvDimensions } from "./dimension-numbers.ts";
export type { Padding, PaddingPair } from "./padding.ts";
export { reduce, type Operands } from "./reduce.ts";
export { reduceWindow, type ReduceWindowOptions } from "./reduce-window.ts";
