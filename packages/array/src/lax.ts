/** The primitives as plain functions, strictly typed: nothing is promoted or broadcast. */
export * from "./lax/index.ts";
export * from "./indexing/dynamic-slice.ts";
export { topK } from "./numpy/sorting.ts";
export * from "./control-flow/index.ts";
