import type { NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import {
  Bosh3,
  diffeqsolve,
  Dopri5,
  Dopri8,
  Euler,
  HalfSolver,
  Heun,
  ImplicitEuler,
  KenCarp3,
  KenCarp4,
  KenCarp5,
  Kvaerno3,
  Kvaerno4,
  Kvaerno5,
  Midpoint,
  MultiTerm,
  ODETerm,
  PIDController,
  Ralston,
  ReversibleHeun,
  Sil3,
  Tsit5,
  type PIDControllerOptions,
  type Solver,
} from "@proj/ode";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { fields, splitFields } from "./problems.ts";

const solvers: Readonly<Record<string, Solver<"term">>> = {
  Bosh3: new Bosh3(),
  Dopri5: new Dopri5(),
  Dopri8: new Dopri8(),
  Heun: new Heun(),
  ImplicitEuler: new ImplicitEuler(),
  Kvaerno3: new Kvaerno3(),
  Kvaerno4: new Kvaerno4(),
  Kvaerno5: new Kvaerno5(),
  Midpoint: new Midpoint(),
  Ralston: new Ralston(),
  ReversibleHeun: new ReversibleHeun(),
  Tsit5: new Tsit5(),
  "HalfSolver(Euler())": new HalfSolver(new Euler()),
  "HalfSolver(Tsit5())": new HalfSolver(new Tsit5()),
};
const splitSolvers: Readonly<Record<string, Solver<"imex">>> = {
  KenCarp3: new KenCarp3(),
  KenCarp4: new KenCarp4(),
  KenCarp5: new KenCarp5(),
  Sil3: new Sil3(),
};

interface Params {
  readonly problem: string;
  readonly solver: string;
  readonly t1: number;
  readonly dt0: number | null;
  readonly tolerance: number;
  readonly options: Partial<PIDControllerOptions>;
  readonly steps: readonly number[];
  readonly result: number;
}

describe("as many steps as in Diffrax are made, accepted and rejected, and end at the same values:", () => {
  test.each(loadGroup("ode-steps", "steps").map((c): [string, Case] => [c.name, c]))("%s", (_, c) => {
    const { problem, solver, t1, dt0, tolerance, options, steps, result } = c.params as unknown as Params;
    const y0: NDArray = fromHostData(input(c, "y0").data, input(c, "y0").shape, "float64");
    const stepsizeController = new PIDController({ rtol: tolerance, atol: tolerance, ...options });
    const how = { t0: 0, t1, dt0, y0, stepsizeController, maxSteps: 20000, throw: false };
    const split = splitFields[problem]?.map((field) => new ODETerm(field));
    const solution =
      split === undefined
        ? diffeqsolve(new ODETerm(fields[problem]!), solvers[solver]!, how)
        : diffeqsolve(new MultiTerm(split[0]!, split[1]!), splitSolvers[solver]!, how);
    const { numSteps, numAcceptedSteps, numRejectedSteps } = solution.stats;
    expect([numSteps, numAcceptedSteps, numRejectedSteps].map((count) => count.item())).toEqual(steps);
    expect(solution.result.item()).toBe(result);
    const expected = output(c, "y1").data as Float64Array;
    solution.ys.dataSync().forEach((value, index) => {
      expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-8 * Math.max(1, Math.abs(expected[index]!)));
    });
  });
});
