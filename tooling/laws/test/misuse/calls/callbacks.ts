import { array, ShapeDtypeStruct, type NDArray } from "@proj/array";
import { anything, argument, fn, list, options } from "../arguments.ts";
import type { Call } from "../calls.ts";

const scalar = new ShapeDtypeStruct([], "float32");
const sum = (y: NDArray): NDArray => y.sum();

/** A tree of `ShapeDtypeStruct`s. */
const types = argument(scalar, "float32", 10n, () => 1, { a: "x" }, Symbol("x"));

/** Functions of the host inside of programs. */
export const callbacks: Record<string, Call> = {
  pureCallback: [fn(sum), types, list([array([1, 2])]), options({ vmapMethod: "sequential" })],
  ioCallback: [fn(sum), types, list([array([1, 2])])],
  ...Object.fromEntries(
    ["debugNans", "debugInfs", "disableJit"].map((name) => [
      name,
      [argument(() => 1, 1, "on", null, undefined, {}, 10n)],
    ]),
  ),
  effectsBarrier: { takesAnything: "it takes nothing" },
};

/** What `debug` shows. */
export const debugging: Record<string, Call> = {
  print: [argument("{x}", 1, null, 10n, {}, "{", "{y}"), anything({ x: array([1, 2]) })],
  callback: [fn(sum), anything(array([1, 2]))],
};
