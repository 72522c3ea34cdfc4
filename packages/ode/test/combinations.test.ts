import { array, cos, isfinite, sin, square, stack, where, zeros, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { grad, vmap } from "@proj/autodiff";
import * as ode from "@proj/ode";
import {
  BacksolveAdjoint,
  Bisection,
  ClipStepSizeController,
  ConstantStepSize,
  diffeqsolve,
  DirectAdjoint,
  Event,
  ForwardMode,
  HalfSolver,
  ImplicitEuler,
  maxNorm,
  MultiTerm,
  Newton,
  ODETerm,
  PIDController,
  RecursiveCheckpointAdjoint,
  StepTo,
  SubSaveAt,
  VeryChord,
  type Adjoint,
  type DiffeqsolveOptions,
  type EventCondition,
  type PIDControllerOptions,
  type RootFinder,
  type Solver,
  type StepSizeController,
  type SubSaveAtOptions,
} from "@proj/ode";
import { loadGroup, type Case } from "@proj/reference";
import { leaves } from "@proj/tree";
import { expect, test } from "vitest";

/* Solutions as tooling/reference/ode_combinations.py drew them. */

type Field = (t: NDArray, y: never, p: NDArray) => unknown;
interface Nested {
  readonly a: NDArray;
  readonly b: readonly [NDArray, null];
  readonly c: NDArray;
}

const at = (y: NDArray, index: number): NDArray => y.get(index);
const damped = (t: NDArray, y: NDArray, p: NDArray): NDArray =>
  stack([
    at(y, 1),
    p
      .neg()
      .mul(sin(at(y, 0)))
      .sub(at(y, 1).mul(0.1)),
    cos(t.mul(3)).mul(at(y, 0)),
  ]);
const fields: Readonly<Record<string, Field>> = {
  pendulum: damped,
  number: (t, y: NDArray, p) => cos(t.mul(2)).sub(p.mul(y)),
  nested: (t, { a, b, c }: Nested, p) => ({
    a: stack([p.mul(at(a, 1)), at(a, 0).neg()]),
    b: [sin(t).sub(p.mul(b[0])), null],
    c: zeros([0, 3], { dtype: c.dtype }),
  }),
  jumping: (t, y: NDArray, p) => where(t.lt(1.3), 1, -1).astype(y.dtype).sub(p.mul(y)),
  stiff: (_t, y: NDArray, p) =>
    stack([
      at(y, 1),
      p
        .mul(20)
        .mul(square(at(y, 0)).neg().add(1))
        .mul(at(y, 1))
        .sub(at(y, 0)),
    ]),
};
const pairs: Readonly<Record<string, readonly [Field, Field]>> = {
  split: [
    (_t, y: NDArray) => stack([at(y, 1), at(y, 0).neg()]),
    (_t, y: NDArray, p) => stack([p.neg().mul(at(y, 0)), at(y, 1).mul(-8).mul(at(y, 1)).mul(at(y, 1)).mul(p)]),
  ],
  halves: [(_t, v: NDArray) => v, (_t, x: NDArray, p) => p.neg().mul(sin(x))],
};
const starts: Readonly<Record<string, (f: (...values: number[]) => NDArray) => unknown>> = {
  pendulum: (f) => f(1, 0.5, 0),
  number: (f) => at(f(1.5), 0),
  nested: (f) => ({ a: f(1, -0.5), b: [at(f(0.7), 0), null], c: f().reshape([0, 3]) }),
  jumping: (f) => f(0.3, -0.4),
  stiff: (f) => f(2, 0),
  split: (f) => f(1, 0.5),
  halves: (f) => [f(1), f(0.2)],
};

interface Sub {
  readonly t0?: boolean;
  readonly t1?: boolean;
  readonly ts?: readonly number[] | null;
  readonly steps?: number | boolean;
  readonly fn?: boolean;
}
interface Params {
  readonly problem: string;
  readonly dtype: "float32" | "float64";
  readonly t0: number;
  readonly t1: number;
  readonly dt0: number | null;
  readonly solver: string;
  readonly tolerances: number | null;
  readonly controller: readonly [
    string,
    {
      readonly ts: readonly number[];
      readonly pid: PIDControllerOptions;
      readonly stepTs: readonly number[] | null;
      readonly jumpTs: readonly number[] | null;
      readonly storeRejectedSteps: number | null;
    },
  ];
  readonly saveat: Sub & { readonly subs?: Readonly<Record<string, Sub>>; readonly dense?: boolean };
  readonly event: {
    readonly conditions: readonly string[];
    readonly level: number;
    readonly finder: string | null;
    readonly direction: boolean | null;
  } | null;
  readonly adjoint: string;
  readonly maxSteps: number;
  readonly gradient: boolean;
  readonly numbers: boolean;
  readonly steps: readonly number[];
  readonly result: number;
  readonly mask: readonly boolean[] | null;
}

function solverOf(name: string, tolerance: number | null): Solver {
  if (name.startsWith("HalfSolver")) return new HalfSolver(solverOf(name.slice(11, -1), tolerance) as Solver<"term">);
  const made = (ode as unknown as Record<string, new (options?: unknown) => Solver>)[name]!;
  if (tolerance === null || !/^(Impl|Kv|Ken|Sil)/.test(name)) return new made();
  const tolerances = { rtol: tolerance, atol: tolerance };
  if (made === (ImplicitEuler as unknown)) return new made({ rootFinder: new Newton(tolerances) });
  return new made({ rootFinder: new VeryChord({ ...tolerances, norm: maxNorm }) });
}

function controllerOf([kind, options]: Params["controller"]): StepSizeController {
  if (kind === "constant") return new ConstantStepSize();
  if (kind === "stepTo") return new StepTo(options.ts);
  const { pid: tolerances, stepTs, jumpTs, storeRejectedSteps } = options;
  const pid = new PIDController(tolerances);
  return kind === "pid" ? pid : new ClipStepSizeController(pid, { stepTs, jumpTs, storeRejectedSteps });
}

const arrays = (tree: unknown): readonly NDArray[] => leaves(tree, undefined) as readonly NDArray[];
const summed = (t: NDArray, y: unknown): unknown => ({
  sum: arrays(y)
    .map((x) => x.sum())
    .reduce((a, b) => a.add(b)),
  time: t,
});
const subOf = ({ fn, ...sub }: Sub): SubSaveAtOptions<unknown, unknown, unknown> => ({
  ...sub,
  ...(fn === true ? { fn: summed } : {}),
});

const subsOf = (subs: Readonly<Record<string, Sub>>): Readonly<Record<string, SubSaveAt>> =>
  Object.fromEntries(Object.entries(subs).map(([name, sub]) => [name, new SubSaveAt(subOf(sub))]));

function eventOf({ conditions, level, finder, direction }: NonNullable<Params["event"]>): Event<unknown> {
  const known: Readonly<Record<string, EventCondition<unknown, unknown>>> = {
    float: (_t, y) => at(arrays(y)[0]!.ravel(), 0).sub(level),
    boolean: (_t, y) => at(arrays(y)[0]!.ravel(), 0).lt(level),
    last: (_t, y) =>
      at(
        arrays(y)
          .filter(({ size }) => size > 0)
          .at(-1)!
          .ravel(),
        -1,
      ).sub(level / 2),
  };
  const finders: Readonly<Record<string, RootFinder>> = {
    Newton: new Newton({ rtol: 1e-9, atol: 1e-9 }),
    Bisection: new Bisection({ rtol: 1e-9, atol: 1e-9 }),
  };
  const chosen = Object.fromEntries(conditions.map((name) => [name, known[name]!]));
  return new Event<unknown>(conditions.length === 1 ? known[conditions[0]!]! : chosen, {
    rootFinder: finder === null ? null : finders[finder]!,
    direction,
  });
}

const adjoints: Readonly<Record<string, Adjoint>> = {
  recursive: new RecursiveCheckpointAdjoint(),
  checkpoints: new RecursiveCheckpointAdjoint({ checkpoints: 3 }),
  direct: new DirectAdjoint(),
  forward: new ForwardMode(),
  backsolve: new BacksolveAdjoint(),
};

function expectNear(actual: NDArray, c: Case, name: string, tolerance: number): void {
  const expected = c.outputs[name]!;
  expect(actual.shape, name).toEqual(expected.shape);
  expect(actual.dtype, name).toBe(expected.dtype);
  const wanted = Array.from(expected.data as Float64Array);
  const scale = Math.max(1, ...wanted.filter(Number.isFinite).map(Math.abs));
  Array.from(actual.dataSync() as Float64Array).forEach((value, index) => {
    const off = Math.abs(value - wanted[index]!);
    const equal = Object.is(value, wanted[index]) || off <= tolerance * scale;
    if (!equal) expect.fail(`${name}, element ${index}: ${value} instead of ${wanted[index]!}`);
  });
}

const cases = loadGroup("ode-combinations", "solutions").map((c): [string, Case] => [c.name, c]);

test.each(cases)("%s", (_, c) => {
  const params = c.params as unknown as Params;
  const { dtype, saveat, problem, maxSteps } = params;
  const wide = dtype === "float64";
  const vector = (...values: number[]): NDArray =>
    fromHostData(wide ? Float64Array.from(values) : Float32Array.from(values), [values.length], dtype);
  const time = (t: number): number | NDArray => (params.numbers ? t : array(t, dtype));
  const start = starts[problem]!(vector);
  const pair = pairs[problem]?.map((field) => new ODETerm(field as never));
  const terms =
    pair === undefined ? new ODETerm(fields[problem] as never) : problem === "split" ? new MultiTerm(...pair) : pair;
  const solve = (y0: unknown, p: NDArray) =>
    diffeqsolve(terms as never, solverOf(params.solver, params.tolerances), {
      t0: time(params.t0),
      t1: time(params.t1),
      dt0: params.dt0 === null ? null : time(params.dt0),
      y0,
      args: p,
      saveat: {
        ...(saveat.subs === undefined ? subOf(saveat) : { subs: subsOf(saveat.subs) }),
        ...(saveat.dense === true ? { dense: true } : {}),
      },
      stepsizeController: controllerOf(params.controller),
      event: params.event === null ? null : eventOf(params.event),
      adjoint: adjoints[params.adjoint]!,
      maxSteps,
      throw: false,
    } as DiffeqsolveOptions<unknown, unknown>);
  const p = at(vector(0.9), 0);
  const { ts, ys, stats, result, eventMask, interpolation } = solve(start, p);
  const { numSteps, numAcceptedSteps, numRejectedSteps } = stats;
  expect([numSteps, numAcceptedSteps, numRejectedSteps].map((count) => count.item())).toEqual(params.steps);
  expect(result.item()).toBe(params.result);
  expect(eventMask === null ? null : arrays(eventMask).map((x) => x.item())).toEqual(params.mask);
  const near = wide ? 1e-7 : 1e-3;
  arrays(ts).forEach((x, index) => expectNear(x, c, `ts${index}`, near));
  arrays(ys).forEach((x, index) => expectNear(x, c, `ys${index}`, near));
  if (interpolation !== null) {
    const [t0, t1] = [params.t0, params.t1];
    const inside = vector(t0, t0 + 0.37 * (t1 - t0), t0 + 0.11 * (t1 - t0));
    arrays(vmap((t: NDArray) => interpolation.evaluate(t) as NDArray)(inside)).forEach((x, index) =>
      expectNear(x, c, `dense${index}`, near),
    );
    arrays(vmap((t: NDArray) => interpolation.derivative(t) as NDArray)(inside.get("1:"))).forEach((x, index) =>
      expectNear(x, c, `slopes${index}`, 10 * near),
    );
  }
  if (params.gradient) {
    const loss = (y0: NDArray, p: NDArray): NDArray =>
      arrays(solve(y0, p).ys)
        .map((x) => square(where(isfinite(x), x, 0)).sum())
        .reduce((a, b) => a.add(b));
    const [dy, dp] = grad(loss, [0, 1])(start as NDArray, p);
    expectNear(dp, c, "dp", 100 * near);
    arrays(dy).forEach((x, index) => expectNear(x, c, `dy${index}`, 100 * near));
  }
});
