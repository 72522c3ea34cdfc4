import { flatten } from "@proj/tree";
import { functionOption, readArgument, textOption } from "@proj/tree/core";
import { withHostAsDefault } from "../core/device/default-device.ts";
import { HostFunction } from "../core/callbacks/host-function.ts";
import { bind } from "../core/trace.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray } from "./user-function.ts";
import { checkedFormat, formatted } from "./format.ts";

/** Calls a function of trees with the values of the arrays in them; whatever else is in them goes along. */
function debugCall(operation: string, f: (...args: never[]) => unknown, args: readonly unknown[]): void {
  const [leaves, treedef] = flatten(args as unknown, undefined);
  const places = leaves.flatMap((leaf, place) => (isNDArray(leaf) ? [place] : []));
  const call = new HostFunction(operation, (operands) => {
    const values = [...leaves];
    places.forEach((place, index) => (values[place] = asArray(operands[index]!)));
    withHostAsDefault(() => f(...(treedef.unflatten(values) as never[])));
    return [];
  });
  const arrays = places.map((place) => leaves[place] as NDArray);
  bind("callback", arrays, { function: call, results: [], effect: "debug", vmapMethod: null, hasToken: false });
}

/**
 * Calls a function with values, each time that a program comes by and in order, also from inside of compiled programs, loops and branches.
 *
 * Under `vmap` it is called for each member; in a function that is differentiated, once, with the values. Arrays on another device
 * are read first, so the call comes later: `effectsBarrier` waits for it.
 *
 * @param callback - a function whose result is of no interest; the arrays that it gets are on the host.
 * @param args - its arguments: trees, whose arrays may be traced.
 * @throws UsageError when `callback` is no function.
 * @example
 * import { array, debug, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * const seen: number[] = [];
 * const f = jit((x: NDArray) => {
 *   debug.callback((y: NDArray) => seen.push(y.item()), x.sum());
 *   return x;
 * });
 * f(array([1, 2]));
 * seen; // → [3]
 */
export function callback<Args extends readonly unknown[]>(callback: (...args: Args) => unknown, ...args: Args): void {
  readArgument("debug.callback", "callback", callback, functionOption());
  debugCall("debug.callback", callback, args);
}

/**
 * Prints values, each time that a program comes by and in order, also from inside of compiled programs, loops and branches.
 *
 * @param format - a text in which `{}` stands for the next value, `{1}` for the one at a position, `{name}` for a member of the last
 *   argument; `{x:.3f}`, `{x:.2e}` and `{x:.4g}` choose the digits of its numbers, and `{{` is a brace.
 * @param values - arrays, numbers, texts, or trees of them.
 * @throws UsageError for a format that is none, and when a value is missing.
 * @example
 * import { array, debug, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * const f = jit((x: NDArray) => {
 *   debug.print("x = {x}, sum {sum:.1f}", { x, sum: x.sum() });
 *   return x.mul(2);
 * });
 * f(array([1, 2])); // → [2, 4]
 */
export function print(format: string, ...values: readonly unknown[]): void {
  const pieces = checkedFormat("debug.print", readArgument("debug.print", "format", format, textOption), values);
  debugCall(
    "debug.print",
    (...concrete: unknown[]) => {
      // eslint-disable-next-line no-console -- to print is what it is for
      console.log(formatted(pieces, concrete));
    },
    values,
  );
}

/**
 * Stops in the debugger, if one is attached, each time that a program comes by, with values to look at.
 *
 * @param values - trees of arrays; there they are called `values`.
 * @example
 * import { array, debug } from "@proj/array";
 * debug.breakpoint(array([1, 2]));
 */
export function breakpoint(...values: readonly unknown[]): void {
  debugCall(
    "debug.breakpoint",
    (...values: unknown[]) => {
      // eslint-disable-next-line no-debugger -- to stop is what it is for
      debugger;
      return values;
    },
    values,
  );
}
