import {
  array,
  cond,
  foriLoop,
  less,
  scan,
  sign,
  sin,
  sum,
  switchCase,
  where,
  zerosLike,
  type NDArray,
} from "@proj/array";
import { solve } from "@proj/array/linalg";
import { checkpoint, customJvp, customRoot, grad, jacrev, jvp, linearTranspose } from "@proj/autodiff";
import { describe, expect, it } from "vitest";
import { jitted } from "./jitted.ts";
import { expectClose, values } from "./numeric.ts";

type Map1 = (x: NDArray) => NDArray;

/** Functions with a program inside, whose values and tangents are computed together by one equation. */
const programs: Readonly<Record<string, Map1>> = {
  scan: (x) => scan((c: NDArray, row: NDArray) => [sin(c.mul(0.5)).add(row), row] as const, x, array([1, 1]))[0],
  "scan that stacks": (x) => sum(scan((c: NDArray) => [sin(c), c.mul(c)] as const, x, null, { length: 3 })[1], 0),
  foriLoop: (x) => foriLoop(0, 2, (_, c: NDArray) => sin(c), x),
  cond: (x) =>
    cond(
      array(true),
      (y: NDArray) => sin(y),
      (y: NDArray) => y.mul(2),
      x,
    ),
  switchCase: (x) => switchCase(array(1, { dtype: "int32" }), [(y: NDArray) => y.mul(2), (y: NDArray) => sin(y)], x),
  jit: jitted(sin),
  checkpoint: checkpoint((x: NDArray) => sin(x)),
  "loops within": (x) =>
    scan((c: NDArray) => [foriLoop(0, 2, (_, d: NDArray) => sin(d).mul(c), c), null] as const, x, null, {
      length: 2,
    })[0],
};

const x = array([0.6, 0.3], { dtype: "float64" });

const sumOf =
  (f: Map1): Map1 =>
  (y) =>
    sum(f(y));

describe.each(Object.entries(programs))("tangents of %s computed beside its values", (_, inner) => {
  // The sine needs values that do not depend on tangents, though one equation gives both.
  const f: Map1 = (y) => sin(inner(y));
  const ruled = customJvp(f, ([y], [t]) => jvp(f, [y], [t]));
  const derivative = grad(sumOf(f))(x);

  it("are transposed in the rule of customJvp", () => {
    expectClose(values([grad(sumOf(ruled))(x)]), values([derivative]), 1e-12);
    expectClose(values([jitted(grad(sumOf(ruled)))(x)]), values([derivative]), 1e-12);
  });

  it("are transposed a second time", () => {
    const second = (g: Map1): NDArray => grad(sumOf(grad(sumOf(g))))(x);
    expectClose(values([second(ruled)]), values([second(f)]), 1e-12);
  });

  it("are transposed by linearTranspose", () => {
    const [sent] = linearTranspose((t: NDArray) => jvp(f, [x], [t])[1], [x])(array([1, 1], { dtype: "float64" }));
    expectClose(values([sent]), values([derivative]), 1e-12);
  });
});

const refused: Readonly<Record<string, Map1>> = {
  "a product of tangents in a scan": (t) =>
    scan((c: NDArray) => [sin(c), t.mul(t)] as const, x, null, { length: 2 })[1],
  "the sign of a tangent": (t) => scan((c: NDArray) => [sin(c), sign(t)] as const, x, null, { length: 2 })[1],
  "a choice by tangents": (t) =>
    scan((c: NDArray) => [sin(c), where(less(t, 0), t, zerosLike(t))] as const, x, null, { length: 2 })[1],
  "a branch by a tangent": (t) =>
    cond(
      less(sum(t), 0),
      (y: NDArray) => y,
      (y: NDArray) => y.mul(2),
      t,
    ),
};

it.each(Object.entries(refused))("%s stays refused beside values that do not depend on it", (_, f) => {
  expect(() => linearTranspose(f, [x])(f(x))).toThrow(/is not linear|to be read backwards/);
});

it("a root whose tangents are solved for by the Jacobian of a loop has a gradient", () => {
  const inner = programs.scan!;
  const root = (a: NDArray): NDArray =>
    customRoot(
      (y: NDArray) => y.add(sin(inner(y)).mul(0.125)).sub(a),
      zerosLike(a),
      (f, guess) => Array.from({ length: 40 }).reduce((y: NDArray) => y.sub(f(y)), guess),
      (g, y) => solve(jacrev(g)(y), y),
    );
  const [there, step] = [root(x), 1e-6];
  const slope = (k: number): number => {
    const e = array([k === 0 ? step : 0, k === 1 ? step : 0], { dtype: "float64" });
    return (sum(root(x.add(e))).item() - sum(root(x.sub(e))).item()) / (2 * step);
  };
  expect(there.shape).toEqual([2]);
  expectClose(values([grad(sumOf(root))(x)]), [slope(0), slope(1)], 1e-8);
});
