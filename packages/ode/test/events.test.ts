import { array, isfinite, stack, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { grad, vmap } from "@proj/autodiff";
import {
  ConstantStepSize,
  diffeqsolve,
  Event,
  maxNorm,
  Newton,
  ODETerm,
  PIDController,
  steadyStateEvent,
  Tsit5,
  type EventCondition,
  type SaveAtOptions,
} from "@proj/ode";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";

type Field = (t: NDArray, y: NDArray, args: NDArray) => NDArray;
const at = (y: NDArray, index: number): NDArray => y.get(index);

const fields: Readonly<Record<string, Field>> = {
  growth: (_t, y, args) => args.mul(y),
  ball: (_t, y, args) => stack([at(y, 1), args.mul(-8)]),
  spring: (_t, y, args) => stack([at(y, 1), args.mul(at(y, 0)).neg()]),
  relaxation: (_t, y, args) => args.mul(array([3, -1], { dtype: "float64" }).sub(y)),
};

const conditions: Readonly<Record<string, EventCondition<NDArray, NDArray>>> = {
  "first is zero": (_t, y) => at(y, 0),
  "first is 2.5": (_t, y) => at(y, 0).sub(2.5),
  "first beyond 2.5": (_t, y) => at(y, 0).gt(2.5),
  "after 2": (t) => t.gt(2),
  "from the start": (_t, y) => at(y, 0).gt(0),
  steady: steadyStateEvent(),
  "steady to 0.01": steadyStateEvent({ rtol: 1e-2, atol: 1e-2, norm: maxNorm }),
};

interface Params {
  readonly field: string;
  readonly conditions: readonly string[];
  readonly finder: boolean;
  readonly direction: boolean | null;
  readonly dt0: number;
  readonly adaptive: boolean;
  readonly t1: number;
  readonly saveat: SaveAtOptions<NDArray, NDArray, NDArray>;
  readonly result: number;
  readonly mask: readonly boolean[];
  readonly steps: readonly number[];
}

function expectNear(actual: NDArray, c: Case, name: string, tolerance: number): void {
  const expected = output(c, name).data as Float64Array;
  expect(actual.size).toBe(expected.length);
  actual
    .ravel()
    .dataSync()
    .forEach((value, index) => {
      const wanted = expected[index]!;
      if (Number.isFinite(wanted)) {
        expect(Math.abs(value - wanted), `${name} ${index}: ${value} and ${wanted}`).toBeLessThan(
          tolerance * Math.max(1, Math.abs(wanted)),
        );
      } else expect(value).toBe(wanted);
    });
}

describe("an event ends an integration when, where and how it does in Diffrax:", () => {
  test.each(loadGroup("ode-events", "events").map((c): [string, Case] => [c.name, c]))("%s", (_, c) => {
    const params = c.params as unknown as Params;
    const start = fromHostData(input(c, "y0").data, input(c, "y0").shape, "float64");
    const one = array(1, { dtype: "float64" });
    const event = new Event(
      params.conditions.map((name) => conditions[name]!),
      { rootFinder: params.finder ? new Newton({ rtol: 1e-10, atol: 1e-10 }) : null, direction: params.direction },
    );
    const solve = (y0: NDArray, args: NDArray) =>
      diffeqsolve(new ODETerm(fields[params.field]!), new Tsit5(), {
        t0: 0,
        t1: params.t1,
        dt0: params.dt0,
        y0,
        args,
        event,
        maxSteps: 512,
        throw: false,
        saveat: Object.keys(params.saveat).length === 0 ? { t1: true } : params.saveat,
        stepsizeController: params.adaptive ? new PIDController({ rtol: 1e-6, atol: 1e-6 }) : new ConstantStepSize(),
      });
    const { ts, ys, result, stats, eventMask } = solve(start, one);
    const { numSteps, numAcceptedSteps, numRejectedSteps } = stats;
    expect([numSteps, numAcceptedSteps, numRejectedSteps].map((count) => count.item())).toEqual(params.steps);
    expect(result.item()).toBe(params.result);
    expect((eventMask as NDArray[]).map((holds) => holds.item())).toEqual(params.mask);
    expectNear(ts, c, "ts", 1e-9);
    expectNear(ys, c, "ys", 1e-9);
    const last = isfinite(ts).sum({ dtype: "int32" }).item() - 1;
    const end = (y0: NDArray, args: NDArray): NDArray => {
      const solution = solve(y0, args);
      return solution.ts.get(last).add(solution.ys.get(last).sum().mul(0.5));
    };
    const [dy0, dargs] = grad(end, [0, 1])(start, one);
    expectNear(dy0, c, "dy0", 1e-7);
    expectNear(dargs, c, "dargs", 1e-7);
  });
});

test("each member of a batch has its own event", () => {
  const ball = new ODETerm((_t, { v }: { x: NDArray; v: NDArray }) => ({ x: v, v: array(-8) }));
  const event = new Event((_t: NDArray, { x }: { x: NDArray; v: NDArray }) => x, {
    rootFinder: new Newton({ rtol: 1e-5, atol: 1e-5 }),
  });
  const time = (height: NDArray): NDArray =>
    diffeqsolve(ball, new Tsit5(), {
      t0: 0,
      t1: 10,
      dt0: 0.1,
      y0: { x: height, v: array(0) },
      event,
      maxSteps: 128,
    }).ts.get(0);
  const heights = array([10, 5, 1]);
  const [times, slopes] = [vmap(time)(heights), vmap(grad(time))(heights)];
  [10, 5, 1].forEach((height, index) => {
    expect(times.get(index).item()).toBeCloseTo(Math.sqrt(height / 4), 5);
    expect(slopes.get(index).item()).toBeCloseTo(1 / (4 * Math.sqrt(height)), 5);
  });
});

test("times of conditions are those of the user when time runs backwards", () => {
  const growth = new ODETerm((_t, y: NDArray) => y);
  const seen: number[] = [];
  const event = new Event((t: NDArray, y: NDArray) => {
    if (t.tracing === null) seen.push(t.item());
    return y.sub(10);
  });
  const { ts, result } = diffeqsolve(growth, new Tsit5(), { t0: 3, t1: 0, dt0: -0.125, y0: array(20), event });
  expect(seen[0]).toBe(3);
  expect(ts.item()).toBe(2.25);
  expect(result.item()).toBe(11);
});

const still = new ODETerm((_t, y: NDArray) => y.mul(0));
test.each([
  [
    "a vector",
    () => solveWith(new Event((_t: NDArray, y: NDArray) => y)),
    /Event received a condition that gives .*\[2\]/,
  ],
  ["an integer", () => solveWith(new Event(() => array(1, { dtype: "int32" }))), /int32/],
  ["something else than functions", () => new Event({ a: 1 }), /Event/],
  ["directions of another structure", () => new Event({ a: () => 1 }, { direction: { b: true } }), /structure/],
  [
    "a steady state without tolerances",
    () => solveWith(new Event(steadyStateEvent())),
    /steadyStateEvent received no rtol/,
  ],
] as const)("refused, saying what would be right: %s", (_, run, message) => {
  expect(run).toThrow(message);
});

function solveWith(event: Event<unknown>): unknown {
  return diffeqsolve(still, new Tsit5(), { t0: 0, t1: 1, dt0: 0.5, y0: array([1, 2]), event });
}
