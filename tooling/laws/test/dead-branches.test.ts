import * as np from "@proj/array";
import { cond, foriLoop, scan, switchCase, whileLoop, type NDArray } from "@proj/array";
import { checkpoint, grad, jvp, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { describe, expect, test } from "vitest";

/*
 * A branch that a member of a batch does not take may have infinite derivatives there. Nothing of it may reach the member's
 * operands, nor what all members share. What is right is known from each member alone, for which one branch runs.
 */

const target = wasm();
const double = (values: readonly number[]): NDArray => np.array(values, { dtype: "float64" });

/** A function of one member and of what all share. */
type Member = (x: NDArray, shared: NDArray) => NDArray;

const at = (vector: NDArray, position: number): NDArray => np.take(vector, position);
const norm = (v: NDArray): NDArray => np.sqrt(v.mul(v).sum());

const members: Readonly<Record<string, Member>> = {
  "an operand": (x) =>
    cond(
      x.gt(0),
      (v: NDArray) => np.log(v),
      (v: NDArray) => v.mul(2),
      x,
    ),
  "a value closed over": (x, w) =>
    cond(
      x.gt(0),
      () => at(w, 0).div(x),
      () => at(w, 1),
    ),
  "a shared operand": (x, w) =>
    cond(
      x.gt(0),
      (v: NDArray, u: NDArray) => u.div(v).sum(),
      (v: NDArray, u: NDArray) => u.mul(v).sum(),
      x,
      w,
    ),
  "a norm": (x, w) =>
    cond(
      x.gt(0),
      (v: NDArray) => norm(w.mul(v)),
      (v: NDArray) => v.mul(w).sum(),
      x,
    ),
  "a product with a matrix": (x, w) =>
    cond(
      x.gt(0),
      (v: NDArray) => norm(np.outer(w, w).matmul(np.stack([v, v, v]))),
      (v: NDArray) => v,
      x,
    ),
  "a product with what is infinite": (x, w) =>
    cond(
      x.gt(0),
      (v: NDArray) => w.dot(np.divide(1, np.stack([v, v.mul(2), v]))),
      (v: NDArray) => v,
      x,
    ),
  "a product in a branch of a branch": (x, w) =>
    cond(
      x.gt(0),
      (v: NDArray) =>
        cond(
          v.gt(1),
          (u: NDArray) => np.log(w.dot(np.stack([u.sub(1), u.sub(1), u.sub(1)]))),
          (u: NDArray) => w.dot(np.stack([u, np.sqrt(np.subtract(1.5, u)), u])),
          v,
        ),
      () => w.dot(np.stack([x, x, x])),
      x,
    ),
  "a place in a table": (x, w) =>
    cond(
      x.gt(0),
      (v: NDArray) => np.take(w, np.floor(v).astype("int32"), { mode: "clip" }).div(v),
      (v: NDArray) => v,
      x,
    ),
  "one of several branches, with an index beyond them": (x, w) =>
    switchCase(
      np.floor(x).astype("int32"),
      [(v: NDArray) => v.mul(w).sum(), (v: NDArray) => np.sqrt(v), (v: NDArray) => np.log(v.sub(1)).mul(at(w, 0))],
      x,
    ),
  "the only branch": (x, w) => switchCase(np.floor(x).astype("int32"), [(v: NDArray) => v.mul(w).sum()], x),
  "a conditional in a branch": (x, w) =>
    cond(
      x.gt(0),
      (v: NDArray) =>
        cond(
          v.gt(1),
          (u: NDArray) => np.power(u.sub(1), 0.5).mul(at(w, 0)),
          (u: NDArray) => np.power(np.subtract(1.5, u), 0.5).div(u),
          v,
        ),
      (v: NDArray) => v.mul(at(w, 1)),
      x,
    ),
  "a conditional in a scan": (x, w) =>
    scan(
      (c: NDArray, t: NDArray): [NDArray, null] => [
        cond(
          c.gt(t),
          (v: NDArray) => np.sqrt(v.sub(t)),
          (v: NDArray) => v.mul(2).add(t),
          c,
        ),
        null,
      ],
      x,
      w,
    )[0],
  "a conditional in a loop": (x, w) =>
    foriLoop(
      0,
      3,
      (_, c: NDArray) =>
        cond(
          c.gt(0),
          () => np.log(c).mul(at(w, 0)),
          () => c.add(1),
        ),
      x,
    ),
  "a scan in a branch": (x, w) =>
    cond(
      x.gt(0),
      (v: NDArray) => scan((c: NDArray, t: NDArray): [NDArray, null] => [c.add(t.div(v)), null], v, w)[0],
      (v: NDArray) => v,
      x,
    ),
  "a compiled function": (x, w) =>
    jit(
      (v: NDArray, u: NDArray) =>
        cond(
          v.gt(0),
          () => u.div(v).sum(),
          () => v,
        ),
      { target },
    )(x, w),
  "a checkpoint": (x, w) =>
    checkpoint((v: NDArray, u: NDArray) =>
      cond(
        v.gt(0),
        () => np.sin(u.div(v)).sum(),
        () => v,
      ),
    )(x, w),
};

/** Loops whose number of steps is known only to them have no reverse derivative. */
const forwardOnly: Readonly<Record<string, Member>> = {
  "a conditional in a while loop": (x, w) =>
    whileLoop(
      ({ c }: { c: NDArray; k: NDArray }) => c.lt(5),
      ({ c, k }: { c: NDArray; k: NDArray }) => ({
        c: cond(
          c.gt(0),
          () => c.mul(2).add(at(w, 0).div(c)),
          () => c.add(2),
        ),
        k: k.add(1),
      }),
      { c: x, k: np.zeros([], { dtype: "float64" }) },
    ).c,
};

const xs = double([1, 0, 4, -1]);
const shared = double([0.5, 1.5, 2]);

/** What a function of each member gives, one by one. */
const oneByOne = (f: Member): NDArray =>
  np.stack((xs.toList() as number[]).map((x) => f(double([x]).reshape([]), shared)));

/** The sum over a whole batch. */
const total =
  (f: Member): Member =>
  (batch, w) =>
    vmap(f, [0, null])(batch, w).sum();

/** The derivative along a direction, of each member or of a whole batch. */
const along =
  (f: Member): Member =>
  (x, w) =>
    jvp(f, [x, w], [np.onesLike(x), np.onesLike(w)])[1];

function expectClose(received: readonly NDArray[], expected: readonly NDArray[]): void {
  expect(received.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  for (const [k, x] of received.entries()) {
    const wanted = expected[k]!;
    const message = `quantity ${k}: ${JSON.stringify(x.toList())} is not ${JSON.stringify(wanted.toList())}`;
    expect(np.allclose(x, wanted, { rtol: 1e-12, atol: 1e-12 }), message).toBe(true);
  }
}

describe("of branches that are not taken nothing reaches", () => {
  test.each(Object.entries(members))("%s", (_, f) => {
    const [slope, sharedSlope] = [grad(f, 0), grad(f, 1)];
    const [slopes, sharedSlopes] = [oneByOne(slope), oneByOne(sharedSlope)];
    const mixed = oneByOne(grad(slope, 1)).sum(0);
    const expected = [slopes, slopes, sharedSlopes.sum(0), slopes.add(sharedSlopes.sum(1)), oneByOne(grad(slope, 0)), mixed, mixed]; // prettier-ignore
    const second = (x: NDArray, w: NDArray): NDArray => grad(total(f), 0)(x, w).sum();
    const derivatives = (x: NDArray, w: NDArray): NDArray[] => [
      grad(total(f), 0)(x, w),
      vmap(slope, [0, null])(x, w),
      grad(total(f), 1)(x, w),
      along(vmap(f, [0, null]))(x, w),
      grad(second, 0)(x, w),
      grad(second, 1)(x, w),
      grad(total(slope), 1)(x, w),
    ];
    expectClose(derivatives(xs, shared), expected);
    expectClose(jit(derivatives, { target })(xs, shared), expected);
  });

  test.each(Object.entries(forwardOnly))("%s", (_, f) => {
    const expected = oneByOne(along(f));
    const derivatives = (x: NDArray, w: NDArray): NDArray[] => [
      along(vmap(f, [0, null]))(x, w),
      vmap(along(f), [0, null])(x, w),
    ];
    expectClose(derivatives(xs, shared), [expected, expected]);
    expectClose(jit(derivatives, { target })(xs, shared), [expected, expected]);
  });
});
