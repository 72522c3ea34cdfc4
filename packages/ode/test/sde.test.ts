import { array, cos, flip, ShapeDtypeStruct, sin, stack, tanh, type NDArray } from "@proj/array";
import { valueAndGrad } from "@proj/autodiff";
import {
  ALIGN,
  backwardHermiteCoefficients,
  BacksolveAdjoint,
  ControlTerm,
  CubicInterpolation,
  DiagonalLinearOperator,
  diffeqsolve,
  Euler,
  EulerHeun,
  GeneralShARK,
  HalfSolver,
  Heun,
  ItoMilstein,
  Midpoint,
  MultiTerm,
  ODETerm,
  PIDController,
  QUICSORT,
  Ralston,
  RecursiveCheckpointAdjoint,
  ReversibleHeun,
  SEA,
  ShARK,
  ShOULD,
  SlowRK,
  SPaRK,
  SpaceTimeLevyArea,
  SpaceTimeTimeLevyArea,
  SRA1,
  StratonovichMilstein,
  Tsit5,
  UnderdampedLangevinDiffusionTerm,
  UnderdampedLangevinDriftTerm,
  VirtualBrownianTree,
  type Solver,
  type Statistics,
} from "@proj/ode";
import { key } from "@proj/random";
import { findCase, input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";

/* Values of Diffrax in double precision on the same noise. */

const f64 = (values: number | readonly unknown[]): NDArray => array(values as number[], { dtype: "float64" });

/** Solvers of one term, and of a drift and a diffusion. */
const solvers = {
  Euler: new Euler(),
  Heun: new Heun(),
  Midpoint: new Midpoint(),
  Ralston: new Ralston(),
  ReversibleHeun: new ReversibleHeun(),
  EulerHeun: new EulerHeun(),
  ItoMilstein: new ItoMilstein(),
  StratonovichMilstein: new StratonovichMilstein(),
  SEA: new SEA(),
  SRA1: new SRA1(),
  ShARK: new ShARK(),
  GeneralShARK: new GeneralShARK(),
  SlowRK: new SlowRK(),
  SPaRK: new SPaRK(),
  "HalfSolver(EulerHeun())": new HalfSolver(new EulerHeun()),
};
type Name = keyof typeof solvers;
const solverOf = (name: unknown): Solver<"stochastic"> => solvers[name as Name] as unknown as Solver<"stochastic">;

const weights = f64([
  [0.3, -0.2, 0.1],
  [0.05, 0.4, -0.3],
]);
type Field = (t: NDArray, y: NDArray, a: NDArray) => NDArray | DiagonalLinearOperator;
const noises: Readonly<Record<string, readonly [number, Field]>> = {
  additive: [3, (t, _y, a) => weights.mul(a.mul(t).add(1))],
  diagonal: [2, (_t, y, a) => new DiagonalLinearOperator(sin(y).mul(a).add(0.2))],
  general: [3, (_t, y, a) => weights.mul(cos(y).mul(a).add(1).reshape([2, 1]))],
  one: [1, (_t, y, a) => a.mul(0.5).mul(y).reshape([2, 1])],
};
const drift = new ODETerm((t, y: NDArray, a: NDArray) =>
  stack([sin(t).sub(y.get(0)), a.mul(y.get(0)).sub(y.get(1).mul(y.get(1)).mul(0.5))]),
);
const [y0, args] = [f64([0.7, -0.4]), f64(0.6)];

function termsOf(noise: unknown) {
  const [size, field] = noises[noise as string]!;
  const shape = new ShapeDtypeStruct([size], "float64");
  const options = { t0: 0, t1: 1, tol: 2 ** -6, shape, key: key(5), levyArea: SpaceTimeLevyArea };
  return new MultiTerm(drift, new ControlTerm(field, new VirtualBrownianTree(options)));
}

function expectNear(actual: NDArray, c: Case, name: string, tolerance = 1e-10): void {
  const { data } = output(c, name);
  actual
    .ravel()
    .dataSync()
    .forEach((x, index) => {
      const expected = Number(data[index]);
      const error = Math.abs(x - expected) / Math.max(1, Math.abs(expected));
      expect(error, `${name}[${index}]: ${x}, not ${expected}`).toBeLessThan(tolerance);
    });
}
const named = (group: string): [string, Case][] => loadGroup("sde", group).map((c) => [c.name, c]);
const stepsizeController = new PIDController({ rtol: 1e-2, atol: 1e-3, pcoeff: 0.1, icoeff: 0.3, dtmin: 2 ** -6 });
const countsOf = ({ stats }: { readonly stats: Statistics }): unknown[] =>
  [stats.numSteps, stats.numAcceptedSteps, stats.numRejectedSteps].map((count) => count.item());
const how = { t0: 0, t1: 1, dt0: 0.125, y0, args, maxSteps: 64 } as const;

describe("solutions on fixed noise are those of Diffrax:", () => {
  test.each(named("solutions"))("%s", (_, c) => {
    const { solver, noise } = c.params;
    const { ys } = diffeqsolve(termsOf(noise), solverOf(solver), { ...how, saveat: { ts: [0.3, 1] } });
    expectNear(ys, c, "ys");
  });
  test.each(named("backwards"))("backwards by %s", (name, c) => {
    const back = { ...how, t0: 1, t1: 0, dt0: -0.125 };
    expectNear(diffeqsolve(termsOf("general"), solverOf(name), back).ys, c, "ys");
  });
  test.each(named("adaptive"))("with steps that adapt by %s", (name, c) => {
    const dt0 = name === "SPaRK" ? null : 0.05;
    const options = { ...how, dt0, stepsizeController, saveat: { ts: [0.3, 1] }, maxSteps: 4096 };
    const solution = diffeqsolve(termsOf(c.params["noise"]), solverOf(name), options);
    expect(countsOf(solution)).toEqual(c.params["steps"]);
    expectNear(solution.ys, c, "ys");
  });
});

test.each(named("gradients"))("gradients through solutions on fixed noise are those of Diffrax: %s", (name, c) => {
  const loss = (y: NDArray, a: NDArray): NDArray => {
    const backsolve = c.params["backsolve"] === true;
    const adjoint = backsolve ? new BacksolveAdjoint() : new RecursiveCheckpointAdjoint();
    const options = { ...how, y0: y, args: a, saveat: backsolve ? { t1: true } : { ts: [0.3, 1] }, adjoint };
    const { ys } = diffeqsolve(termsOf(c.params["noise"]), solverOf(name), options);
    return ys.mul(ys).sum();
  };
  const [value, [dy, da]] = valueAndGrad(loss, { argnums: [0, 1] })(y0, args);
  expectNear(value, c, "value");
  expectNear(dy, c, "y0");
  expectNear(da, c, "a");
});

test("an equation that data control has the solution of Diffrax, as it is and as one in time", () => {
  const c = findCase("sde", "controlled", "cubic");
  const [ts, data] = [
    f64(Array.from(input(c, "ts").data, Number)),
    f64(Array.from(input(c, "ys").data, Number)).reshape([3, 2]),
  ];
  const control = new CubicInterpolation({ ts, coeffs: backwardHermiteCoefficients(ts, data) });
  const term = new ControlTerm((_t, y: NDArray, a: NDArray) => stack([tanh(a.mul(y)), flip(y)], -1), control);
  const options = { ...how, dt0: 0.1 };
  expectNear(diffeqsolve(term.toOde(), new Tsit5(), options).ys, c, "ode");
  expectNear(diffeqsolve(term, new Heun(), options).ys, c, "direct");
});

const langevinSolvers = { ALIGN: new ALIGN(), ShOULD: new ShOULD(), QUICSORT: new QUICSORT(), Euler: new Euler() };

test.each(named("langevin"))("a Langevin equation has the solution of Diffrax: %s", (_, c) => {
  interface X {
    readonly p: NDArray;
  }
  const shape = { p: new ShapeDtypeStruct([2], "float64") };
  const noise = new VirtualBrownianTree<X, typeof SpaceTimeTimeLevyArea>({
    t0: 0,
    t1: 1,
    tol: 2 ** -5,
    shape,
    key: key(2),
    levyArea: SpaceTimeTimeLevyArea,
  });
  const gamma = { p: f64([c.params["gamma"], 1]) };
  const slope = ({ p }: X, a: NDArray): X => ({ p: a.mul(p.pow(3)).sub(p) });
  const terms = new MultiTerm(
    new UnderdampedLangevinDriftTerm(gamma, 0.7, slope),
    new UnderdampedLangevinDiffusionTerm<X, NDArray>(gamma, 0.7, noise),
  );
  const start: readonly [X, X] = [{ p: f64([0.5, -1]) }, { p: f64([0, 0.3]) }];
  const solver = langevinSolvers[c.params["solver"] as keyof typeof langevinSolvers] as unknown as Solver<"langevin">;
  const options = { ...how, y0: start, dt0: 0.0625 };
  const adapts = c.params["steps"] !== undefined;
  const solution = diffeqsolve(terms, solver, adapts ? { ...options, stepsizeController } : options);
  if (adapts) expect(countsOf(solution)).toEqual(c.params["steps"]);
  const [x, v] = solution.ys;
  expectNear(x.p, c, "x", 1e-9);
  expectNear(v.p, c, "v", 1e-9);
});
