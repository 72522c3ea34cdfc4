/** The primitives as plain functions, strictly typed: nothing is promoted or broadcast. */
import "./ndarray/concrete-array.ts";

export * from "./lax/index.ts";
export * from "./windows/index.ts";
export * from "./control-flow/index.ts";
export * from "./collectives/collectives.ts";
