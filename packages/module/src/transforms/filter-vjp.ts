import {
  anyOption,
  booleanOption,
  functionOption,
  listOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { vjp } from "@proj/autodiff";
import { combine, partition } from "../filter.ts";
import { isInexactArray } from "../predicates.ts";
import type { FilterGradOptions } from "./filter-grad.ts";
import { hideStatic, revealStatic, withStatic } from "./static-leaf.ts";

const readers: OptionReaders<FilterGradOptions> = { hasAux: booleanOption };

/** From a cotangent of the result to those of the arguments, with `null` for leaves that are no arrays of real numbers. */
export type FilterPullback<Args extends readonly unknown[], Result> = (cotangent: Result) => Args;

/**
 * Reverse-mode derivative of a function of any trees: its value, and its pullback, from a cotangent of the value to those of
 * the arguments.
 *
 * @param f - from any trees to any tree, or to `[result, aux]`.
 * @param primals - the list of arguments.
 * @param options - `hasAux`: the function returns `[result, aux]`, of which only the result is differentiated (default false).
 * @returns the value, and the pullback; with `hasAux` the aux too. The pullback gives a list like the arguments, with `null` for
 *   leaves that are no arrays of real numbers.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { filterVjp } from "@proj/module";
 * const scale = (m: { by: NDArray; name: string }, x: NDArray) => m.by.mul(x);
 * const [y, pullback] = filterVjp(scale, [{ by: array(3), name: "m" }, array(2)]);
 * const [dm, dx] = pullback(array(1));
 * [y.item(), dm.by.item(), dm.name, dx.item()]; // → [6, 2, null, 3]
 */
export function filterVjp<Args extends readonly unknown[] | [], Result>(
  f: (...args: Args) => Result,
  primals: Args,
  options?: FilterGradOptions<false>,
): [result: Result, pullback: FilterPullback<Args, Result>];
export function filterVjp<Args extends readonly unknown[] | [], Result, Aux>(
  f: (...args: Args) => readonly [result: Result, aux: Aux],
  primals: Args,
  options: FilterGradOptions<true> & { readonly hasAux: true },
): [result: Result, pullback: FilterPullback<Args, Result>, aux: Aux];
export function filterVjp(
  f: (...args: unknown[]) => unknown,
  primals: readonly unknown[],
  options?: FilterGradOptions,
): unknown[] {
  const operation = "filterVjp";
  readArgument(operation, "f", f, functionOption());
  readArgument(operation, "primals", primals, listOption(anyOption<unknown>()));
  const { hasAux = false } = readOptions(operation, options, readers);
  const [differentiable, others] = partition(primals, isInexactArray);
  const ofDifferentiable = (arrays: readonly unknown[]): readonly [unknown, unknown] => {
    const result = f(...combine(arrays, others));
    const [value, aux] = hasAux ? (result as readonly [unknown, unknown]) : [result, null];
    return [hideStatic(value), hideStatic(aux)];
  };
  const [result, pullback, aux] = vjp(ofDifferentiable, [differentiable], { hasAux: true });
  const back = (cotangent: unknown): unknown => pullback(withStatic(result, cotangent))[0];
  return [revealStatic(result), back, ...(hasAux ? [revealStatic(aux)] : [])];
}
