import type { ArrayLike, NDArray } from "@proj/array";
import {
  anyOption,
  convert,
  flattenArrays,
  functionOption,
  isInexact,
  listOption,
  readArgument,
  watchedCall,
  zeros,
} from "@proj/array/core";
import type { Mapped } from "@proj/tree";
import { jvpFlat } from "./jvp-trace.ts";
import { readHasAux, type AuxOptions } from "./options.ts";
import { flattenTangents, outcomeOf, type Outcome } from "./tangents.ts";

/** Tangents of arguments: trees like them, with arrays or numbers of the same shape, or `null` for zero. */
export type Tangents<Args extends readonly unknown[]> = {
  readonly [K in keyof Args]: Mapped<Args[K], ArrayLike | null>;
};

/** A value of the tangents of results: an array for each array, `null` where the result is not floating-point. */
export type TangentOf<R> = Mapped<R, NDArray>;

/** The arguments as a function sees them that is being transformed: every leaf is an array. */
export type Arrays<Args extends readonly unknown[]> = { readonly [K in keyof Args]: Mapped<Args[K], NDArray> };

/**
 * Forward-mode derivative: the value of a function and its directional derivative, in one evaluation.
 *
 * @param f - a function of trees of arrays.
 * @param primals - the list of arguments at which it is evaluated.
 * @param tangents - the direction: a list of trees like the arguments; `null` at a leaf is zero, and is what leaves of integers
 *   and booleans have.
 * @param options - `hasAux`: the function returns `[result, aux]`; aux comes third in the result.
 * @returns the result, and its tangent (a tree like it; leaves of integers and booleans have `null`).
 * @throws UsageError when a tangent has not the shape and dtype of its argument, naming its path.
 * @example
 * import { array } from "@proj/array";
 * import { jvp } from "@proj/autodiff";
 * const [y, dy] = jvp((x) => x.mul(x), [array([1, 2])], [array([1, 10])]);
 * y.toList(); // → [1, 4]
 * dy.toList(); // → [2, 40]
 */
export function jvp<Args extends readonly unknown[] | [], R>(
  f: (...args: Arrays<Args>) => R,
  primals: Args,
  tangents: Tangents<NoInfer<Args>>,
  options?: { readonly hasAux?: false },
): [result: R, tangent: TangentOf<R>];
export function jvp<Args extends readonly unknown[] | [], R, Aux>(
  f: (...args: Arrays<Args>) => readonly [result: R, aux: Aux],
  primals: Args,
  tangents: Tangents<NoInfer<Args>>,
  options: { readonly hasAux: true },
): [result: R, tangent: TangentOf<R>, aux: Aux];
export function jvp(
  f: (...args: readonly unknown[]) => unknown,
  primals: readonly unknown[],
  tangents: readonly unknown[],
  options?: AuxOptions,
): unknown[] {
  const operation = "jvp";
  readArgument(operation, "f", f, functionOption());
  const hasAux = readHasAux(operation, options);
  readArgument(operation, "primals", primals, listOption(anyOption()));
  const args = flattenArrays(operation, "primals", primals);
  const directions = flattenTangents(operation, "tangents", tangents, args);
  const call = (flat: readonly NDArray[]): unknown => f(...(args.treedef.unflatten(flat) as unknown[]));
  let outcome: Outcome | null = null;
  const [results, resultTangents] = jvpFlat(
    (flat, primalOf) => {
      outcome = outcomeOf(operation, watchedCall(operation, call, flat), hasAux, primalOf);
      return outcome.result.arrays;
    },
    args.arrays,
    directions,
    operation,
  );
  const { result, aux } = outcome as unknown as Outcome;
  const value = result.treedef.unflatten(results);
  const tangent = result.treedef.unflatten(resultTangents.map((t, k) => materialised(t, results[k]!)));
  return hasAux ? [value, tangent, aux] : [value, tangent];
}

/** A tangent as users see it: zero is an array of zeros, it is as weak as its value, and what cannot have a tangent has none. */
export function materialised(tangent: NDArray | null, value: NDArray): NDArray | null {
  const known = tangent ?? (isInexact(value.dtype) ? zeros(value) : null);
  return known === null ? null : convert(known, value.dtype, value.weakType);
}
