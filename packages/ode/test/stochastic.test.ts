import { array, cos, exp, ShapeDtypeStruct, sin, sqrt, type NDArray } from "@proj/array";
import { checkify } from "@proj/array/checkify";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  ALIGN,
  BacksolveAdjoint,
  ControlTerm,
  diffeqsolve,
  DiagonalLinearOperator,
  Euler,
  EulerHeun,
  Event,
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
  DirectAdjoint,
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
  TextProgressMeter,
  Tsit5,
  UnderdampedLangevinDiffusionTerm,
  UnderdampedLangevinDriftTerm,
  UnsafeBrownianPath,
  VirtualBrownianTree,
  type Solver,
} from "@proj/ode";
import { key, split } from "@proj/random";
import { describe, expect, test } from "vitest";

const f64 = (values: number): NDArray => array(values, { dtype: "float64" });
const decay = new ODETerm((_t, y: NDArray) => y.neg());
const noiseOf = (from: NDArray) =>
  new VirtualBrownianTree({
    t0: 0,
    t1: 1,
    tol: 2 ** -5,
    shape: new ShapeDtypeStruct([], "float64"),
    key: from,
    levyArea: SpaceTimeLevyArea,
  });
const multiplicative = (from: NDArray) =>
  new MultiTerm(decay, new ControlTerm((_t, y: NDArray) => y.mul(0.5), noiseOf(from)));
const additive = (from: NDArray) => new MultiTerm(decay, new ControlTerm(() => f64(0.5), noiseOf(from)));
const keys = split(key(11), 16);

/** The root of the mean square error at the end of steps of a length. */
function error(end: (from: NDArray, dt0: NDArray) => NDArray, exact: () => NDArray): (steps: number) => number {
  const ends = onAllKeys(end);
  return (steps) => {
    const off = ends(f64(1 / steps)).sub(exact());
    return Number(sqrt(off.mul(off).mean()).item());
  };
}

/** One compiled program for all keys, and steps of any length. */
function onAllKeys(f: (from: NDArray, dt0: NDArray) => NDArray): (dt0: NDArray) => NDArray {
  return jit((dt0: NDArray) => vmap((from: NDArray) => f(from, dt0))(keys), { target: wasm() });
}

/** Values for all keys, computed when they are first asked for. */
function once(f: (from: NDArray) => NDArray): () => NDArray {
  let values: NDArray | null = null;
  return () => (values ??= onAllKeys(f)(f64(1)));
}

describe("the error on each path falls with the strong order of the method:", () => {
  const ito = once((from) => exp(noiseOf(from).evaluate(0, 1).mul(0.5).sub(1.125)));
  const stratonovich = once((from) => exp(noiseOf(from).evaluate(0, 1).mul(0.5).sub(1)));
  // dy = -y dt + dW/2 from steps far shorter.
  const fine = once((from) =>
    diffeqsolve(additive(from), new ShARK(), { t0: 0, t1: 1, dt0: 1 / 32, y0: f64(1), maxSteps: 64 }).ys.get(0),
  );
  const one = (solver: unknown): Solver<"stochastic"> => solver as Solver<"stochastic">;
  test.each<[string, Solver<"stochastic">, number, boolean, () => NDArray]>([
    ["Euler", one(new Euler()), 0.5, false, ito],
    ["ItoMilstein", new ItoMilstein(), 1, false, ito],
    ["StratonovichMilstein", new StratonovichMilstein(), 1, false, stratonovich],
    ["EulerHeun", new EulerHeun(), 1, false, stratonovich],
    ["Heun", one(new Heun()), 1, false, stratonovich],
    ["Midpoint", one(new Midpoint()), 1, false, stratonovich],
    ["Ralston", one(new Ralston()), 1, false, stratonovich],
    ["ReversibleHeun", one(new ReversibleHeun()), 1, false, stratonovich],
    ["GeneralShARK", new GeneralShARK(), 1, false, stratonovich],
    ["SPaRK", new SPaRK(), 1, false, stratonovich],
    ["SlowRK", new SlowRK(), 1.5, false, stratonovich],
    ["SEA", new SEA(), 1, true, fine],
    ["SRA1", new SRA1(), 1.5, true, fine],
    ["ShARK", new ShARK(), 1.5, true, fine],
  ])("%s", (_, solver, order, isAdditive, exact) => {
    const terms = isAdditive ? additive : multiplicative;
    const of = error((from, dt0) => {
      const { ys } = diffeqsolve(terms(from), solver, { t0: 0, t1: 1, dt0, y0: f64(1), maxSteps: 64 });
      return ys.get(0);
    }, exact);
    const slope = Math.log2(of(4) / of(16)) / 2;
    expect(slope).toBeGreaterThan(order - 0.3);
    expect(slope).toBeLessThan(order + 1);
  });
});

describe("Langevin equations", () => {
  const [gamma, u] = [2, 1];
  const solved = (solver: Solver<"langevin">, from: NDArray, dt0: NDArray, friction = gamma, back = false): NDArray => {
    const bm = new VirtualBrownianTree({
      t0: 0,
      t1: 1,
      tol: 2 ** -8,
      shape: new ShapeDtypeStruct([], "float64"),
      key: from,
      levyArea: SpaceTimeTimeLevyArea,
    });
    const terms = new MultiTerm(
      new UnderdampedLangevinDriftTerm(friction, u, (x: NDArray) => x.pow(3).sub(x)),
      new UnderdampedLangevinDiffusionTerm<NDArray>(friction, u, bm),
    );
    const options = { dt0, maxSteps: 256 };
    const { ys } = diffeqsolve(terms, solver, { ...options, t0: 0, t1: 1, y0: [f64(1), f64(0)] as const });
    if (!back) return ys[0].get(0);
    const y0 = [ys[0].get(0), ys[1].get(0)] as const;
    return diffeqsolve(terms, solver, { ...options, t0: 1, t1: 0, dt0: dt0.neg(), y0 }).ys[0].get(0);
  };
  const fine = once((from) => solved(new QUICSORT({ taylorThreshold: 0.01 }), from, f64(1 / 128)));
  test.each([
    [new ALIGN({ taylorThreshold: 0.01 }), 2],
    [new ShOULD({ taylorThreshold: 0.01 }), 3],
    [new QUICSORT({ taylorThreshold: 0.01 }), 3],
  ])("are solved with the strong order of the method: %o", (solver, order) => {
    const of = error((from, dt0) => solved(solver, from, dt0), fine);
    const slope = Math.log2(of(4) / of(16)) / 2;
    expect(slope).toBeGreaterThan(order - 0.3);
    expect(slope).toBeLessThan(order + 0.7);
  });
  test("lead back to where they came from", () => {
    const of = error(
      (from, dt0) => solved(new QUICSORT(), from, dt0, 5, true),
      () => f64(1),
    );
    expect(of(64)).toBeLessThan(1e-3);
    expect(Math.log2(of(16) / of(64)) / 2).toBeGreaterThan(2.5);
  });
});

test("the way back along a path of noise that depends on time, as does the drift, is as accurate as the way there", () => {
  const drift = new ODETerm((t, y: NDArray) => sin(y.add(t.mul(6))));
  const solver = new ShARK();
  const off = (steps: number): number => {
    const back = vmap((from: NDArray) => {
      const terms = new MultiTerm(drift, new ControlTerm((t, _y: NDArray) => cos(t.mul(3)), noiseOf(from)));
      const there = diffeqsolve(terms, solver, { t0: 0, t1: 1, dt0: 1 / steps, y0: f64(1), maxSteps: 16 }).ys.get(0);
      return diffeqsolve(terms, solver, { t0: 1, t1: 0, dt0: -1 / steps, y0: there, maxSteps: 16 }).ys.get(0);
    })(keys.get(":8")).sub(1);
    return Number(sqrt(back.mul(back).mean()).item());
  };
  expect(Math.log2(off(4) / off(16)) / 2).toBeGreaterThan(1.5);
});

test("solutions are differentiated along the path, by whichever adjoint", () => {
  const terms = (rate: NDArray) =>
    new MultiTerm(
      new ODETerm((_t, y: NDArray) => y.mul(rate).neg()),
      new ControlTerm((_t, y: NDArray) => y.mul(0.5), noiseOf(key(1))),
    );
  const end = (adjoint: DirectAdjoint | RecursiveCheckpointAdjoint) => (rate: NDArray) =>
    diffeqsolve(terms(rate), new SPaRK(), { t0: 0, t1: 1, dt0: 0.125, y0: f64(1), maxSteps: 16, adjoint }).ys.sum();
  const direct = end(new DirectAdjoint());
  const slope = grad(direct)(f64(0.7)).item();
  const difference = (direct(f64(0.7 + 1e-5)).item() - direct(f64(0.7 - 1e-5)).item()) / 2e-5;
  expect(slope).toBeCloseTo(difference, 8);
  expect(grad(end(new RecursiveCheckpointAdjoint()))(f64(0.7)).item()).toBeCloseTo(slope, 12);
});

test("progress is that of the member that is furthest behind, and is shown once where steps are repeated", () => {
  const lines: string[] = [];
  const progressMeter = new TextProgressMeter({ minimumIncrease: 0.2, print: (line) => lines.push(line) });
  const options = { t0: 0, dt0: 0.25, maxSteps: 16, progressMeter };
  const end = (t1: NDArray): NDArray => diffeqsolve(decay, new Tsit5(), { ...options, t1, y0: array(1) }).ys.sum();
  vmap(end)(array([1, 2]));
  expect(lines).toEqual(["0.00%", "25.00%", "50.00%", "75.00%", "100.00%"]);
  lines.length = 0;
  grad((y0: NDArray) => diffeqsolve(decay, new Tsit5(), { ...options, t1: 0.5, y0 }).ys.sum())(array(1));
  expect(lines).toEqual(["0.00%", "50.00%", "100.00%"]);
});

test("a program that is called through checkify tells of integrations that fail", () => {
  const end = (y0: NDArray): NDArray => diffeqsolve(decay, new Euler(), { t0: 0, t1: 1, dt0: 0.1, y0, maxSteps: 4 }).ys;
  expect(checkify(end)(array(1))[0].get()).toContain("result 1");
});

describe("refused is", () => {
  const path = (levyArea: typeof SpaceTimeLevyArea | undefined) =>
    new UnsafeBrownianPath([2], key(0), levyArea === undefined ? {} : { levyArea });
  const scaledNoise = (levyArea?: typeof SpaceTimeLevyArea) =>
    new MultiTerm(
      new ODETerm((_t, y: NDArray) => y.neg()),
      new ControlTerm((_t, y: NDArray) => new DiagonalLinearOperator(y), path(levyArea)),
    );
  const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([1, 2]) };
  const scalars = { ...options, y0: f64(1) };
  const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
  const adjoint = new BacksolveAdjoint();
  const event = new Event((_t: NDArray, y: NDArray) => y);
  test.each<[string, () => unknown, string]>([
    [
      "noise without the Lévy area of the solver",
      () => diffeqsolve(scaledNoise(), new SPaRK(), options),
      "SpaceTimeLevyArea",
    ],
    [
      "a diffusion of the state for additive noise",
      () => diffeqsolve(scaledNoise(SpaceTimeLevyArea), new ShARK(), options),
      "additive",
    ],
    [
      "steps that adapt on noise that may be asked for once",
      () => diffeqsolve(scaledNoise(SpaceTimeLevyArea), new SPaRK(), { ...options, stepsizeController }),
      "VirtualBrownianTree",
    ],
    [
      "an event and a way back",
      () => diffeqsolve(multiplicative(key(0)), new Heun(), { ...scalars, event, adjoint }),
      "no event",
    ],
    [
      "a way back in the sense of Itô",
      () => diffeqsolve(multiplicative(key(0)), new Euler(), { ...scalars, adjoint }),
      "Stratonovich",
    ],
    [
      "a way back along noise that may be asked for once",
      () => diffeqsolve(scaledNoise(), new Heun(), { ...options, adjoint }),
      "VirtualBrownianTree",
    ],
    [
      "a way back by vector fields for themselves",
      () =>
        grad((y0: NDArray) =>
          diffeqsolve(multiplicative(key(0)), new ReversibleHeun(), { ...scalars, y0, adjoint }).ys.sum(),
        )(f64(1)),
      "such as Heun",
    ],
    [
      "steps that adapt with Euler's method",
      () => diffeqsolve(multiplicative(key(0)), new HalfSolver(new Euler()), { ...scalars, stepsizeController }),
      "wrong solution",
    ],
    [
      "an integration beyond the noise",
      () => diffeqsolve(multiplicative(key(0)), new Heun(), { ...scalars, t1: 2 }),
      "0 to 1",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});
