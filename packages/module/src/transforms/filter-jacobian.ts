import type { NDArray } from "@proj/array";
import { booleanOption, functionOption, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { hessian, jacfwd, jacrev, type Jacobian } from "@proj/autodiff";
import { combine, partition } from "../filter.ts";
import { isInexactArray } from "../predicates.ts";
import type { FilterGradOptions } from "./filter-grad.ts";
import { dropStatic, hideStatic, revealStatic } from "./static-leaf.ts";

const readers: OptionReaders<FilterGradOptions> = { hasAux: booleanOption };

type Transform = (
  f: (parameters: unknown) => readonly [unknown, unknown],
) => (parameters: unknown) => readonly [unknown, unknown];

/** A Jacobian with respect to the arrays of real numbers in the first argument. */
function filtered(
  operation: string,
  transform: Transform,
  f: (...args: unknown[]) => unknown,
  options: FilterGradOptions | undefined,
): (...args: unknown[]) => unknown {
  readArgument(operation, "f", f, functionOption());
  const { hasAux = false } = readOptions(operation, options, readers);
  return (...args) => {
    const [parameters, others] = partition(args[0], isInexactArray);
    const ofParameters = (arrays: unknown): readonly [unknown, unknown] => {
      const result = f(combine(arrays, others), ...args.slice(1));
      const [value, aux] = hasAux ? (result as readonly [unknown, unknown]) : [result, null];
      return [hideStatic(value), hideStatic(aux)];
    };
    const [derivative, aux] = transform(ofParameters)(parameters);
    return hasAux ? [dropStatic(derivative), revealStatic(aux)] : dropStatic(derivative);
  };
}

/**
 * The Jacobian matrix by forward mode, with respect to the arrays of real numbers in the first argument: best where there are
 * fewer of their elements than of the result.
 *
 * @param f - from any trees to a tree of arrays, or to `[result, aux]`.
 * @param options - `hasAux`: the function returns `[result, aux]` (default false); aux may be any tree.
 * @returns a function of the same arguments. It gives, for each array of the result, a tree like the first argument with `null`
 *   for all leaves that are no arrays of real numbers; with `hasAux` the pair of that and aux.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { filterJacfwd } from "@proj/module";
 * const model = { weight: array([1, 2]), name: "m" };
 * filterJacfwd((m: typeof model) => m.weight.pow(2))(model).weight.toList(); // → [[2, 0], [0, 4]]
 */
export function filterJacfwd<Args extends readonly unknown[] = NDArray[], Result = unknown>(
  f: (...args: Args) => Result,
  options?: FilterGradOptions<false>,
): (...args: Args) => Jacobian<Result, Args, 0>;
export function filterJacfwd<Args extends readonly unknown[] = NDArray[], Result = unknown, Aux = unknown>(
  f: (...args: Args) => readonly [result: Result, aux: Aux],
  options: FilterGradOptions<true> & { readonly hasAux: true },
): (...args: Args) => [jacobian: Jacobian<Result, Args, 0>, aux: Aux];
export function filterJacfwd(
  f: (...args: unknown[]) => unknown,
  options?: FilterGradOptions,
): (...args: unknown[]) => unknown {
  return filtered("filterJacfwd", (g) => jacfwd(g, { hasAux: true }), f, options);
}

/**
 * The Jacobian matrix by reverse mode, with respect to the arrays of real numbers in the first argument: best where the result
 * has fewer elements than they.
 *
 * @param f - from any trees to a tree of arrays, or to `[result, aux]`.
 * @param options - `hasAux`: the function returns `[result, aux]` (default false); aux may be any tree.
 * @returns as {@link filterJacfwd}.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { filterJacrev } from "@proj/module";
 * const model = { weight: array([1, 2]), name: "m" };
 * filterJacrev((m: typeof model) => m.weight.pow(2))(model).weight.toList(); // → [[2, 0], [0, 4]]
 */
export function filterJacrev<Args extends readonly unknown[] = NDArray[], Result = unknown>(
  f: (...args: Args) => Result,
  options?: FilterGradOptions<false>,
): (...args: Args) => Jacobian<Result, Args, 0>;
export function filterJacrev<Args extends readonly unknown[] = NDArray[], Result = unknown, Aux = unknown>(
  f: (...args: Args) => readonly [result: Result, aux: Aux],
  options: FilterGradOptions<true> & { readonly hasAux: true },
): (...args: Args) => [jacobian: Jacobian<Result, Args, 0>, aux: Aux];
export function filterJacrev(
  f: (...args: unknown[]) => unknown,
  options?: FilterGradOptions,
): (...args: unknown[]) => unknown {
  return filtered("filterJacrev", (g) => jacrev(g, { hasAux: true }), f, options);
}

/**
 * The matrix of second derivatives with respect to the arrays of real numbers in the first argument.
 *
 * @param f - from any trees to a tree of arrays, usually one scalar, or to `[result, aux]`.
 * @param options - `hasAux`: the function returns `[result, aux]` (default false); aux may be any tree.
 * @returns a function of the same arguments. It gives, for each array of the result, a tree like the first argument of trees
 *   like it, with `null` for all leaves that are no arrays of real numbers; with `hasAux` the pair of that and aux.
 * @example
 * import { array, sum } from "@proj/array";
 * import { filterHessian } from "@proj/module";
 * const model = { weight: array([1, 2]), name: "m" };
 * filterHessian((m: typeof model) => sum(m.weight.pow(3)))(model).weight.weight.toList(); // → [[6, 0], [0, 12]]
 */
export function filterHessian<Args extends readonly unknown[] = NDArray[], Result = unknown>(
  f: (...args: Args) => Result,
  options?: FilterGradOptions<false>,
): (...args: Args) => Jacobian<Jacobian<Result, Args, 0>, Args, 0>;
export function filterHessian<Args extends readonly unknown[] = NDArray[], Result = unknown, Aux = unknown>(
  f: (...args: Args) => readonly [result: Result, aux: Aux],
  options: FilterGradOptions<true> & { readonly hasAux: true },
): (...args: Args) => [hessian: Jacobian<Jacobian<Result, Args, 0>, Args, 0>, aux: Aux];
export function filterHessian(
  f: (...args: unknown[]) => unknown,
  options?: FilterGradOptions,
): (...args: unknown[]) => unknown {
  return filtered("filterHessian", (g) => hessian(g, { hasAux: true }), f, options);
}
