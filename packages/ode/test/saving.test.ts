import { array, imag, real, where, type NDArray } from "@proj/array";
import { complex } from "@proj/array/lax";
import { grad, vmap } from "@proj/autodiff";
import {
  ClipStepSizeController,
  diffeqsolve,
  Euler,
  Kvaerno5,
  ODETerm,
  PIDController,
  RESULTS,
  SaveAt,
  SubSaveAt,
  Tsit5,
} from "@proj/ode";
import { describe, expect, test } from "vitest";

const f64 = (...values: number[]): NDArray => array(values, { dtype: "float64" });
const scalar = (value: number): NDArray => array(value, { dtype: "float64" });
const decay = new ODETerm((_t, y: NDArray) => y.neg());
const problem = { t0: 0, t1: 1, dt0: 0.25, y0: f64(1, 2) };
const pid = new PIDController({ rtol: 1e-6, atol: 1e-6 });

describe("what is saved", () => {
  test("of every second step, with unused places infinite", () => {
    const { ts, ys } = diffeqsolve(decay, new Euler(), { ...problem, saveat: { steps: 2 }, maxSteps: 6 });
    expect(ts.toList()).toEqual([0.5, 1, Infinity]);
    expect((ys.toList() as number[][]).map(([first]) => first)).toEqual([0.5625, 0.31640625, Infinity]);
  });
  test("can be several functions of the state at several times", () => {
    const subs = [
      new SubSaveAt({ t1: true }),
      new SubSaveAt({ t0: true, ts: [0.5], fn: (t: NDArray, y: NDArray) => ({ t, sum: y.sum() }) }),
    ] as const;
    const { ts, ys } = diffeqsolve(decay, new Euler(), { ...problem, saveat: { subs } });
    expect(ys[0].toList()).toEqual([[0.31640625, 0.6328125]]);
    expect([ys[1].t.toList(), ys[1].sum.toList()]).toEqual([
      [0, 0.5],
      [3, 1.6875],
    ]);
    expect(ts.map((t) => t.toList())).toEqual([[1], [0, 0.5]]);
  });
  test("sees the time of the user when it runs backwards", () => {
    const saveat = new SaveAt({ ts: [0.75, 0.25], fn: (t: NDArray, _y: NDArray) => t });
    const { ts, ys } = diffeqsolve(decay, new Euler(), { ...problem, t0: 1, t1: 0, dt0: -0.25, saveat });
    expect([ts.toList(), ys.toList()]).toEqual([
      [0.75, 0.25],
      [0.75, 0.25],
    ]);
  });
  test("can be the state of solver and controller, with which another integration goes on", () => {
    const saveat = { solverState: true, controllerState: true };
    const whole = diffeqsolve(decay, new Tsit5(), { ...problem, t1: 2, stepsizeController: pid });
    const { ys, solverState, controllerState } = diffeqsolve(decay, new Tsit5(), {
      ...problem,
      stepsizeController: pid,
      saveat,
    });
    const rest = { ...problem, t0: 1, t1: 2, y0: ys.get(0), stepsizeController: pid, solverState, controllerState };
    const [first, second] = [whole.ys, diffeqsolve(decay, new Tsit5(), rest).ys].map((y) => y.toList() as number[][]);
    second![0]!.forEach((value, index) => expect(value).toBeCloseTo(first![0]![index]!, 6));
  });
  test("at all times is not known outside of the interval", () => {
    const solution = diffeqsolve(decay, new Tsit5(), { ...problem, saveat: { dense: true }, maxSteps: 4 });
    expect(solution.evaluate(2).toList()).toEqual([NaN, NaN]);
    expect((solution.evaluate(0, 1).toList() as number[])[0]).toBeCloseTo(Math.exp(-1) - 1, 4);
    expect(() => diffeqsolve(decay, new Tsit5(), problem).evaluate(0.5)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: Solution.evaluate received a solution that was saved at single times
        expected: a solution at all times
        to fix:   pass saveat: { dense: true } to diffeqsolve]
    `);
  });
  test("may be at no times, beside something else", () => {
    const { ts } = diffeqsolve(decay, new Euler(), { ...problem, saveat: { ts: [], t0: true } });
    expect(ts.toList()).toEqual([0]);
    expect(() => diffeqsolve(decay, new Euler(), { ...problem, saveat: { ts: [] } })).toThrow(/ts without times/);
    expect(() => new SubSaveAt({ ts: [] })).toThrow(/ts without times/);
  });
  test("cannot be everything without a bound on the number of steps", () => {
    expect(() => diffeqsolve(decay, new Tsit5(), { ...problem, saveat: { steps: true }, maxSteps: null })).toThrow(
      /saveat.steps without a bound/,
    );
  });
});

describe("how an integration ended", () => {
  test("is a code for each member of a batch", () => {
    const solve = (rate: NDArray): NDArray => {
      const term = new ODETerm((_t, y: NDArray) => y.mul(rate).neg());
      const options = { ...problem, stepsizeController: pid, maxSteps: 12, throw: false };
      return diffeqsolve(term, new Tsit5(), options).result;
    };
    expect(vmap(solve)(f64(1, 50)).toList()).toEqual([RESULTS.successful, RESULTS.maxStepsReached]);
  });
  test("is a failure where steps would become too small", () => {
    const stepsizeController = new PIDController({ rtol: 1e-9, atol: 1e-9, dtmin: 0.1, forceDtmin: false });
    const fast = new ODETerm((_t, y: NDArray) => y.mul(-20));
    const { result } = diffeqsolve(fast, new Tsit5(), { ...problem, stepsizeController, throw: false });
    expect(result.item()).toBe(RESULTS.dtMinReached);
  });
  test("is rejection of steps in which the vector field is NaN", () => {
    const root = new ODETerm((_t, y: NDArray) => where(y.lt(0), NaN, y.pow(0.5)).neg());
    const { stats } = diffeqsolve(root, new Tsit5(), { ...problem, dt0: 1, y0: f64(1), stepsizeController: pid });
    expect(Number(stats.numRejectedSteps.item())).toBeGreaterThan(0);
  });
});

describe("steps end", () => {
  const jump = new ODETerm((t, y: NDArray) => where(t.lt(0.5), 1, -1).sub(y));
  const options = { ...problem, t1: 1, dt0: 0.1, y0: f64(0), saveat: { steps: true }, maxSteps: 100 };
  const finite = (ts: NDArray): readonly number[] => (ts.toList() as number[]).filter(Number.isFinite);

  test("at given times", () => {
    const stepsizeController = new ClipStepSizeController(pid, { stepTs: [0.3, 0.1] });
    const ts = finite(diffeqsolve(decay, new Tsit5(), { ...options, stepsizeController }).ts);
    expect(ts).toEqual(expect.arrayContaining([0.1, 0.3]));
  });
  test("before jumps, which cost fewer steps then", () => {
    const stepsizeController = new ClipStepSizeController(pid, { jumpTs: [0.5] });
    const clipped = diffeqsolve(jump, new Tsit5(), { ...options, stepsizeController });
    const plain = diffeqsolve(jump, new Tsit5(), { ...options, stepsizeController: pid });
    expect(Number(clipped.stats.numSteps.item())).toBeLessThan(Number(plain.stats.numSteps.item()));
    const exact = (1 - Math.exp(-0.5) + 1) * Math.exp(-0.5) - 1;
    const last = finite(clipped.ys.reshape([-1])).at(-1);
    expect(last).toBeCloseTo(exact, 6);
  });
  test("where steps were rejected, if these are kept", () => {
    const stepsizeController = new ClipStepSizeController(pid, { storeRejectedSteps: 20 });
    const { result, stats } = diffeqsolve(jump, new Tsit5(), { ...options, stepsizeController });
    expect(result.item()).toBe(RESULTS.successful);
    expect(Number(stats.numRejectedSteps.item())).toBeGreaterThan(0);
  });
});

test("times and coefficients beside complex numbers of double precision are as exact", () => {
  const turn = new ODETerm((_t, y: NDArray) => y.mul(complex(array(0, "float64"), array(1, "float64"))));
  const y0 = complex(array([1], "float64"), array([0], "float64"));
  const stepsizeController = new PIDController({ rtol: 1e-11, atol: 1e-13 });
  const { ts, ys } = diffeqsolve(turn, new Kvaerno5(), { t0: 0, t1: 0.3, dt0: 0.1, y0, stepsizeController });
  expect([ts.dtype, ys.dtype]).toEqual(["float64", "complex128"]);
  expect(real(ys).item()).toBeCloseTo(Math.cos(0.3), 9);
  expect(imag(ys).item()).toBeCloseTo(Math.sin(0.3), 9);
});

test("times, first steps and tolerances may be traced", () => {
  const end = (t1: NDArray, dt0: NDArray, rtol: NDArray): NDArray =>
    diffeqsolve(decay, new Tsit5(), {
      ...problem,
      t1,
      dt0,
      stepsizeController: new PIDController({ rtol, atol: 1e-6 }),
      saveat: { t1: true },
      maxSteps: 64,
    }).ys.sum();
  const values = vmap(end)(f64(1, 2), f64(0.1, 0.2), f64(1e-4, 1e-6)).toList() as number[];
  values.forEach((value, index) => expect(value).toBeCloseTo(3 * Math.exp(-(index + 1)), 3));
  expect(grad(end)(scalar(1), scalar(0.1), scalar(1e-6)).item()).toBeCloseTo(-3 * Math.exp(-1), 4);
});
