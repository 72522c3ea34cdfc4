import * as np from "@proj/array";
import { innerJaxprs, sizeOf, type Jaxpr } from "@proj/array/core";
import {
  boundedWhileLoop,
  checkpointedWhileLoop,
  customJvp,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jvp,
  vmap,
  type BoundedWhileLoopOptions,
  type CheckpointedWhileLoopOptions,
} from "@proj/autodiff";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectClose, values } from "./numeric.ts";

type NDArray = np.NDArray;

const arrayOf = (from: Case, key: string): NDArray => {
  const { data, shape } = input(from, key);
  return np.array(data).reshape(shape);
};
const expectOutput = (received: NDArray, from: Case, key: string, tolerance: number): void => {
  const expected = output(from, key);
  expect(received.shape).toEqual(expected.shape);
  expectClose(values([received]), [...(expected.data as Float64Array)], tolerance);
};
const double = (...numbers: number[]): NDArray => np.array(new Float64Array(numbers));
const scalar = (number: number): NDArray => double(number).reshape([]);
const zero = scalar(0);

/** The loop of a case. */
function loopOf({ params }: Case) {
  const { kind, max_steps, checkpoints, base } = params as Record<string, number | string>;
  return <C>(condition: (state: C) => np.ArrayLike, body: (state: C) => C, init: C): C =>
    kind === "bounded"
      ? boundedWhileLoop(condition, body, init, { maxSteps: max_steps, ...(base === undefined ? {} : { base }) } as BoundedWhileLoopOptions)
      : checkpointedWhileLoop(condition, body, init, { maxSteps: max_steps, ...(checkpoints === undefined ? {} : { checkpoints }) } as CheckpointedWhileLoopOptions); // prettier-ignore
}

type State = readonly [i: NDArray, h: NDArray, t: NDArray];

const functions: Record<string, (loop: ReturnType<typeof loopOf>, matrix: NDArray) => (x: NDArray) => NDArray> = {
  newton: (loop) => (x) => {
    const s = x.mul(x).add(1);
    return loop(
      (y: NDArray) => np.abs(y.mul(y).sub(s)).max().gt(1e-10),
      (y) => y.add(s.div(y)).div(2),
      s,
    ).sum();
  },
  recurrence: (loop, matrix) => (x) => {
    const [, h, t] = loop<State>(
      ([i, h]) => np.logicalAnd(i.lt(30), h.mul(h).sum().lt(4)),
      ([i, h, t]) => [i.add(1), np.tanh(matrix.matmul(h)).add(h.mul(0.9)).add(x), t.add(h.sum())],
      [np.array(0, { dtype: "int32" }), x, zero],
    );
    return t.add(h.sum());
  },
  endless: (loop) => (x) =>
    loop(
      () => np.array(true),
      (y: NDArray) => np.sin(y).add(y.mul(y).mul(0.1)),
      x,
    ).sum(),
  none: (loop) => (x) =>
    loop(
      () => np.array(false),
      (y: NDArray) => y.mul(2),
      x,
    )
      .pow(3)
      .sum(),
};

describe("a loop without a known end, with reverse mode, is Equinox's:", () => {
  it.each(loadGroup("while-loops", "loop").map((of) => [of.name, of] as const))("%s", (_, of) => {
    const [x, matrix] = [arrayOf(of, "x"), arrayOf(of, "matrix")];
    const f = functions[of.params["f"] as string]!(loopOf(of), matrix);
    expectOutput(vmap(f)(x), of, "value", 1e-13);
    expectOutput(vmap(grad(f))(x), of, "gradient", 1e-12);
    expectOutput(grad((all: NDArray) => vmap(f)(all).sum())(x), of, "gradient", 1e-12);
    expectOutput(np.stack([0, 1, 2, 3].map((k) => grad(f)(np.take(x, k, { axis: 0 })))), of, "gradient", 1e-12);
    if (of.params["kind"] !== "bounded") return;
    expectOutput(vmap((y: NDArray) => jvp(f, [y], [np.onesLike(y)])[1])(x), of, "tangent", 1e-12);
    expectOutput(vmap(hessian(f))(x), of, "hessian", 1e-11);
  });
});

/** While i < n: y = sin(w y) + 0.1, s = s + y; the sum of the last y and all before. */
const sums =
  (checkpoints: number, n: number) =>
  (x: NDArray, w: NDArray): NDArray => {
    const [, y, s] = checkpointedWhileLoop<State>(
      ([i]) => i.lt(n),
      ([i, y, s]) => [i.add(1), np.sin(y.mul(w)).add(0.1), s.add(y)],
      [np.array(0, { dtype: "int32" }), x, zero],
      { checkpoints },
    );
    return y.add(s);
  };

const unrolled =
  (n: number) =>
  (x: NDArray, w: NDArray): NDArray => {
    let [y, s] = [x, zero];
    for (let i = 0; i < n; i++) [y, s] = [np.sin(y.mul(w)).add(0.1), s.add(y)];
    return y.add(s);
  };

describe("checkpointedWhileLoop", () => {
  const [x, w] = [scalar(0.3), scalar(0.9)];

  it("has the gradient of the steps one after the other, for few and many of them", () => {
    for (const checkpoints of [1, 2, 3, 9]) {
      for (const n of [0, 1, 2, 3, 11]) {
        const gradients = grad(sums(checkpoints, n), { argnums: [0, 1] })(x, w);
        expectClose(values(gradients), values(grad(unrolled(n), { argnums: [0, 1] })(x, w)), 1e-14);
      }
    }
  });

  it("has second derivatives in all orders of modes", () => {
    const seconds = [
      (f: (x: NDArray, w: NDArray) => NDArray) => jacfwd(jacfwd(f, 1), 0),
      (f: (x: NDArray, w: NDArray) => NDArray) => jacfwd(jacrev(f, 1), 0),
      (f: (x: NDArray, w: NDArray) => NDArray) => jacrev(jacfwd(f, 1), 0),
      (f: (x: NDArray, w: NDArray) => NDArray) => jacrev(jacrev(f, 1), 0),
    ];
    for (const second of seconds)
      expectClose(values([second(sums(2, 6))(x, w)]), values([second(unrolled(6))(x, w)]), 1e-13);
  });

  it("computes no step more often than it says", () => {
    let steps = 0;
    const sine: (y: NDArray) => NDArray = customJvp<[NDArray], NDArray>(
      (y: NDArray) =>
        np.pureCallback((v: NDArray) => (steps++, np.sin(v)), new np.ShapeDtypeStruct([], "float64"), [y]),
      ([y], [t]) => [sine(y), np.cos(y).mul(t)],
    );
    const f = (y: NDArray, n: number, checkpoints: number): NDArray =>
      checkpointedWhileLoop<readonly NDArray[]>(
        ([i]) => i!.lt(n),
        ([i, y]) => [i!.add(1), sine(y!)],
        [np.array(0, { dtype: "int32" }), y],
        { checkpoints },
      )[1]!;
    // Up to (k + t choose t) steps are repeated at most t times.
    for (const [checkpoints, n, repeated] of [
      [3, 4, 1],
      [3, 10, 2],
      [3, 20, 3],
      [8, 45, 2],
    ] as const) {
      steps = 0;
      grad((y: NDArray) => f(y, n, checkpoints))(x);
      expect(steps).toBeGreaterThan(n);
      expect(steps).toBeLessThanOrEqual(n * (1 + repeated));
    }
  });

  it("keeps as many states as it says, and none of what it only writes", () => {
    const f = (y: NDArray): NDArray =>
      checkpointedWhileLoop<readonly NDArray[]>(
        ([i]) => i!.lt(50),
        ([i, y, written]) => [i!.add(1), np.sin(y!), written!.at(i!).set(y!.sum())],
        [np.array(0, { dtype: "int32" }), y, np.zeros([50])],
        { checkpoints: 4 },
      )[2]!.sum();
    const sizes: number[] = [];
    const visit = ({ equations }: Jaxpr): void => {
      for (const equation of equations) {
        for (const { aval } of equation.outputs) sizes.push(sizeOf(aval.shape));
        innerJaxprs(equation).forEach(visit);
      }
    };
    visit(np.makeJaxpr(grad(f))(np.zeros([30])).jaxpr);
    expect(Math.max(...sizes)).toBe(5 * 30);
  });

  it("takes a step count or a number of states", () => {
    const same = (y: NDArray): NDArray => y;
    expect(() => checkpointedWhileLoop(() => np.array(false), same, x)).toThrow("neither checkpoints nor maxSteps");
    expect(() => checkpointedWhileLoop((y: NDArray) => y, same, x, { checkpoints: 1 })).toThrow(
      "condition that returns",
    );
    expect(() => boundedWhileLoop(() => np.array(true), same, x, {} as BoundedWhileLoopOptions)).toThrow("no maxSteps");
  });
});
