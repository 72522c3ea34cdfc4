import { describeValue, UsageError } from "@proj/tree/core";
import { setModes, withModes, type Modes } from "../core/modes.ts";

function switched(operation: string, mode: keyof Modes, argument: unknown): unknown {
  if (typeof argument === "boolean") {
    setModes({ [mode]: argument });
    return undefined;
  }
  if (typeof argument === "function") return withModes({ [mode]: true }, argument as () => unknown);
  throw new UsageError({
    operation,
    received: describeValue(argument),
    expected: "a function to call, or true or false",
    remedy: `write ${operation}(() => step(x)) for one call, or ${operation}(true) from here on`,
  });
}

/**
 * Makes a NaN among the results of an operation an error, which names the operation, the line of the program that applied it, and
 * the values.
 *
 * Compiled programs run as before; where a result holds a NaN, the function is evaluated once more, operation by operation, to find
 * the first one. Values on other devices than the host are not looked at.
 *
 * @param body - a function that is called with the check on; or `true` or `false` to switch it from here on.
 * @returns what `body` returns.
 * @throws UsageError for the first operation that gives a NaN.
 * @example
 * import { array, debugNans, log } from "@proj/array";
 * debugNans(() => log(array([1, -1]))); // throws log received NaN at [1] of its result float32[2], from float32[2] of 1, -1
 */
export function debugNans<R>(body: () => R): R;
export function debugNans(body: boolean): void;
export function debugNans(body: unknown): unknown {
  return switched("debugNans", "nansChecked", body);
}

/**
 * Makes an infinity among the results of an operation an error, as {@link debugNans} does for NaN.
 *
 * @param body - a function that is called with the check on; or `true` or `false` to switch it from here on.
 * @returns what `body` returns.
 * @throws UsageError for the first operation that gives an infinity.
 * @example
 * import { array, debugInfs } from "@proj/array";
 * debugInfs(() => array([1]).div(0)); // throws div received Infinity at [0]
 */
export function debugInfs<R>(body: () => R): R;
export function debugInfs(body: boolean): void;
export function debugInfs(body: unknown): unknown {
  return switched("debugInfs", "infsChecked", body);
}

/**
 * Calls functions instead of staging them, so that values can be looked at, as with `item` and `console.log`, and a debugger stops within: those of `jit`,
 * and the bodies and branches of `scan`, `whileLoop`, `foriLoop`, `map`, `cond` and `switchCase`.
 *
 * A branch or an end that depends on a value traced by `vmap` is still staged.
 *
 * @param body - a function that is called that way; or `true` or `false` to switch from here on.
 * @returns what `body` returns.
 * @throws UsageError when `body` is neither.
 * @example
 * import { array, disableJit, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * const f = jit((x: NDArray) => x.mul(x.item() > 2 ? 10 : 1));
 * disableJit(() => f(array(3))); // → 30
 */
export function disableJit<R>(body: () => R): R;
export function disableJit(body: boolean): void;
export function disableJit(body: unknown): unknown {
  return switched("disableJit", "jitDisabled", body);
}
