import { array, sin, stack, type NDArray } from "@proj/array";
import { grad, jacfwd, valueAndGrad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  adjointRmsSeminorm,
  BacksolveAdjoint,
  diffeqsolve,
  DirectAdjoint,
  ForwardMode,
  ImplicitAdjoint,
  Kvaerno5,
  Newton,
  ODETerm,
  PIDController,
  RecursiveCheckpointAdjoint,
  rootFind,
  Tsit5,
  type Adjoint,
  type Solver,
} from "@proj/ode";
import { describe, expect, test } from "vitest";

const f64 = (...values: number[]): NDArray => array(values, { dtype: "float64" });

/** A pendulum that is pushed, with its stiffness and friction among the arguments. */
const pushed = new ODETerm((t, y: NDArray, { k }: { k: NDArray }) =>
  stack([
    y.get(1),
    sin(t)
      .sub(y.get(0).mul(k.get(0)))
      .sub(y.get(1).mul(k.get(1))),
  ]),
);
const pid = new PIDController({ rtol: 1e-8, atol: 1e-8 });
const loss =
  (adjoint: Adjoint, solver: Solver<"term", true> = new Tsit5()) =>
  (y0: NDArray, k: NDArray): NDArray => {
    const saveat = { t0: true, ts: [0.5, 1], t1: true };
    const options = { t0: 0, t1: 2, dt0: 0.1, y0, args: { k }, stepsizeController: pid, saveat, maxSteps: 128 };
    const { ys } = diffeqsolve(pushed, solver, { ...options, adjoint });
    return ys.mul(ys).sum();
  };
const [y0, k] = [f64(1, 0), f64(4, 0.3)];

/** Central differences by the components of the stiffness and the state. */
function differences(f: (y0: NDArray, k: NDArray) => NDArray): readonly number[] {
  const h = 1e-5;
  const moved = (x: NDArray, i: number, by: number): NDArray => x.at(i).add(by);
  return [0, 1, 2, 3].map((i) => {
    const at = (by: number): number => Number((i < 2 ? f(moved(y0, i, by), k) : f(y0, moved(k, i - 2, by))).item());
    return (at(h) - at(-h)) / (2 * h);
  });
}

describe("gradients by the initial state and by arguments equal central differences:", () => {
  const seminorm = new PIDController({ rtol: 1e-8, atol: 1e-8, norm: adjointRmsSeminorm });
  const expected = differences(loss(new ForwardMode()));
  test.each<[string, Adjoint, Solver<"term", true>]>([
    ["RecursiveCheckpointAdjoint", new RecursiveCheckpointAdjoint(), new Tsit5()],
    ["RecursiveCheckpointAdjoint with 3 checkpoints", new RecursiveCheckpointAdjoint({ checkpoints: 3 }), new Tsit5()],
    ["DirectAdjoint", new DirectAdjoint(), new Tsit5()],
    ["BacksolveAdjoint", new BacksolveAdjoint(), new Tsit5()],
    ["BacksolveAdjoint with a seminorm", new BacksolveAdjoint({ stepsizeController: seminorm }), new Tsit5()],
    ["RecursiveCheckpointAdjoint through root finding", new RecursiveCheckpointAdjoint(), new Kvaerno5()],
  ])("%s", (_, adjoint, solver) => {
    const derivative = valueAndGrad(loss(adjoint, solver), { argnums: [0, 1] });
    const [, [dy0, dk]] = (solver instanceof Kvaerno5 ? jit(derivative, { target: wasm() }) : derivative)(y0, k);
    const actual = [...(dy0.toList() as number[]), ...(dk.toList() as number[])];
    actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
  });

  test("ForwardMode", () => {
    const dk = jacfwd((x: NDArray) => loss(new ForwardMode())(y0, x))(k).toList() as number[];
    dk.forEach((value, index) => expect(value).toBeCloseTo(expected[index + 2]!, 6));
  });
});

describe("a derivative by", () => {
  const decay = new ODETerm((_t, y: NDArray, rate: NDArray) => y.mul(rate).neg());
  const end = (rate: NDArray, t1: NDArray, adjoint: Adjoint): NDArray =>
    diffeqsolve(decay, new Tsit5(), { t0: 0, t1, dt0: 0.1, y0: f64(1), args: rate, adjoint, maxSteps: 64 }).ys.sum();
  const [rate, t1] = [array(0.5, { dtype: "float64" }), array(2, { dtype: "float64" })];

  test.each([new RecursiveCheckpointAdjoint(), new DirectAdjoint()])(
    "the end of the interval is the slope there: $constructor.name",
    (adjoint) => {
      expect(grad((t: NDArray) => end(rate, t, adjoint))(t1).item()).toBeCloseTo(-0.5 * Math.exp(-1), 6);
    },
  );
  test("parameters in a batch is that of each member", () => {
    const rates = f64(0.5, 1, 3);
    const batch = vmap(grad((r: NDArray) => end(r, t1, new RecursiveCheckpointAdjoint())))(rates).toList() as number[];
    batch.forEach((value, index) => {
      const r = (rates.toList() as number[])[index]!;
      expect(value).toBeCloseTo(-2 * Math.exp(-2 * r), 5);
    });
  });
  test("a module's parameters reaches them through the term", () => {
    const linear = { call: (_t: NDArray, y: NDArray, a: NDArray) => y.mul(a) };
    const solved = (a: NDArray): NDArray =>
      diffeqsolve(new ODETerm(linear), new Tsit5(), {
        t0: 0,
        t1: 1,
        dt0: 0.1,
        y0: f64(1),
        args: a,
        maxSteps: 64,
      }).ys.sum();
    expect(grad(solved)(rate).item()).toBeCloseTo(Math.exp(0.5), 5);
  });
  test("what determines a steady state is that of the implicit function theorem", () => {
    const relax = new ODETerm((_t, y: NDArray, p: NDArray) => p.sub(y.mul(y)));
    const options = {
      t0: 0,
      t1: 40,
      dt0: 0.1,
      y0: f64(1, 2),
      stepsizeController: new PIDController({ rtol: 1e-7, atol: 1e-7 }),
    };
    const steady = (p: NDArray): NDArray =>
      diffeqsolve(relax, new Tsit5(), { ...options, args: p, adjoint: new ImplicitAdjoint() }).ys.sum();
    (grad(steady)(f64(4, 9)).toList() as number[]).forEach((value, index) =>
      expect(value).toBeCloseTo([1 / 4, 1 / 6][index]!, 6),
    );
  });
  test("what determines a root is that of the implicit function theorem", () => {
    const finder = new Newton({ rtol: 1e-10, atol: 1e-10 });
    const root = (a: NDArray): NDArray => rootFind((y) => y.mul(y).sub(a), finder, f64(1, 1)).value.sum();
    expect(grad(root)(f64(4, 9)).toList()).toEqual([expect.closeTo(1 / 4, 8), expect.closeTo(1 / 6, 8)]);
  });
});
