import * as np from "@proj/array";
import { array, type NDArray } from "@proj/array";
import { fromHostData, isNDArray } from "@proj/array/core";
import { solve } from "@proj/array/linalg";
import { grad, vmap } from "@proj/autodiff";
import { bicgstab, cg, gmres, type IterativeSolveOptions } from "@proj/autodiff/sparse-linalg";
import { load, recordedArguments, type Tensor } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { expectClose, values } from "./numeric.ts";

type Solver = <B>(
  A: NDArray | ((x: B) => B),
  b: B,
  options?: IterativeSolveOptions<B>,
) => readonly [x: B, info: NDArray | null];
const solvers: { readonly [name: string]: Solver } = { cg, bicgstab, gmres };

const of = ({ data, dtype, shape }: Tensor): NDArray => fromHostData(data.slice(), shape, dtype as "float32");

describe("solvers that come nearer step by step", () => {
  test.each(load("sparse-linalg"))("$group $name gives what JAX gives", (from) => {
    const [A, b, options] = recordedArguments(from, of) as [NDArray, NDArray, IterativeSolveOptions<NDArray>];
    const solver = solvers[from.group]!;
    const results = solver(A, b, options).filter(isNDArray);
    // What is left over differs in single precision, where it is small.
    const near = b.dtype.endsWith("32") || b.dtype === "complex64" ? 1e-3 : 1e-6;
    const weights = (x: NDArray): NDArray => np.cos(np.arange(x.size)).astype(x.dtype);
    const slopes = () => grad((matrix: NDArray, right: NDArray) => solver(matrix, right, options)[0].mul(weights(b)).sum(), [0, 1])(A, b); // prettier-ignore
    const found = Object.hasOwn(from.outputs, "grad0") ? [...results, ...slopes()] : results;
    const wanted = Object.values(from.outputs);
    expect(found.map(({ dtype, shape }) => [dtype, shape])).toEqual(wanted.map(({ dtype, shape }) => [dtype, shape]));
    found.forEach((x, place) => expectClose(values([x]), [...wanted[place]!.data].map(Number), near));
  });
});

const matrix = array([
  [4, 1, 0],
  [1, 3, 1],
  [0, 1, 5],
]);
const right = array([1, 2, 3]);

describe.each(Object.entries(solvers))("%s", (_, solver) => {
  test("takes functions of trees, and preconditioners that are functions", () => {
    const join = (t: { a: NDArray; b: NDArray }): NDArray => np.concatenate([t.a, t.b.ravel()]);
    const part = (x: NDArray): { a: NDArray; b: NDArray } => ({
      a: x.at("0:1").get(),
      b: x.at("1:").get().reshape([1, 2]),
    });
    const [x] = solver((t: { a: NDArray; b: NDArray }) => part(matrix.dot(join(t))), part(right), {
      M: (t: { a: NDArray; b: NDArray }) => part(join(t).div(array([4, 3, 5]))),
    });
    expectClose(values([join(x)]), values([solve(matrix, right)]), 1e-4);
  });

  test("has the derivative of the solution with respect to what the function closes over, and none by the guess and the preconditioner", () => {
    const loss = (scale: NDArray, near: NDArray): NDArray =>
      solver((x: NDArray) => matrix.dot(x).mul(scale), right, {
        x0: near,
        M: (x: NDArray) => x.mul(near.mul(0).add(1)),
      })[0].sum();
    const [byScale, byGuess] = grad(loss, [0, 1])(array(2), array([1, 1, 1]));
    expectClose(values([byScale]), [-0.25 * solve(matrix, right).sum().item()], 1e-3);
    expect(byGuess.toList()).toEqual([0, 0, 0]);
  });

  test("solves a batch", () => {
    const sides = array([[1, 2, 3], [0, 0, 0], [5, -1, 2]]); // prettier-ignore
    const found = vmap((b: NDArray) => solver(matrix, b)[0])(sides);
    expectClose(values([found]), values([vmap((b: NDArray) => solve(matrix, b))(sides)]), 1e-4);
  });
});
