import type { ArrayLike, NDArray } from "@proj/array";
import {
  anyOption,
  flattenArrays,
  functionOption,
  LinearInput,
  listOption,
  readArgument,
  type Cotangent,
} from "@proj/array/core";
import type { Mapped } from "@proj/tree";
import { backwardPass } from "./backward-pass.ts";
import { materialised, type Arrays } from "./jvp.ts";
import { linearizeTrees, type LinearizedFunction } from "./linearize.ts";
import { readHasAux, type AuxOptions } from "./options.ts";
import { flattenTangents } from "./tangents.ts";

/** Cotangents of arguments: a tree like each, with an array for each floating-point leaf and `null` for others. */
export type Cotangents<Args extends readonly unknown[]> = { -readonly [K in keyof Args]: Mapped<Args[K], NDArray> };

/** From a cotangent of the result (a tree like it, `null` at a leaf is zero) to the cotangents of all arguments. */
export type Pullback<Args extends readonly unknown[], R> = (cotangent: Mapped<R, ArrayLike | null>) => Cotangents<Args>;

/** Sends flat cotangents of the results back to the arguments; `null` is zero. */
export function pullBack(operation: string, f: LinearizedFunction, cotangents: readonly Cotangent[]): Cotangent[] {
  const { args, mask, linear, outputMask } = f;
  const inputs = args.arrays.filter((_, k) => mask[k]!).map(({ aval }) => new LinearInput(aval));
  const received = cotangents.filter((_, k) => outputMask[k]!);
  const sent = backwardPass(linear.jaxpr, [...linear.consts, ...inputs], received, operation).slice(
    linear.consts.length,
  );
  let next = 0;
  return mask.map((has) => (has ? sent[next++]! : null));
}

/**
 * Reverse-mode derivative: the value of a function and its pullback, which takes a cotangent of the result to the
 * cotangents of the arguments. The pullback can be called many times.
 *
 * @param f - a function of trees of arrays.
 * @param primals - the list of arguments at which it is evaluated.
 * @param options - `hasAux`: the function returns `[result, aux]`; aux comes third in the result.
 * @returns the result, and the pullback. A pullback returns a list with one tree per argument; leaves of integers and
 *   booleans have `null`.
 * @throws UsageError from the pullback when a cotangent has not the shape and dtype of its result, naming its path.
 * @example
 * import { array } from "@proj/array";
 * import { vjp } from "@proj/autodiff";
 * const [y, pullback] = vjp((a, b) => a.mul(b), [array([1, 2]), array([3, 4])]);
 * y.toList(); // → [3, 8]
 * const [da, db] = pullback(array([1, 10]));
 * da.toList(); // → [3, 40]
 * db.toList(); // → [1, 20]
 */
export function vjp<Args extends readonly unknown[] | [], R>(
  f: (...args: Arrays<Args>) => R,
  primals: Args,
  options?: { readonly hasAux?: false },
): [result: R, pullback: Pullback<Args, R>];
export function vjp<Args extends readonly unknown[] | [], R, Aux>(
  f: (...args: Arrays<Args>) => readonly [result: R, aux: Aux],
  primals: Args,
  options: { readonly hasAux: true },
): [result: R, pullback: Pullback<Args, R>, aux: Aux];
export function vjp(
  f: (...args: readonly unknown[]) => unknown,
  primals: readonly unknown[],
  options?: AuxOptions,
): unknown[] {
  readArgument("vjp", "f", f, functionOption());
  const hasAux = readHasAux("vjp", options);
  readArgument("vjp", "primals", primals, listOption(anyOption()));
  const flat = flattenArrays("vjp", "primals", primals);
  const linearized = linearizeTrees("vjp", f, flat, hasAux);
  const { args, result, aux } = linearized;
  const pullback = (cotangent: unknown): unknown => {
    const received = flattenTangents("the pullback given by vjp", "cotangent", cotangent, result);
    const sent = pullBack("the pullback given by vjp", linearized, received);
    return args.treedef.unflatten(sent.map((ct, k) => materialised(ct, args.arrays[k]!)));
  };
  const value = result.treedef.unflatten(result.arrays);
  return hasAux ? [value, pullback, aux] : [value, pullback];
}
