import { array, type NDArray } from "@proj/array";
import { diffeqsolve, Euler, Heun, Midpoint, ODETerm, Tsit5, type Solver } from "@proj/ode";
import { describe, expect, test } from "vitest";

const solvers: Record<string, Solver<"term">> = {
  Euler: new Euler(),
  Heun: new Heun(),
  Midpoint: new Midpoint(),
  Tsit5: new Tsit5(),
};
const decay = new ODETerm((_t, y: NDArray) => y.neg());

describe("a state of halves", () => {
  test.each(Object.entries(solvers))("stays one with %s, at the ends of steps and between them", (_, solver) => {
    const { ts, ys } = diffeqsolve(decay, solver, {
      t0: 0,
      t1: 1,
      dt0: 0.1,
      y0: array([1, 2], { dtype: "float16" }),
      saveat: { t0: true, ts: [0.333, 0.5], t1: true },
    });
    expect([ts.dtype, ys.dtype, ys.shape]).toEqual(["float32", "float16", [4, 2]]);
    const times = ts.toList() as number[];
    (ys.toList() as number[][]).forEach(([one, two], row) => {
      const exact = Math.exp(-times[row]!);
      // Halves of one sign and a factor of two apart are rounded alike.
      expect(two).toBe(2 * one!);
      expect(Math.abs(one! - exact)).toBeLessThan(solver.order === 1 ? 0.025 : 0.004);
    });
  });

  test("may be beside leaves of other dtypes, which keep theirs", () => {
    const term = new ODETerm((_t, { x, y }: { x: NDArray; y: NDArray }) => ({ x: x.neg(), y: y.neg() }));
    const { ys } = diffeqsolve(term, new Tsit5(), {
      t0: 0,
      t1: 1,
      dt0: 0.25,
      y0: { x: array([1]), y: array([1], { dtype: "float16" }) },
      saveat: { t0: true, ts: [0.3] },
    });
    expect([ys.x.dtype, ys.y.dtype]).toEqual(["float32", "float16"]);
  });
});
