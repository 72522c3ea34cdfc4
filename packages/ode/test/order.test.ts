import { abs, array, cos, max, sin, stack, type NDArray } from "@proj/array";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  Bosh3,
  diffeqsolve,
  Dopri5,
  Dopri8,
  Euler,
  HalfSolver,
  ImplicitEuler,
  KenCarp3,
  KenCarp4,
  KenCarp5,
  Kvaerno3,
  Kvaerno4,
  Kvaerno5,
  LeapfrogMidpoint,
  maxNorm,
  MultiTerm,
  Newton,
  ODETerm,
  PIDController,
  Ralston,
  ReversibleHeun,
  SemiImplicitEuler,
  Sil3,
  VeryChord,
  type Solver,
} from "@proj/ode";
import { describe, expect, test } from "vitest";

const f64 = (...values: number[]): NDArray => array(values, { dtype: "float64" });
const tight = { rtol: 1e-12, atol: 1e-12, norm: maxNorm };
const [rootFinder, newton] = [new VeryChord(tight), new Newton(tight)];

/** y' = -y/4 + rotation: a spiral whose end is known. */
const spiral = new ODETerm((_t, y: NDArray) => y.dot(f64(-0.25, 1, -1, -0.25).reshape([2, 2])));
const turn = new ODETerm((_t, y: NDArray) => y.dot(f64(0, 1, -1, 0).reshape([2, 2])));
const fall = new ODETerm((_t, y: NDArray) => y.mul(-0.25));
const errorOf = (y: NDArray): number => {
  const [a, b] = y.dataSync() as Float64Array;
  const size = Math.exp(-0.5);
  return Math.hypot(a! - size * Math.cos(2), b! - size * Math.sin(2));
};
const slope = (error: (steps: number) => number, steps: number): number => Math.log2(error(steps) / error(2 * steps));

describe("the error falls with the order of the method:", () => {
  const one: readonly Solver<"term">[] = [
    new Euler(),
    new Ralston(),
    new Bosh3(),
    new Dopri5(),
    new Dopri8(),
    new LeapfrogMidpoint(),
    new ReversibleHeun(),
    new HalfSolver(new Bosh3()),
    new ImplicitEuler({ rootFinder: newton }),
    new Kvaerno3({ rootFinder }),
    new Kvaerno4({ rootFinder }),
    new Kvaerno5({ rootFinder }),
  ];
  test.each(one)("$constructor.name", (solver) => {
    const error = (steps: number): number =>
      errorOf(diffeqsolve(spiral, solver, { t0: 0, t1: 2, dt0: 2 / steps, y0: f64(1, 0), maxSteps: 64 }).ys);
    // For a linear equation Dormand's and Prince's method gains one more order.
    const high = solver.order === 8;
    expect(Math.abs(slope(error, high ? 4 : 16) - solver.order)).toBeLessThan(high ? 1.2 : 0.5);
  });

  const two: readonly Solver<"imex">[] = [
    new KenCarp3({ rootFinder }),
    new KenCarp4({ rootFinder }),
    new KenCarp5({ rootFinder }),
    new Sil3({ rootFinder }),
  ];
  test.each(two)("$constructor.name", (solver) => {
    const terms = new MultiTerm(turn, fall);
    const error = (steps: number): number =>
      errorOf(diffeqsolve(terms, solver, { t0: 0, t1: 2, dt0: 2 / steps, y0: f64(1, 0), maxSteps: 64 }).ys);
    expect(Math.abs(slope(error, solver.order === 2 ? 32 : 8) - solver.order)).toBeLessThan(0.8);
  });
});

test("the error of a symplectic method falls with its order", () => {
  const terms = [new ODETerm((_t, p: NDArray) => p), new ODETerm((_t, q: NDArray) => q.neg())] as const;
  const error = (steps: number): number => {
    const options = { t0: 0, t1: 2, dt0: 2 / steps, y0: [f64(1), f64(0)] as const, maxSteps: 64 };
    return Math.abs(diffeqsolve(terms, new SemiImplicitEuler(), options).ys[0].item() - Math.cos(2));
  };
  expect(slope(error, 32)).toBeCloseTo(1, 0);
});

test("a stiff reaction is followed over six decades of time", () => {
  // H. H. Robertson, "The solution of a set of reaction rate equations" (1966).
  const robertson = new ODETerm((_t, y: NDArray) => {
    const [slow, back, fast] = [y.get(0).mul(0.04), y.get(1).mul(y.get(2)).mul(1e4), y.get(1).mul(y.get(1)).mul(3e7)];
    return stack([back.sub(slow), slow.sub(back).sub(fast), fast]);
  });
  const known: readonly (readonly [t: number, ...y: readonly number[]])[] = [
    [1e-4, 0.99999600000801137, 3.9840684637775332e-6, 1.5923523513217297e-8],
    [1e-3, 0.99996000156321818, 2.9169034944881154e-5, 1.0829401837965007e-5],
    [1e-2, 0.99960068268829505, 3.6450478878442643e-5, 3.6286683282835678e-4],
    [1e-1, 0.99607774744245892, 3.5804372350422432e-5, 3.8864481851928275e-3],
    [1, 0.96645973733301294, 3.0746265785786866e-5, 3.3509516401211095e-2],
    [10, 0.84136992384147014, 1.6233909379904643e-5, 0.15861384224914774],
    [100, 0.61723488239606716, 6.1535912746388841e-6, 0.38275896401264059],
  ];
  const options = { t0: 0, t1: 100, dt0: 2e-4, saveat: { ts: known.map(([t]) => t) } };
  const stepsizeController = new PIDController({ rtol: 1e-10, atol: 1e-10 });
  const solve = jit(
    (y0: NDArray) => diffeqsolve(robertson, new Kvaerno5(), { ...options, y0, stepsizeController }).ys,
    { target: wasm() },
  );
  (solve(f64(1, 0, 0)).toList() as number[][]).forEach((y, row) =>
    y.forEach((value, index) => expect(Math.abs(value - known[row]![index + 1]!)).toBeLessThan(1e-8)),
  );
});

test("the energy of a pendulum does not drift over ten thousand steps of a symplectic method", () => {
  const terms = [new ODETerm((_t, p: NDArray) => p), new ODETerm((_t, q: NDArray) => sin(q).neg())] as const;
  const off = jit(
    (q: NDArray, p: NDArray) => {
      const options = { t0: 0, t1: 1000, dt0: 0.1, maxSteps: 10000, saveat: { steps: true } };
      const { ys } = diffeqsolve(terms, new SemiImplicitEuler(), { ...options, y0: [q, p] as const });
      const energy = ys[1].mul(ys[1]).div(2).sub(cos(ys[0])).reshape([10, 1000]);
      return max(abs(energy.add(Math.cos(2))), 1);
    },
    { target: wasm() },
  )(array(2, "float64"), array(0, "float64")).toList() as number[];
  // It goes up and down with each swing, by as much at the end as at the beginning.
  expect(Math.max(...off)).toBeLessThan(0.2);
  for (const swing of off) expect(swing / off[0]!).toBeCloseTo(1, 1);
});
