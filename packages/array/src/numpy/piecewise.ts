import { describeValue, functionOption, integerOption, listOption, readArgument, UsageError } from "@proj/tree/core";
import { broadcastTo, checkArrayLike, convert, toArray, type ArrayLike } from "../core/operands.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toBool } from "./elementwise.ts";

/**
 * A function that is another one on each of several sets.
 *
 * All functions are computed everywhere, and what does not belong is left out; where a function is singular, make its argument
 * harmless first.
 *
 * @param x - of any shape.
 * @param conditions - where each function counts: booleans in the shape of `x`; of several that hold the last counts.
 * @param functions - one for each condition, and perhaps one for the rest, which is 0 otherwise: functions of `x`, or scalars.
 * @param args - what the functions get behind `x`.
 * @returns an array of the shape and dtype of `x`.
 * @throws UsageError for a wrong number of functions.
 * @example
 * import { array, piecewise } from "@proj/array";
 * const x = array([-2, 1, 3]);
 * piecewise(x, [x.lt(0), x.ge(2)], [(x) => x.neg(), 10, (x) => x]); // → [2, 1, 10]
 */
export function piecewise<Args extends readonly unknown[]>(
  x: ArrayLike,
  conditions: readonly ArrayLike[] | NDArray,
  functions: readonly (ArrayLike | ((x: NDArray, ...args: Args) => ArrayLike))[],
  ...args: Args
): NDArray {
  const array = toArray(x, "piecewise");
  const tests: readonly ArrayLike[] = isNDArray(conditions) ? [...conditions] : conditions;
  const areLists = [tests, functions].every((list) => Array.isArray(list));
  if (!areLists || (functions.length !== tests.length && functions.length !== tests.length + 1)) {
    throw new UsageError({
      operation: "piecewise",
      received: areLists
        ? `${tests.length} conditions and ${functions.length} functions`
        : `${describeValue(conditions)} as conditions and ${describeValue(functions)} as functions`,
      expected: "as many functions as conditions, or one more",
      remedy: "give a function for each condition, and perhaps one for the rest",
    });
  }
  const valueOf = (f: ArrayLike | ((x: NDArray, ...args: Args) => ArrayLike)): NDArray => {
    const value: ArrayLike = typeof f === "function" ? f(array, ...args) : f;
    checkArrayLike("piecewise", value);
    return broadcastTo(convert(toArray(value, "piecewise"), array.dtype), array.shape, "piecewise");
  };
  const rest = functions.length > tests.length ? valueOf(functions.at(-1)!) : lax.full(array.shape, 0, array.dtype);
  return tests.reduce<NDArray>((result, condition, place) => {
    const test = broadcastTo(toBool(condition, "piecewise"), array.shape, "piecewise");
    return lax.select(test, valueOf(functions[place]!), result);
  }, rest);
}

const axesReader = listOption(integerOption());

/**
 * A reduction applied along one axis after the other, which all stay with length 1.
 *
 * @param f - from an array and an axis to the reduced array, with that axis or without it.
 * @param axes - the axes, in this order.
 * @throws UsageError when the function gives another number of axes.
 * @example
 * import { applyOverAxes, array, sum } from "@proj/array";
 * applyOverAxes(sum, array([[1, 2], [3, 4]]), [0, 1]); // → [[10]]
 */
export function applyOverAxes(
  f: (x: NDArray, axis: number) => NDArray,
  x: ArrayLike,
  axes: number | readonly number[],
): NDArray {
  readArgument("applyOverAxes", "f", f, functionOption());
  const array = toArray(x, "applyOverAxes");
  const list = readArgument("applyOverAxes", "axes", typeof axes === "number" ? [axes] : axes, axesReader);
  return list.reduce<NDArray>((rest, axis) => {
    const along = normalizeAxis(axis, rest.ndim, "applyOverAxes");
    const reduced = toArray(f(rest, along), "applyOverAxes");
    if (reduced.ndim === rest.ndim) return reduced;
    if (reduced.ndim === rest.ndim - 1) return lax.expandDims(reduced, [along]);
    throw new UsageError({
      operation: "applyOverAxes",
      received: `a function that makes ${reduced.describe()} of ${rest.describe()}`,
      expected: "a function that folds one axis",
      remedy: "use a reduction such as sum",
    });
  }, array);
}
