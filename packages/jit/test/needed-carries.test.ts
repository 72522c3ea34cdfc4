import { array, scan, type NDArray } from "@proj/array";
import { abstractArray, evaluateJaxpr, stage, toHost } from "@proj/array/core";
import type { Jaxpr } from "@proj/array/core";
import { simplify } from "@proj/jit/core";
import { describe, expect, test } from "vitest";

/** A scan that moves its carries on by one place at each step, of which one is read afterwards. */
function shiftRegister(places: number, read: number): Jaxpr {
  const step = (carries: NDArray[]): readonly [NDArray[], null] => [
    [carries[0]!.mul(2), ...carries.slice(0, -1)],
    null,
  ];
  return stage(
    ([x]) => [scan(step, new Array<NDArray>(places).fill(x!), null, { length: places })[0][read]!],
    [abstractArray([2], "float32")],
    "loop",
  ).jaxpr;
}

/** How many values the only scan of a simplified Jaxpr carries. */
function carriesOf(jaxpr: Jaxpr): number {
  const scans = simplify(jaxpr).equations.flatMap((equation) => (equation.primitive === "scan" ? [equation] : []));
  expect(scans.length).toBe(1);
  return scans[0]!.params.numCarry;
}

describe("a scan carries what its results depend on, through any number of steps:", () => {
  test.each([
    [1, 0],
    [5, 0],
    [5, 3],
    [300, 299],
  ])("of %i places the one at %i, and those before it", (places, read) => {
    const jaxpr = shiftRegister(places, read);
    expect(carriesOf(jaxpr)).toBe(read + 1);
    const x = toHost(array([1, 3]), "test");
    expect(evaluateJaxpr(simplify(jaxpr), [x])).toEqual(evaluateJaxpr(jaxpr, [x]));
  });
});
