import { array, stack, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { diffeqsolve, Euler, Heun, Midpoint, ODETerm, StepTo, Tsit5, ButcherTableau, type Solver } from "@proj/ode";
import { describe, expect, test } from "vitest";

const f64 = (...values: number[]): NDArray => fromHostData(Float64Array.from(values), [values.length], "float64");
const solvers: Record<string, Solver<"term">> = {
  Euler: new Euler(),
  Heun: new Heun(),
  Midpoint: new Midpoint(),
  Tsit5: new Tsit5(),
};
/** A damped oscillator, y = e^(-t/4) (cos t, …), written as a first-order system in the plane. */
const spiral = new ODETerm((_t, y: NDArray) => y.dot(f64(-0.25, 1, -1, -0.25).reshape([2, 2])));
const exact = (t: number): readonly [number, number] => [
  Math.exp(-t / 4) * Math.cos(t),
  Math.exp(-t / 4) * Math.sin(t),
];
const errorAt = (solver: Solver<"term">, steps: number): number => {
  const { ys } = diffeqsolve(spiral, solver, { t0: 0, t1: 2, dt0: 2 / steps, y0: f64(1, 0) });
  const [x, y] = ys.dataSync() as Float64Array;
  return Math.hypot(x! - exact(2)[0], y! - exact(2)[1]);
};

describe("every solver", () => {
  test.each(Object.entries(solvers))("%s converges with its order", (_, solver) => {
    const [coarse, fine] = [16, 32].map((steps) => errorAt(solver, steps)) as [number, number];
    expect(Math.abs(Math.log2(coarse / fine) - solver.order)).toBeLessThan(0.3);
  });

  test.each(Object.entries(solvers))("%s integrates trees and backwards in time", (_, solver) => {
    const term = new ODETerm((_t, { x, v }: { x: NDArray; v: NDArray }) => ({ x: v, v: x.neg() }));
    const options = { dt0: 0.01, y0: { x: f64(1), v: f64(0) } };
    const there = diffeqsolve(term, solver, { t0: 0, t1: 1, ...options });
    const state = { x: there.ys.x.reshape([1]), v: there.ys.v.reshape([1]) };
    const back = diffeqsolve(term, solver, { t0: 1, t1: 0, dt0: -0.01, y0: state });
    expect(back.ys.x.item()).toBeCloseTo(1, solver.order === 1 ? 1 : 3);
  });

  test.each(Object.entries(solvers))("%s has nothing to do from a time to itself", (_, solver) => {
    const { ts, ys, stats } = diffeqsolve(spiral, solver, {
      t0: 1,
      t1: 1,
      dt0: 0.1,
      y0: f64(1, 2),
      saveat: { t0: true, ts: [1, 1], t1: true },
    });
    expect([ts.toList(), stats.numSteps.item()]).toEqual([[1, 1, 1, 1], 0]);
    expect(ys.toList()).toEqual([1, 1, 1, 1].map(() => [1, 2]));
  });

  test.each(Object.entries(solvers))("%s saves at the times of a vector as at those of a list", (_, solver) => {
    const times = [0.25, 1.5];
    const saved = (ts: readonly number[] | NDArray): unknown =>
      diffeqsolve(spiral, solver, { t0: 0, t1: 2, dt0: 0.1, y0: f64(1, 0), saveat: { ts } }).ys.toList();
    expect(saved(f64(...times))).toEqual(saved(times));
  });

  test.each(Object.entries(solvers))("%s saves the beginning, times between steps, and the end", (_, solver) => {
    const { ts, ys, stats } = diffeqsolve(spiral, solver, {
      t0: 0,
      t1: 2,
      dt0: 0.01,
      y0: f64(1, 0),
      saveat: { t0: true, ts: [0.333, 1, 1.9999], t1: true },
    });
    expect(ts.toList()).toEqual([0, 0.333, 1, 1.9999, 2]);
    expect(stats.numSteps.item()).toBe(200);
    (ys.toList() as number[][]).forEach(([x, y], index) => {
      const [ex, ey] = exact((ts.toList() as number[])[index]!);
      expect(Math.hypot(x! - ex, y! - ey)).toBeLessThan(solver.order === 1 ? 2e-2 : 1e-3);
    });
  });
});

describe("steps", () => {
  test("are equal, so that none is left over at the end", () => {
    const { stats } = diffeqsolve(spiral, new Euler(), { t0: 0, t1: 1, dt0: 0.3, y0: f64(1, 0) });
    expect(stats.numSteps.item()).toBe(4);
  });
  test("can be given one by one", () => {
    const { stats } = diffeqsolve(spiral, new Heun(), {
      t0: 0,
      t1: 1,
      dt0: null,
      y0: f64(1, 0),
      stepsizeController: new StepTo([0, 0.2, 0.5, 1]),
    });
    expect(stats.numSteps.item()).toBe(3);
  });
  test("of a first-same-as-last method evaluate the field once more when the state has jumped", () => {
    const solver = new Tsit5();
    const state = solver.init(spiral, 0, 0.1, f64(1, 0), undefined);
    const kept = solver.step(spiral, 0, 0.1, f64(5, 0), undefined, state, false);
    const fresh = solver.step(spiral, 0, 0.1, f64(5, 0), undefined, state, true);
    expect(kept.y1.toList()).not.toEqual(fresh.y1.toList());
  });
});

describe("what cannot be integrated is refused:", () => {
  const y0 = array([1, 0]);
  test("a state of truth values", () => {
    expect(() => diffeqsolve(spiral, new Euler(), { t0: 0, t1: 1, dt0: 0.1, y0: array([true]) }))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: diffeqsolve received bool[1] at y0
        expected: a tree of arrays of floats
        to fix:   convert the leaf: array(value).astype("float32")]
    `);
  });
  test("a slope of another shape", () => {
    expect(() =>
      diffeqsolve(new ODETerm((_t, y: { x: NDArray }) => ({ x: stack([y.x, y.x]) })), new Euler(), {
        t0: 0,
        t1: 1,
        dt0: 0.1,
        y0: { x: y0 },
      }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: ODETerm received a slope float32[2,2] for the state float32[2] at y['x']
        expected: a slope that broadcasts to the shape of the state, in a dtype that does not widen it
        to fix:   return slopes of the shape and dtype of y, or give y0 the dtype of the slopes]
    `);
  });
  test("a step in the wrong direction", () => {
    expect(() => diffeqsolve(spiral, new Euler(), { t0: 1, t1: 0, dt0: 0.1, y0: f64(1, 0) }))
      .toThrowErrorMatchingInlineSnapshot(`
        [UsageError: diffeqsolve received t0 = 1, t1 = 0, dt0 = 0.1
          expected: times that are numbers, and a dt0 that leads from t0 towards t1
          to fix:   integrating backwards in time needs a negative dt0]
      `);
  });
  test("too many steps", () => {
    expect(() => diffeqsolve(spiral, new Euler(), { t0: 0, t1: 1, dt0: 0.1, y0: f64(1, 0), maxSteps: 9 }))
      .toThrowErrorMatchingInlineSnapshot(`
        [UsageError: diffeqsolve received an integration that failed: the maximum number of steps was reached before t1
          expected: one that reaches t1
          to fix:   increase maxSteps, take larger steps, or ask for less accuracy; with throw: false the result says how it ended]
      `);
  });
  test("saved times out of order", () => {
    expect(() =>
      diffeqsolve(spiral, new Euler(), { t0: 0, t1: 1, dt0: 0.1, y0: f64(1, 0), saveat: { ts: [0.5, 0.2] } }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: diffeqsolve received saveat.ts = [0.5, 0.2] from t0 = 0 to t1 = 1
        expected: times between t0 and t1, in the order of integration
        to fix:   sort the times, or integrate further]
    `);
  });
  test("coefficients that are no method", () => {
    expect(() => new ButcherTableau({ c: [0.5], a: [[0.4]], b: [0, 1], bError: null }))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: ButcherTableau received coefficients that are those of no method
        expected: row 0 of a must sum to 0.5, not 0.4
        to fix:   compare with the publication of the method, row by row]
    `);
  });
});
