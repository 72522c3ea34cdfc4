import { array, type NDArray } from "@proj/array";
import {
  ConstantStepSize,
  ControlTerm,
  diffeqsolve,
  Euler,
  Heun,
  MultiTerm,
  ODETerm,
  PIDController,
  ShARK,
  SubSaveAt,
  Tsit5,
  VirtualBrownianTree,
  type Solution,
} from "@proj/ode";
import { describe, expectTypeOf, test } from "vitest";

const decay = new ODETerm((_t, y: NDArray) => y.neg());
const rated = new ODETerm((_t, y: { x: NDArray }, rate: number) => ({ x: y.x.mul(rate) }));
const problem = { t0: 0, t1: 1, dt0: 0.5, y0: array([1]) };
const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-6 });

/** Takes a call that only the compiler looks at. */
const uncalled = (_call: () => unknown): void => undefined;

describe("the compiler knows", () => {
  test("which controller goes with which solver", () => {
    uncalled(() => diffeqsolve(decay, new Tsit5(), { ...problem, stepsizeController }));
    uncalled(() => diffeqsolve(decay, new Euler(), { ...problem, stepsizeController: new ConstantStepSize() }));
    // @ts-expect-error -- Euler's method does not estimate errors
    uncalled(() => diffeqsolve(decay, new Euler(), { ...problem, stepsizeController }));
  });

  test("which state and arguments an equation has", () => {
    uncalled(() => diffeqsolve(rated, new Tsit5(), { ...problem, y0: { x: array(1) }, args: 3 }));
    // @ts-expect-error -- the state is no array
    uncalled(() => diffeqsolve(rated, new Tsit5(), { ...problem, args: 3 }));
    // @ts-expect-error -- the rate is missing
    uncalled(() => diffeqsolve(rated, new Tsit5(), { ...problem, y0: { x: array(1) } }));
    // @ts-expect-error -- two terms are not one
    uncalled(() => diffeqsolve([decay, decay], new Tsit5(), problem));
  });

  test("the state of a term that does not look at it, from the terms beside it", () => {
    const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.1, shape: [1], key: array([0, 0], "uint32") });
    const terms = () => new MultiTerm(decay, new ControlTerm(() => array([[0.5]]), noise));
    const solve = () => diffeqsolve(terms(), new ShARK(), problem);
    expectTypeOf(solve).returns.toEqualTypeOf<Solution<NDArray, NDArray>>();
    uncalled(() => diffeqsolve(terms(), new Heun(), problem));
  });

  test("what is saved", () => {
    const solve = () => diffeqsolve(decay, new Tsit5(), problem);
    expectTypeOf(solve).returns.toEqualTypeOf<Solution<NDArray, NDArray>>();
    const sums = () =>
      diffeqsolve(decay, new Tsit5(), { ...problem, saveat: { t1: true, fn: (t, y) => ({ t, sum: y.sum() }) } });
    expectTypeOf(sums).returns.toHaveProperty("ys").toEqualTypeOf<{ t: NDArray; sum: NDArray }>();
    const subs = { end: new SubSaveAt({ fn: (_t: NDArray, y: NDArray) => [y, y] }) };
    const several = () => diffeqsolve(decay, new Tsit5(), { ...problem, saveat: { subs } });
    expectTypeOf(several).returns.toHaveProperty("ys").toEqualTypeOf<{ readonly end: NDArray[] }>();
  });
});
