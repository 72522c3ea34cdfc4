import { array, ShapeDtypeStruct, type NDArray } from "@proj/array";
import { checkify } from "@proj/array/checkify";
import { anything, argument, fn, list, options } from "../arguments.ts";
import type { Call } from "../calls.ts";

const scalar = new ShapeDtypeStruct([], "float32");
const sum = (y: NDArray): NDArray => y.sum();

/** A tree of `ShapeDtypeStruct`s. */
const types = argument(scalar, "float32", 10n, () => 1, { a: "x" }, Symbol("x"));

/** A function that may be left out. */
const body = argument(() => 1, 1, "text", null, {}, 10n);

/** Functions of the host inside of programs. */
export const callbacks: Record<string, Call> = {
  pureCallback: [fn(sum), types, list([array([1, 2])]), options({ vmapMethod: "sequential" })],
  ioCallback: [fn(sum), types, list([array([1, 2])])],
  ...Object.fromEntries(
    ["debugNans", "debugInfs", "disableJit", "noTracing", "trackLiveArrays"].map((name) => [
      name,
      [argument(() => 1, 1, "on", null, undefined, {}, 10n)],
    ]),
  ),
  ensureCompileTimeEval: [fn(() => 1)],
  namedScope: [argument("scope", 1, null, {}, 10n), fn(() => 1)],
  numpyRankPromotion: [argument("allow", "never", 1, null, {}), body],
  numpyDtypePromotion: [argument("standard", "never", 1, null, {}), body],
  liveArrays: { takesAnything: "it takes nothing" },
  effectsBarrier: { takesAnything: "it takes nothing" },
};

/** What `debug` shows. */
export const debugging: Record<string, Call> = {
  print: [argument("{x}", 1, null, 10n, {}, "{", "{y}"), anything({ x: array([1, 2]) })],
  breakpoint: { takesAnything: "it shows any value" },
  callback: [fn(sum), anything(array([1, 2]))],
};

/** What `checkify` makes values of. */
export const checks: Record<string, Call> = {
  check: [argument(array(true), 1, "text", null, {}, 10n, array([true])), argument("{x}", 1, null, 10n, {}, "{", "{y}"), anything({ x: array([1, 2]) })], // prettier-ignore
  debugCheck: [argument(array(true), 1, "text", null, {}, 10n, array([true])), argument("{x}", 1, null, 10n, {}, "{", "{y}"), anything({ x: array([1, 2]) })], // prettier-ignore
  checkify: [fn(sum), argument(["user", "nan"], 1, "text", null, {}, 10n, ["users"])],
  checkError: [argument(checkify(sum)(array(1))[0], 1, "text", null, {}, 10n)],
};
