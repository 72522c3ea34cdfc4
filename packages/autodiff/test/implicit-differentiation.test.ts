import { array, cond, foriLoop, sin, stack, type NDArray } from "@proj/array";
import { checkpoint, customLinearSolve, customRoot, grad, jvp, vjp, vmap } from "@proj/autodiff";
import { describe, expect, test } from "vitest";
import { jitted } from "./jitted.ts";
import { expectClose, values } from "./numeric.ts";

/*
 * Roots and solutions whose derivatives do not go through the steps that found them: those steps are here ones that have no
 * derivative, or a wrong one.
 */

const double = (...data: number[]): NDArray => array(new Float64Array(data));

/** The square root by Newton's method. */
const root = (a: NDArray): NDArray =>
  customRoot(
    (x: NDArray) => x.mul(x).sub(a),
    double(1).reshape([]),
    (f, x) => foriLoop(0, 30, (_, y: NDArray) => y.sub(f(y).div(y.mul(2))), x),
    (g, y) => y.div(g(double(1).reshape([]))),
  );
const four = double(4).reshape([]);

describe("a root", () => {
  test("has the derivatives that the function gives it", () => {
    expect(root(four).item()).toBeCloseTo(2, 12);
    expect(grad(root)(four).item()).toBeCloseTo(1 / 4, 12);
    expect(grad(grad(root))(four).item()).toBeCloseTo(-1 / 32, 12);
    expect(jvp(root, [four], [double(1).reshape([])])[1].item()).toBeCloseTo(1 / 4, 12);
    expectClose(values([vmap(grad(root))(double(1, 4, 9))]), [1 / 2, 1 / 4, 1 / 6], 1e-12);
    expect(jitted(grad(root))(four).item()).toBeCloseTo(1 / 4, 12);
  });

  test("comes with what else the solver tells", () => {
    const withAux = (a: NDArray): [NDArray, NDArray] =>
      customRoot<NDArray, [NDArray, NDArray]>(
        (x) => x.mul(x).sub(a),
        double(1).reshape([]),
        (f, x) => {
          const found = foriLoop(0, 30, (_, y: NDArray) => y.sub(f(y).div(y.mul(2))), x);
          return [found, f(found)];
        },
        (g, y) => y.div(g(double(1).reshape([]))),
        { hasAux: true },
      );
    expect(grad((a: NDArray) => withAux(a)[0])(four).item()).toBeCloseTo(1 / 4, 12);
    expect(withAux(four)[1].item()).toBeCloseTo(0, 12);
  });
});

/** The solution of a system of two equations by Cramer's rule. */
function cramer(matvec: (x: NDArray) => NDArray, b: NDArray): NDArray {
  const [first, second] = [matvec(double(1, 0)), matvec(double(0, 1))];
  const at = (x: NDArray, k: number): NDArray => x.get(k);
  const determinant = at(first, 0)
    .mul(at(second, 1))
    .sub(at(first, 1).mul(at(second, 0)));
  return stack([
    at(b, 0)
      .mul(at(second, 1))
      .sub(at(b, 1).mul(at(second, 0))),
    at(first, 0)
      .mul(at(b, 1))
      .sub(at(first, 1).mul(at(b, 0))),
  ]).div(determinant);
}

const matrix = (a: NDArray): NDArray => stack([a, a.mul(2), sin(a), a.mul(a).add(1)]).reshape([2, 2]);
const right = (a: NDArray): NDArray => stack([a, a.mul(3)]);

const direct = (a: NDArray): NDArray => sin(cramer((x) => matrix(a).matmul(x), right(a))).sum();
const implicit = (a: NDArray): NDArray =>
  sin(customLinearSolve((x: NDArray) => matrix(a).matmul(x), right(a), cramer, { transposeSolve: cramer })).sum();

describe("the solution of a linear system", () => {
  const a = double(1.3).reshape([]);
  const one = double(1).reshape([]);

  test("has the derivatives of the map and of the right side", () => {
    expect(implicit(a).item()).toBeCloseTo(direct(a).item(), 12);
    expect(grad(implicit)(a).item()).toBeCloseTo(grad(direct)(a).item(), 10);
    expect(jvp(implicit, [a], [one])[1].item()).toBeCloseTo(grad(direct)(a).item(), 10);
    expect(grad(grad(implicit))(a).item()).toBeCloseTo(grad(grad(direct))(a).item(), 9);
    expect(jvp(grad(implicit), [a], [one])[1].item()).toBeCloseTo(grad(grad(direct))(a).item(), 9);
    const many = double(0.7, 1.3);
    expectClose(values([vmap(grad(implicit))(many)]), values([vmap(grad(direct))(many)]), 1e-10);
    expect(jitted(grad(implicit))(a).item()).toBeCloseTo(grad(direct)(a).item(), 10);
  });

  test("of a symmetric map needs no other solver; of another it says so", () => {
    const scaled = (s: NDArray): NDArray => customLinearSolve((x: NDArray) => x.mul(s), double(2, 6), cramer, { symmetric: true }).sum(); // prettier-ignore
    expect(grad(scaled)(a).item()).toBeCloseTo(-8 / 1.3 ** 2, 12);
    const alone = (s: NDArray): NDArray => customLinearSolve((x: NDArray) => x.mul(s), double(2, 6), cramer).sum();
    expect(() => vjp(alone, [a])[1](one)).toThrow(/transposeSolve/);
  });
});

describe("a root found within a staged function, whose guess and solvers close over arrays of that function,", () => {
  const rootOf = (a: NDArray): NDArray => {
    const guess = a.mul(0).add(1);
    const half = a.mul(0).add(0.5);
    return customRoot(
      (x) => x.mul(x).sub(a),
      guess,
      (f, x) => foriLoop(0, 20, (_: NDArray, y: NDArray) => y.sub(f(y).div(y).mul(half)), x),
      (g, y) => y.div(g(half.add(half))),
    );
  };
  const within: Readonly<Record<string, (a: NDArray) => NDArray>> = {
    "a branch": (a) =>
      cond(
        a.gt(0),
        () => rootOf(a),
        () => a,
      ),
    "a loop": (a) => foriLoop(0, 1, (_: NDArray, x: NDArray) => rootOf(x), a),
    checkpoint: checkpoint(rootOf),
  };

  test.each(Object.entries(within))("has its derivative from outside: %s", (_, f) => {
    expect(f(four).item()).toBeCloseTo(2, 12);
    expect(grad(f)(four).item()).toBeCloseTo(0.25, 12);
    expect(grad(grad(f))(four).item()).toBeCloseTo(-1 / 32, 12);
    expectClose(values([vmap(grad(f))(double(4, 9))]), [1 / 4, 1 / 6], 1e-12);
  });
});

describe("a solution found within a staged function, whose solver closes over arrays of that function,", () => {
  const quotient = (a: NDArray): NDArray => {
    const one = a.mul(0).add(1);
    return customLinearSolve(
      (x: NDArray) => x.mul(a),
      one.mul(6),
      (matvec, b) => b.div(matvec(one)),
      { transposeSolve: (vecmat, b) => b.mul(one).div(vecmat(one)) },
    );
  };

  test.each(
    Object.entries({
      a: quotient,
      "a branch": (a: NDArray) =>
        cond(
          a.gt(0),
          () => quotient(a),
          () => a,
        ),
      checkpoint: checkpoint(quotient),
    }),
  )("has its derivative from outside: %s", (_, f) => {
    const two = double(2).reshape([]);
    expect(f(two).item()).toBeCloseTo(3, 12);
    expect(jvp(f, [two], [double(1).reshape([])])[1].item()).toBeCloseTo(-1.5, 12);
    expect(grad(f)(two).item()).toBeCloseTo(-1.5, 12);
    expect(grad(grad(f))(two).item()).toBeCloseTo(1.5, 12);
  });
});
