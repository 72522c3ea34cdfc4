import type { NDArray } from "@proj/array";
import {
  anyOption,
  applyJaxpr,
  flattenArrays,
  functionOption,
  listOption,
  readArgument,
  watchedCall,
  zeros,
  type ClosedJaxpr,
  type FlatArrays,
  type Tangent,
} from "@proj/array/core";
import { materialised, type Arrays, type TangentOf, type Tangents } from "./jvp.ts";
import { linearizeFlat } from "./linearize-jaxpr.ts";
import { readHasAux, type AuxOptions } from "./options.ts";
import { differentiableMask, flattenTangents, outcomeOf, type Outcome } from "./tangents.ts";

/** A function of trees linearised at a point. */
export interface LinearizedFunction {
  /** The arguments, taken apart. */
  readonly args: FlatArrays;
  /** What the function returned, taken apart. */
  readonly result: FlatArrays;
  readonly aux: unknown;
  /** Which arguments have tangents. */
  readonly mask: readonly boolean[];
  /** From residuals and tangents of the masked arguments to tangents of the masked results. */
  readonly linear: ClosedJaxpr;
  readonly outputMask: readonly boolean[];
}

/** Linearises a function of a list of trees, in all its floating-point leaves. */
export function linearizeTrees(
  operation: string,
  f: (...args: readonly unknown[]) => unknown,
  args: FlatArrays,
  hasAux: boolean,
): LinearizedFunction {
  const mask = differentiableMask(args.arrays);
  const call = (flat: readonly NDArray[]): unknown => f(...(args.treedef.unflatten(flat) as unknown[]));
  let outcome: Outcome | null = null;
  const { results, linear, outputMask } = linearizeFlat(
    (flat, primalOf) => {
      outcome = outcomeOf(operation, watchedCall(operation, call, flat), hasAux, primalOf);
      return outcome.result.arrays;
    },
    args.arrays,
    mask,
    operation,
  );
  const { result, aux } = outcome as unknown as Outcome;
  return { args, result: { ...result, arrays: results }, aux, mask, linear, outputMask };
}

/** The tangents of the results that belong to flat tangents of the arguments; `null` is zero. */
export function applyLinear(
  { args, mask, linear, outputMask }: LinearizedFunction,
  tangents: readonly Tangent[],
): Tangent[] {
  const directions = tangents.flatMap((tangent, k) => (mask[k]! ? [tangent ?? zeros(args.arrays[k]!)] : []));
  const computed = applyJaxpr(linear.jaxpr, [...linear.consts, ...directions]);
  let next = 0;
  return outputMask.map((has) => (has ? computed[next++]! : null));
}

/**
 * Evaluates a function and gives its derivative at that point as a linear function, which can be applied many times
 * without evaluating the function again.
 *
 * @param f - a function of trees of arrays.
 * @param primals - the list of arguments.
 * @param options - `hasAux`: the function returns `[result, aux]`; aux comes third in the result.
 * @returns the result, and the function from tangents of the arguments (`null` at a leaf is zero) to those of the result.
 * @example
 * import { array, sin } from "@proj/array";
 * import { linearize } from "@proj/autodiff";
 * const [y, derivative] = linearize((x) => sin(x), [array(0)]);
 * y.item(); // → 0
 * derivative(array(3)).item(); // → 3
 */
export function linearize<Args extends readonly unknown[] | [], R>(
  f: (...args: Arrays<Args>) => R,
  primals: Args,
  options?: { readonly hasAux?: false },
): [result: R, derivative: (...tangents: Tangents<NoInfer<Args>>) => TangentOf<R>];
export function linearize<Args extends readonly unknown[] | [], R, Aux>(
  f: (...args: Arrays<Args>) => readonly [result: R, aux: Aux],
  primals: Args,
  options: { readonly hasAux: true },
): [result: R, derivative: (...tangents: Tangents<NoInfer<Args>>) => TangentOf<R>, aux: Aux];
export function linearize(
  f: (...args: readonly unknown[]) => unknown,
  primals: readonly unknown[],
  options?: AuxOptions,
): unknown[] {
  const operation = "linearize";
  readArgument(operation, "f", f, functionOption());
  const hasAux = readHasAux(operation, options);
  readArgument(operation, "primals", primals, listOption(anyOption()));
  const flat = flattenArrays(operation, "primals", primals);
  const linearized = linearizeTrees(operation, f, flat, hasAux);
  const { args, result, aux } = linearized;
  const derivative = (...tangents: readonly unknown[]): unknown => {
    const given = flattenTangents("the derivative given by linearize", "tangents", tangents, args);
    const all = applyLinear(linearized, given);
    return result.treedef.unflatten(all.map((tangent, k) => materialised(tangent, result.arrays[k]!)));
  };
  const value = result.treedef.unflatten(result.arrays);
  return hasAux ? [value, derivative, aux] : [value, derivative];
}
