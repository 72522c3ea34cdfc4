import type { ArrayLike } from "@proj/array";
import { anyOption, arrayOption, integerOption, nullableOption, type OptionReaders } from "@proj/array/core";
import type { LinearOperator } from "./linear-operator.ts";

/** Options of solvers that come nearer step by step. */
export interface IterativeSolveOptions<B> {
  /** Where they begin: a tree like b; default zeros. */
  readonly x0?: B | null;
  /** They end when the residual is not longer than `tol` times b, or than `atol`. Default 1e-5. */
  readonly tol?: ArrayLike;
  /** See `tol`; default 0. */
  readonly atol?: ArrayLike;
  /** How many steps they take; default ten for each element of b. */
  readonly maxiter?: number | null;
  /** A map near the inverse of A, which makes the way shorter; default none. */
  readonly M?: LinearOperator<B> | null;
}

/** Readers of {@link IterativeSolveOptions}. */
export const iterativeReaders: OptionReaders<IterativeSolveOptions<unknown>> = {
  x0: anyOption(),
  tol: arrayOption,
  atol: arrayOption,
  maxiter: nullableOption(integerOption(0)),
  M: anyOption(),
};
