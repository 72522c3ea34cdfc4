import { array, stack, type NDArray } from "@proj/array";
import * as ode from "@proj/ode";
import {
  BacksolveAdjoint,
  Bisection,
  Chord,
  ClipStepSizeController,
  ControlTerm,
  CubicInterpolation,
  backwardHermiteCoefficients,
  diffeqsolve,
  Event,
  HalfSolver,
  LinearInterpolation,
  MultiTerm,
  Newton,
  ODETerm,
  PIDController,
  rootFind,
  SaveAt,
  SpaceTimeTimeLevyArea,
  StepTo,
  Tsit5,
  UnderdampedLangevinDiffusionTerm,
  UnderdampedLangevinDriftTerm,
  UnsafeBrownianPath,
  VeryChord,
  VirtualBrownianTree,
  type DiffeqsolveOptions,
  type Solver,
  type TermKind,
} from "@proj/ode";
import { grad } from "@proj/autodiff";
import { key } from "@proj/random";
import { flatten, leaves } from "@proj/tree";
import { expect, test } from "vitest";

/* What has been taken apart and put together, as every transformation does, is as good as before. */

function again<T>(tree: T): T {
  const [parts, treedef] = flatten(tree as unknown);
  return treedef.unflatten(parts) as T;
}

const f64 = (...values: number[]): NDArray => array(values, "float64");
const zero = array(0, "float64");
const decay = new ODETerm((_t, y: NDArray) => y.neg());
const how = { t0: 0, t1: 1, tol: 0.5, levyArea: SpaceTimeTimeLevyArea } as const;
const path = new VirtualBrownianTree({ ...how, shape: [], key: key(0) });
const noisy = new MultiTerm(
  decay,
  new ControlTerm(() => array([[1]]), new VirtualBrownianTree({ ...how, shape: [1], key: key(1) })),
);
const langevin = new MultiTerm(
  new UnderdampedLangevinDriftTerm(1, 1, (x: NDArray) => x),
  new UnderdampedLangevinDiffusionTerm<NDArray>(1, 1, path),
);
const pid = new PIDController({ rtol: 1e-3, atol: 1e-4 });
const rootFinder = new VeryChord({ rtol: 1e-5, atol: 1e-5 });
const options = { t0: 0, t1: 1, dt0: 1, y0: array([1]), maxSteps: 8 };
const event = new Event((_t: NDArray, y: NDArray) => y.sum().sub(0.7), {
  rootFinder: new Newton({ rtol: 1e-5, atol: 1e-5 }),
});

const solve = (terms: unknown, solver: unknown, more: object = {}): unknown => {
  const { ts, ys } = diffeqsolve(
    terms as never,
    solver as Solver,
    { ...options, ...more } as DiffeqsolveOptions<unknown, unknown>,
  );
  return [ts, ys];
};
const split = [decay, decay] as const;
const halves = { y0: [array([1]), array([0])] };
const speed = { y0: [array(1), array(0)] };
const isSolver = ([, made]: readonly [string, unknown]): boolean =>
  typeof made === "function" && "prototype" in made && "step" in (made.prototype as object);
const solvers = Object.entries(ode).filter(isSolver).map(([name]) => name); // prettier-ignore
const termsFor: Readonly<Record<TermKind, readonly [terms: unknown, more: object]>> = {
  term: [decay, {}],
  imex: [new MultiTerm(...split), {}],
  partitioned: [split, halves],
  stochastic: [noisy, {}],
  langevin: [langevin, speed],
};

test.each(solvers.filter((name) => !/^(Abstract|ExplicitRunge|StochasticRunge)/.test(name)))("%s", (name) => {
  const make = (ode as unknown as Record<string, new (...args: unknown[]) => Solver>)[name]!;
  const own = /^(Implicit|Kvaerno|KenCarp|Sil)/.test(name)
    ? [{ rootFinder }]
    : name === "HalfSolver"
      ? [new Tsit5()]
      : [];
  const solver = new make(...own);
  const [terms, more] = termsFor[solver.termStructure.kind];
  expect(numbers(solve(again(terms), again(solver), more))).toEqual(numbers(solve(terms, solver, more)));
});

const numbers = (tree: unknown): unknown => (leaves(tree, undefined) as NDArray[]).map((x) => x.toList());

const points = { ts: f64(0, 1), ys: f64(0, 2) };
test.each<[string, unknown, (made: never) => unknown]>([
  ["PIDController", pid, (stepsizeController) => solve(decay, new Tsit5(), { stepsizeController })],
  ["HalfSolver", new HalfSolver(new Tsit5()), (solver) => solve(decay, solver, { stepsizeController: pid })],
  [
    "ClipStepSizeController",
    new ClipStepSizeController(pid, { stepTs: [0.2], jumpTs: [0.3], storeRejectedSteps: 3 }),
    (stepsizeController) => solve(decay, new Tsit5(), { stepsizeController }),
  ],
  [
    "StepTo",
    new StepTo([0, 0.3, 1]),
    (stepsizeController) => solve(decay, new Tsit5(), { dt0: null, stepsizeController }),
  ],
  ["SaveAt", new SaveAt({ ts: [0.5], steps: 2 }), (saveat) => solve(decay, new Tsit5(), { saveat })],
  ["Event", event, (event) => solve(decay, new Tsit5(), { event })],
  [
    "BacksolveAdjoint",
    new BacksolveAdjoint(),
    (adjoint) =>
      grad((y0: NDArray) => diffeqsolve(decay, new Tsit5(), { ...options, y0, adjoint }).ys.sum())(array([1])),
  ],
  [
    "Solution",
    diffeqsolve(decay, new Tsit5(), { ...options, saveat: { dense: true } }),
    (solution: ode.Solution<NDArray>) => [solution.evaluate(0.3), solution.derivative(0.3)],
  ],
  ["VirtualBrownianTree", path, (made: typeof path) => made.evaluate(0.2, 0.7, true, true)],
  ["UnsafeBrownianPath", new UnsafeBrownianPath([], key(0)), (made: UnsafeBrownianPath) => made.evaluate(0.2, 0.7)],
  ["LinearInterpolation", new LinearInterpolation(points), (made: LinearInterpolation<NDArray>) => made.evaluate(0.3)],
  [
    "CubicInterpolation",
    new CubicInterpolation({ ts: points.ts, coeffs: backwardHermiteCoefficients(points.ts, points.ys) }),
    (made: CubicInterpolation<NDArray>) => made.derivative(0.3),
  ],
  ...[new Newton({ rtol: 1e-5, atol: 1e-5 }), new Chord({ rtol: 1e-5, atol: 1e-5 })].map(
    (finder): [string, unknown, (made: never) => unknown] => [
      finder.constructor.name,
      finder,
      (made: Newton) => rootFind((y: NDArray) => y.mul(y).sub(2), made, stack([zero.add(1.4)])).value,
    ],
  ),
  [
    "Bisection",
    new Bisection({ rtol: 1e-5, atol: 1e-5 }),
    (made: Bisection) => rootFind((y: NDArray) => y.mul(y).sub(2), made, array(1.4), { lower: 0, upper: 2 }).value,
  ],
])("%s", (_, made, use) => {
  expect(numbers(use(again(made) as never))).toEqual(numbers(use(made as never)));
});
