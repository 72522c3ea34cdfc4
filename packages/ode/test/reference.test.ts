import { sin, stack, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { valueAndGrad } from "@proj/autodiff";
import {
  Bosh3,
  ConstantStepSize,
  diffeqsolve,
  Dopri5,
  Euler,
  Heun,
  Midpoint,
  ODETerm,
  PIDController,
  Ralston,
  StepTo,
  Tsit5,
  type PIDControllerOptions,
  type Solver,
  type StepSizeController,
} from "@proj/ode";
import { findCase, input, loadGroup, output, type Case, type Tensor } from "@proj/reference";
import { leaves, map } from "@proj/tree";
import { describe, expect, test } from "vitest";

/* Values of Diffrax in double precision, which each of our solvers must reproduce to rounding. */

type State = NDArray | { readonly pos: NDArray; readonly vel: NDArray };
type Problem = (t: NDArray, y: never, args: NDArray) => State;

const solvers: Record<string, Solver<"term">> = {
  Euler: new Euler(),
  Heun: new Heun(),
  Midpoint: new Midpoint(),
  Ralston: new Ralston(),
  Bosh3: new Bosh3(),
  Dopri5: new Dopri5(),
  Tsit5: new Tsit5(),
};

/** The vector fields of the script that made the values. */
const problems: Record<string, Problem> = {
  decay: (_t, y: NDArray, a) => y.mul(a).neg(),
  forced: (t, y: NDArray, args) =>
    stack([
      y.get(1),
      args
        .get(0)
        .neg()
        .mul(y.get(0))
        .sub(args.get(1).mul(y.get(1)))
        .add(sin(t)),
    ]),
  tree: (_t, y: { pos: NDArray; vel: NDArray }, k) => ({ pos: y.vel, vel: k.mul(y.pos).neg() }),
  "van der pol": (_t, y: NDArray, mu) =>
    stack([y.get(1), mu.mul(y.get(0).pow(2).neg().add(1)).mul(y.get(1)).sub(y.get(0))]),
  growth: (t, y: NDArray) => y.add(t),
};

const toArray = ({ data, shape }: Tensor): NDArray => fromHostData(data, shape, "float64");
const supported = (c: Case): boolean => (c.params["solver"] as string) in solvers;
const text = (c: Case, name: string): string => c.params[name] as string;
const number = (c: Case, name: string): number => c.params[name] as number;

/** What a case is about: the equation, the method, the initial state and the arguments. */
function setUp(c: Case): { term: ODETerm<State, NDArray>; solver: Solver<"term">; y0: State; args: NDArray } {
  const y0 =
    "y0" in c.inputs ? toArray(input(c, "y0")) : { pos: toArray(input(c, "y0.pos")), vel: toArray(input(c, "y0.vel")) };
  const args = "args" in c.inputs ? toArray(input(c, "args")) : fromHostData(new Float64Array(1), [], "float64");
  return {
    term: new ODETerm(problems[text(c, "problem")] as (t: NDArray, y: State, args: NDArray) => State),
    solver: solvers[text(c, "solver")]!,
    y0,
    args,
  };
}

/** Compares a state, or a stack of states, with the arrays that a case records under a name. */
function expectState(actual: State, c: Case, name: string, tolerance = 1e-12): void {
  const expected = name in c.outputs ? [output(c, name)] : [output(c, `${name}.pos`), output(c, `${name}.vel`)];
  leaves(actual).forEach((leaf, index) => {
    const want = expected[index]!.data as Float64Array;
    leaf.dataSync().forEach((value, position) => {
      expect(Math.abs(value - want[position]!), `${name}, element ${position}`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(want[position]!)),
      );
    });
  });
}

const named = (group: string): [string, Case][] =>
  loadGroup("ode", group)
    .filter(supported)
    .map((c) => [c.name, c]);

describe("one step", () => {
  test.each(named("step"))("of %s ends, errs and interpolates as in Diffrax", (_, c) => {
    const { term, solver, y0, args } = setUp(c);
    const time = (t: number): NDArray => fromHostData(Float64Array.of(t), [], "float64");
    const [t0, t1] = [time(0.2), time(0.5)];
    const result = solver.step(term, t0, t1, y0, args, solver.init(term, t0, t1, y0, args), false);
    expectState(result.y1, c, "y1");
    if (result.error !== null) expectState(result.error, c, "error");
    for (const t of [0.25, 0.4]) {
      expectState(solver.interpolation<State>(t0, t1, result.dense).evaluate(time(t)), c, `y(${t})`);
    }
  });
});

describe("a solution", () => {
  /** Saves what the case saved; "steps" are the ends of the steps, which are times like any other. */
  function check(c: Case): void {
    const { term, solver, y0, args } = setUp(c);
    const save = text(c, "save");
    const saved = Array.from(output(c, "ts").data as Float64Array);
    const [from, to] = [save.includes("t0") ? 1 : 0, save.includes("t1") ? -1 : saved.length];
    const ts = saved.slice(from, to);
    const steps = save.includes("steps");
    const solution = diffeqsolve(term, solver, {
      t0: number(c, "t0"),
      t1: number(c, "t1"),
      dt0: c.params["dt0"] as number | null,
      y0,
      args,
      saveat: {
        t0: save.includes("t0"),
        t1: save.includes("t1"),
        steps,
        ...(ts.length > 0 && !steps ? { ts } : {}),
      },
      stepsizeController: controllerOf(c),
      maxSteps: steps ? number(c, "numSteps") : 4096,
    });
    const { numSteps, numAcceptedSteps, numRejectedSteps } = solution.stats;
    const counts = ["numSteps", "numAcceptedSteps", "numRejectedSteps"].map((name) => number(c, name));
    expect([numSteps, numAcceptedSteps, numRejectedSteps].map((count) => count.item())).toEqual(counts);
    // Places of steps that were not made are at the end.
    const made = (leaf: NDArray): NDArray => leaf.get(`:${saved.length}`);
    (made(solution.ts).toList() as number[]).forEach((t, index) => expect(t).toBeCloseTo(saved[index]!, 6));
    // The lengths of steps follow from the error, most of all from its rounding where it is small.
    const tolerance = c.params["rtol"] === undefined ? 1e-12 : 1e-6;
    expectState(map(made as never, solution.ys as never), c, "ys", tolerance);
  }

  const controllerOf = ({ params }: Case): StepSizeController => {
    if (params["stepTo"] !== undefined) return new StepTo(params["stepTo"] as readonly number[]);
    if (params["rtol"] === undefined) return new ConstantStepSize();
    const { rtol, atol, pcoeff, icoeff, dcoeff, dtmax } = params as unknown as PIDControllerOptions;
    return new PIDController({ rtol, atol, pcoeff, icoeff, dcoeff, dtmax: dtmax ?? null } as PIDControllerOptions);
  };

  test.each(["steps", "interval", "times", "backwards", "PIDController"].flatMap(named))(
    "is that of Diffrax: %s",
    (_, c) => {
      check(c);
    },
  );
  test.each(named("end").filter(([name]) => !name.includes("no time")))(
    "is that of Diffrax after many steps: %s",
    (_, c) => {
      check(c);
    },
  );
  test("over no time is the initial state", () => {
    check(findCase("ode", "end", "Euler no time"));
  });
  test("with given steps is that of Diffrax", () => {
    check(findCase("ode", "StepTo", "Heun forced"));
  });
});

test.each(named("dense"))("a solution at all times, and its slope, are those of Diffrax: %s", (_, c) => {
  const { term, solver, y0, args } = setUp(c);
  const options = { t0: 0, t1: 1, dt0: number(c, "dt0"), y0, args, saveat: { dense: true }, maxSteps: 8 };
  const solution = diffeqsolve(term, solver, options);
  Array.from(input(c, "ts").data as Float64Array).forEach((t, row) => {
    const time = fromHostData(Float64Array.of(t), [], "float64");
    for (const [name, value] of [
      ["ys", solution.evaluate(time)],
      ["derivative", solution.derivative(time)],
    ] as const) {
      const { data, shape } = output(c, name);
      const width = shape[1]!;
      ((value as NDArray).toList() as number[]).forEach((x, i) =>
        expect(x).toBeCloseTo((data as Float64Array)[row * width + i]!, 10),
      );
    }
  });
});

describe("gradients through a solution", () => {
  test.each(named("gradient"))("are those of Diffrax: %s", (_, c) => {
    const { term, solver, y0, args } = setUp(c);
    const ts = Array.from(input(c, "ts").data as Float64Array);
    const loss = (y: State, a: NDArray): NDArray => {
      const { ys } = diffeqsolve(term, solver, {
        t0: 0,
        t1: 1,
        dt0: 0.1,
        y0: y,
        args: a,
        saveat: { ts },
        maxSteps: 16,
      });
      return leaves(ys)
        .map((leaf) => leaf.mul(leaf).sum())
        .reduce((p, q) => p.add(q));
    };
    const [value, [dy0, dargs]] = valueAndGrad(loss, { argnums: [0, 1] })(y0, args);
    expectState(value, c, "value");
    expectState(dy0, c, "y0");
    expectState(dargs, c, "args");
  });
});
