import { full, scan, tanh, zeros } from "@proj/array";
import { abstractArray, evaluateJaxpr, formatJaxpr, stage, toHost } from "@proj/array/core";
import type { NDArray } from "@proj/array";
import type { Jaxpr } from "@proj/array/core";
import { simplify } from "@proj/jit/core";
import { describe, expect, test } from "vitest";

type State = [NDArray, NDArray, NDArray];

const staged = (step: (state: State, x: NDArray) => State, init: (x: NDArray) => State): Jaxpr =>
  stage(
    ([x]) => [...scan((state: State) => [step(state, x!), null] as const, init(x!), null, { length: 3 })[0]],
    [abstractArray([4], "float32")],
    "loop",
  ).jaxpr;

function expectSame(before: Jaxpr, after: Jaxpr): void {
  const x = toHost(full([4], 0.5), "test");
  expect(evaluateJaxpr(after, [x])).toEqual(evaluateJaxpr(before, [x]));
}

/** How many values the only scan of a simplified Jaxpr carries. */
function carriesOf(jaxpr: Jaxpr): number {
  const scans = simplify(jaxpr).equations.flatMap((equation) => (equation.primitive === "scan" ? [equation] : []));
  expect(scans.length).toBe(1);
  return scans[0]!.params.numCarry;
}

describe("a carry that is one constant before and after every step", () => {
  test("is that constant, for the steps, for other carries and after the scan", () => {
    const jaxpr = staged(
      ([a, b, c]) => [tanh(a.mul(b).add(c)), full([4], 2), b],
      () => [zeros([4]), full([4], 2), full([4], 2)],
    );
    expect(carriesOf(jaxpr)).toBe(1);
    expectSame(jaxpr, simplify(jaxpr));
  });

  test("can be the scan's operand, or what follows from constants", () => {
    const jaxpr = staged(
      ([a, b, c], x) => [tanh(a.mul(b).add(c)), x, full([4], 1).mul(1)],
      (x) => [x, x, full([4], 1)],
    );
    expect(carriesOf(jaxpr)).toBe(1);
    expectSame(jaxpr, simplify(jaxpr));
    expect(formatJaxpr(simplify(jaxpr))).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[4]. let
          b:f32[4] = broadcast_in_dim[shape=(4,) broadcast_dimensions=()] 1.0:f32[]
          c:f32[4] = scan[
            jaxpr={ lambda ; d:f32[4] e:f32[4]. let
                f:f32[4] = mul e d
                g:f32[4] = add f 1.0:f32[]
                h:f32[4] = tanh g
              in (h,) }
            num_consts=1
            num_carry=1
            length=3
            reverse=False
          ] a a
        in (c, a, b) }"
    `);
  });

  test("but not if it begins with another number, of another sign if it is zero", () => {
    const jaxpr = staged(
      ([a], x) => [a.add(x), zeros([4]), full([4], 3)],
      () => [zeros([4]), full([4], -0), full([4], 4)],
    );
    const others = staged(
      ([a, b, c], x) => [a.add(x).add(b).add(c), zeros([4]), full([4], 3)],
      () => [zeros([4]), full([4], -0), full([4], 4)],
    );
    expectSame(jaxpr, simplify(jaxpr));
    expect(carriesOf(others)).toBe(3);
    expectSame(others, simplify(others));
  });
});
