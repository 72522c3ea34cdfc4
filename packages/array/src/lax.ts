/** The primitives as plain functions, strictly typed: nothing is promoted or broadcast. */
export * from "./control-flow/index.ts";
export * from "./indexing/dynamic-slice.ts";
export { topK } from "./numpy/sorting.ts";
export { rsqrt } from "./numpy/arithmetic.ts";
