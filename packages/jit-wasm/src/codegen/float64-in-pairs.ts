import { float64Functions, type Float64Functions } from "../math/float64.ts";
import { PairEmitter } from "./emitters/pair-emitter.ts";

/** What computes float64 arrays two numbers at a time; opaque. */
export interface Float64InPairs extends Float64Functions {
  readonly emitter: typeof PairEmitter;
}

/**
 * For the option `float64` of `wasm`: float64 arrays are computed two numbers at a time. Sums are then some five times faster, products of
 * matrices and `exp`, `exp2`, `expm1`, `log`, `log1p`, `logistic`, `sin`, `cos`, `tan`, `sinh`, `cosh` and `tanh`, which are within 2.5
 * units in the last place, some twenty times. It is an option since bundles of programs without float64 should not carry it.
 *
 * @example
 * import * as np from "@proj/array";
 * import { jit } from "@proj/jit";
 * import { float64InPairs, wasm } from "@proj/jit-wasm";
 * const f = jit((x: np.NDArray) => np.exp(x), { target: wasm({ float64: float64InPairs }) });
 * f(np.array([0, 1], "float64")).toList(); // ≈ [1, 2.718281828459]
 */
export const float64InPairs: Float64InPairs = { ...float64Functions, emitter: PairEmitter };
