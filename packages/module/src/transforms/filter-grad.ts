import { booleanOption, functionOption, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import type { ArrayLike, NDArray } from "@proj/array";
import { valueAndGrad } from "@proj/autodiff";
import { combine, partition } from "../filter.ts";
import { isInexactArray } from "../predicates.ts";
import { hideStatic, revealStatic } from "./static-leaf.ts";

/** How a function is differentiated by {@link filterGrad} and {@link filterValueAndGrad}. */
export interface FilterGradOptions<HasAux extends boolean = boolean> {
  /** Whether the function returns `[value, aux]`, of which only the value is differentiated. Default false. */
  readonly hasAux?: HasAux;
}

/**
 * The gradient of a scalar function with respect to the arrays of real numbers in its first argument.
 *
 * @param f - from any trees to one real number, or to `[value, aux]`.
 * @param options - `hasAux`: the function returns `[value, aux]` (default false); aux may be any tree.
 * @returns a function of the same arguments, to the gradient: a tree like the first argument, with `null` in the place of
 *   all leaves that are not arrays of real numbers; with `hasAux` to `[gradient, aux]`.
 * @throws UsageError if the value is not a scalar.
 * @example
 * import { array, sum, type NDArray } from "@proj/array";
 * import { filterGrad } from "@proj/module";
 * const model = { weight: array([1, 2]), square: (x: NDArray) => x.mul(x) };
 * const loss = (m: typeof model) => sum(m.square(m.weight));
 * filterGrad(loss)(model).weight.toList(); // → [2, 4]
 */
export function filterGrad<Args extends readonly unknown[] = NDArray[]>(
  f: (...args: Args) => ArrayLike,
  options?: FilterGradOptions<false>,
): (...args: Args) => Args[0];
export function filterGrad<Args extends readonly unknown[] = NDArray[], Aux = unknown>(
  f: (...args: Args) => readonly [value: ArrayLike, aux: Aux],
  options: FilterGradOptions<true> & { readonly hasAux: true },
): (...args: Args) => [gradient: Args[0], aux: Aux];
export function filterGrad(
  f: (...args: unknown[]) => unknown,
  options?: FilterGradOptions,
): (...args: unknown[]) => unknown {
  const hasAux = readsAux("filterGrad", f, options);
  return (...args) => {
    const { gradient, aux } = differentiate(f, hasAux, args);
    return hasAux ? [gradient, aux] : gradient;
  };
}

/**
 * Like `filterGrad`, and gives the value too.
 *
 * @param f - from any trees to one real number, or to `[value, aux]`.
 * @param options - `hasAux`: the function returns `[value, aux]` (default false); aux may be any tree.
 * @returns a function of the same arguments, to `[value, gradient]`; with `hasAux` to `[[value, aux], gradient]`.
 * @throws UsageError if the value is not a scalar.
 * @example
 * import { array, sum } from "@proj/array";
 * import { filterValueAndGrad } from "@proj/module";
 * const model = { weight: array([1, 2]), name: "m" };
 * const loss = (m: typeof model) => sum(m.weight.mul(m.weight));
 * const [value, gradient] = filterValueAndGrad(loss)(model);
 * value.item(); // → 5
 * gradient.name; // → null
 */
export function filterValueAndGrad<Args extends readonly unknown[] = NDArray[]>(
  f: (...args: Args) => ArrayLike,
  options?: FilterGradOptions<false>,
): (...args: Args) => [value: NDArray, gradient: Args[0]];
export function filterValueAndGrad<Args extends readonly unknown[] = NDArray[], Aux = unknown>(
  f: (...args: Args) => readonly [value: ArrayLike, aux: Aux],
  options: FilterGradOptions<true> & { readonly hasAux: true },
): (...args: Args) => [valueAndAux: [value: NDArray, aux: Aux], gradient: Args[0]];
export function filterValueAndGrad(
  f: (...args: unknown[]) => unknown,
  options?: FilterGradOptions,
): (...args: unknown[]) => unknown {
  const hasAux = readsAux("filterValueAndGrad", f, options);
  return (...args) => {
    const { value, gradient, aux } = differentiate(f, hasAux, args);
    return hasAux ? [[value, aux], gradient] : [value, gradient];
  };
}

const gradReaders: OptionReaders<FilterGradOptions> = { hasAux: booleanOption };

/** Whether the function gives more than its value; refuses what is no function, and unknown options. */
function readsAux(operation: string, f: unknown, options: FilterGradOptions | undefined): boolean {
  readArgument(operation, "f", f, functionOption());
  return readOptions(operation, options, gradReaders).hasAux ?? false;
}

function differentiate(
  f: (...args: unknown[]) => unknown,
  hasAux: boolean,
  [first, ...others]: readonly unknown[],
): { readonly value: NDArray; readonly gradient: unknown; readonly aux: unknown } {
  const [parameters, rest] = partition(first, isInexactArray);
  const ofParameters = (chosen: unknown): readonly [value: ArrayLike, aux: unknown] => {
    const result = f(combine(chosen, rest), ...others);
    const [value, aux] = hasAux ? (result as readonly [unknown, unknown]) : [result, null];
    return [value as ArrayLike, hideStatic(aux)];
  };
  const [[value, aux], gradient] = valueAndGrad(ofParameters, { hasAux: true })(parameters);
  return { value, gradient, aux: revealStatic(aux) };
}
