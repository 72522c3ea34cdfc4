import { choiceOption, functionOption, readArgument, textOption } from "@proj/tree/core";
import { NumberCheck } from "../core/evaluate/number-check.ts";
import { modes, setModes, withModes, type Modes } from "../core/modes.ts";
import { withoutStaging } from "../core/trace.ts";
import { switched } from "./switched.ts";

/** The check of results with one kind of numbers more or less. */
function checking(changed: { readonly nans?: boolean; readonly infs?: boolean }): Partial<Modes> {
  const { numberCheck } = modes();
  const { nans = numberCheck?.nans ?? false, infs = numberCheck?.infs ?? false } = changed;
  return { numberCheck: nans || infs ? new NumberCheck(nans, infs) : null };
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
  return switched("debugNans", (nans) => checking({ nans }), body);
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
  return switched("debugInfs", (infs) => checking({ infs }), body);
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
  return switched("disableJit", (jitDisabled) => ({ jitDisabled }), body);
}

/**
 * Makes it an error to stage a function: for code that must not compile anything any more.
 *
 * @param body - a function that is called that way; or `true` or `false` to switch from here on.
 * @returns what `body` returns.
 * @throws UsageError where a function would be staged.
 * @example
 * import { noTracing, ones, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * const f = jit((x: NDArray) => x.add(1));
 * f(ones(2));
 * noTracing(() => f(ones(2))); // → [2, 2]
 * noTracing(() => f(ones(3))); // throws a function that would be staged
 */
export function noTracing<R>(body: () => R): R;
export function noTracing(body: boolean): void;
export function noTracing(body: unknown): unknown {
  return switched("noTracing", (stagingForbidden) => ({ stagingForbidden }), body);
}

/**
 * Evaluates operations on known arrays at once, where a function around them is staged: for values that decide what is staged.
 *
 * @param body - a function of values that are known.
 * @returns what `body` returns.
 * @throws UsageError when `body` is no function.
 * @example
 * import { array, ensureCompileTimeEval, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * const sizes = array([1, 2, 3]);
 * const f = jit((x: NDArray) => x.mul(ensureCompileTimeEval(() => sizes.sum().item())));
 * f(array(2)); // → 12
 */
export function ensureCompileTimeEval<R>(body: () => R): R {
  return withoutStaging(readArgument("ensureCompileTimeEval", "body", body, functionOption<() => R>()));
}

/**
 * Names what a function computes: messages of {@link debugNans} show the names of the scopes around an operation.
 *
 * @param name - of the scope; scopes within scopes are joined by slashes.
 * @param body - a function that is called in the scope.
 * @returns what `body` returns.
 * @throws UsageError when `name` is no text, or `body` no function.
 * @example
 * import { array, debugNans, log, namedScope } from "@proj/array";
 * debugNans(() => namedScope("energy", () => log(array([-1])))); // throws in energy
 */
export function namedScope<R>(name: string, body: () => R): R {
  const own = readArgument("namedScope", "name", name, textOption);
  const call = readArgument("namedScope", "body", body, functionOption<() => R>());
  const { scope } = modes();
  return withModes({ scope: scope === "" ? own : `${scope}/${own}` }, call);
}

const rankPromotions = choiceOption("allow", "warn", "raise");
const dtypePromotions = choiceOption("standard", "strict");

/**
 * Says what becomes of operands whose numbers of axes differ: by default they are stretched, as NumPy does.
 *
 * @param mode - `"allow"`, `"warn"` or `"raise"`. Scalars are always stretched.
 * @param body - a function that is called that way; without it, the mode holds from here on.
 * @returns what `body` returns.
 * @throws UsageError for another mode.
 * @example
 * import { numpyRankPromotion, ones } from "@proj/array";
 * numpyRankPromotion("raise", () => ones([2, 3]).add(ones([3]))); // throws arrays with equally many axes
 */
export function numpyRankPromotion(mode: Modes["rankPromotion"]): void;
export function numpyRankPromotion<R>(mode: Modes["rankPromotion"], body: () => R): R;
export function numpyRankPromotion(mode: Modes["rankPromotion"], body?: () => unknown): unknown {
  return within(
    "numpyRankPromotion",
    { rankPromotion: readArgument("numpyRankPromotion", "mode", mode, rankPromotions) },
    body,
  );
}

/**
 * Says whether arrays of different dtypes are brought to a common one, as by default, or only numbers to the dtype of arrays.
 *
 * @param mode - `"standard"` or `"strict"`.
 * @param body - a function that is called that way; without it, the mode holds from here on.
 * @returns what `body` returns.
 * @throws UsageError for another mode.
 * @example
 * import { numpyDtypePromotion, ones } from "@proj/array";
 * numpyDtypePromotion("strict", () => ones(2).add(ones(2, { dtype: "int32" }))); // throws arrays of one dtype
 */
export function numpyDtypePromotion(mode: Modes["dtypePromotion"]): void;
export function numpyDtypePromotion<R>(mode: Modes["dtypePromotion"], body: () => R): R;
export function numpyDtypePromotion(mode: Modes["dtypePromotion"], body?: () => unknown): unknown {
  return within(
    "numpyDtypePromotion",
    { dtypePromotion: readArgument("numpyDtypePromotion", "mode", mode, dtypePromotions) },
    body,
  );
}

function within(operation: string, changed: Partial<Modes>, body: (() => unknown) | undefined): unknown {
  if (body !== undefined)
    return withModes(changed, readArgument(operation, "body", body, functionOption<() => unknown>()));
  setModes(changed);
  return undefined;
}
