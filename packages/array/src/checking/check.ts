import { flatten } from "@proj/tree";
import { readArgument, textOption, UsageError } from "@proj/tree/core";
import { checkedFormat, formatted } from "../callbacks/format.ts";
import { asArray } from "../callbacks/user-function.ts";
import { CheckFunction, type CheckMessage } from "../core/callbacks/check-function.ts";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { bind } from "../core/trace.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** Appends a check to whatever program is being written down; at once, where none is. */
export function bindCheck(
  name: string,
  message: CheckMessage,
  isWell: NDArray,
  values: readonly NDArray[],
  throws = true,
): void {
  bind("callback", [isWell, ...values], {
    function: new CheckFunction(name, message, throws),
    results: [],
    effect: "debug",
    vmapMethod: "broadcastAll",
    hasToken: false,
  });
}

/**
 * Refuses values for which something does not hold, also inside of compiled programs, loops and branches.
 *
 * In a function that is called through {@link checkify} the error is a value that is returned beside the result. Elsewhere it is
 * thrown: at once, or by the compiled program on the host.
 *
 * @param predicate - what must hold: a boolean scalar.
 * @param format - what the error says: a text with a field in braces for each value, as `debug.print` has them.
 * @param values - for the fields: trees, whose arrays may be traced.
 * @throws UsageError when `predicate` is no boolean scalar or a field has no value; and, outside of `checkify`, when the check fails.
 * @example
 * import { array, sqrt, type NDArray } from "@proj/array";
 * import { check, checkify } from "@proj/array/checkify";
 * const root = checkify((x: NDArray) => {
 *   check(x.ge(0), "{} has no root", x);
 *   return sqrt(x);
 * });
 * root(array(-4))[0].get(); // → "-4 has no root (`check` failed)"
 * root(array(4))[0].get(); // → null
 */
export function check(predicate: ArrayLike, format: string, ...values: readonly unknown[]): void {
  checkAs("check", predicate, format, values);
}

/**
 * A {@link check} that is made where errors are values, and dropped everywhere else.
 *
 * @param predicate - what must hold: a boolean scalar.
 * @param format - what the error says, as for `check`.
 * @param values - for the fields: trees, whose arrays may be traced.
 * @throws UsageError when `predicate` is no boolean scalar, or a field has no value.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { checkify, debugCheck } from "@proj/array/checkify";
 * const f = (x: NDArray) => {
 *   debugCheck(x.gt(0), "not positive");
 *   return x;
 * };
 * f(array(-1)).item(); // → -1
 * checkify(f)(array(-1))[0].get(); // → "not positive (`check` failed)"
 */
export function debugCheck(predicate: ArrayLike, format: string, ...values: readonly unknown[]): void {
  checkAs("debugCheck", predicate, format, values);
}

function checkAs(
  operation: "check" | "debugCheck",
  predicate: ArrayLike,
  format: string,
  values: readonly unknown[],
): void {
  const isWell = toArray(predicate, operation);
  if (isWell.ndim !== 0 || isWell.dtype !== "bool") {
    throw new UsageError({
      operation,
      received: `a predicate ${isWell.describe()}`,
      expected: "one boolean scalar, bool[]",
      remedy: "compare, and reduce several answers to one with all",
    });
  }
  const pieces = checkedFormat(operation, readArgument(operation, "format", format, textOption), values);
  const [leaves, treedef] = flatten(values as unknown, undefined);
  const places = leaves.flatMap((leaf, place) => (isNDArray(leaf) ? [place] : []));
  const message: CheckMessage = (own) => {
    const all = [...leaves];
    places.forEach((place, k) => (all[place] = asArray(own[k]!)));
    return `${formatted(pieces, treedef.unflatten(all) as readonly unknown[])} (\`check\` failed)`;
  };
  const arrays = places.map((place) => leaves[place] as NDArray);
  bindCheck(operation, message, isWell, arrays, operation === "check");
}
