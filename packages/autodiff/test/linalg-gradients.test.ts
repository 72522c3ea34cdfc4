import { abs, array, cos, isnan, reshape, type DType, type NDArray } from "@proj/array";
import { isFloat, isNDArray } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import { grad, jvp } from "@proj/autodiff";
import { load, type Case, type Json, type Tensor } from "@proj/reference";
import { describe, expect, test } from "vitest";

/*
 * Gradients of factorisations, and of what is solved with them, against JAX's: of sums of all results with unlike weights, as
 * tooling/reference/factorizations.py records them.
 */

type Callable = (...args: readonly unknown[]) => unknown;

const functions = { ...linalg, triangularSolve: lax.linalg.triangularSolve } as unknown as Record<string, Callable>;

const arrayOf = ({ dtype, shape, data }: Tensor): NDArray =>
  reshape(array([...data].map(Number), { dtype: dtype as DType }), shape);

function argumentsOf({ params, inputs }: Case): unknown[] {
  const read = (value: Json): unknown => {
    const input = typeof value === "object" && value !== null && "input" in value ? value.input : undefined;
    return typeof input === "string" ? arrayOf(inputs[input]!) : value;
  };
  const options = params["options"];
  return [...(params["arguments"] as readonly Json[]).map(read), ...(options === undefined ? [] : [options])];
}

function weighted(result: unknown): NDArray {
  const results = (Array.isArray(result) ? result : [result]).filter(isNDArray).filter(({ dtype }) => isFloat(dtype));
  return results
    .map((y) => {
      const places = array(
        Array.from({ length: y.size }, (_, n) => n),
        { dtype: y.dtype },
      );
      return y.mul(reshape(cos(places), y.shape)).sum();
    })
    .reduce((sum, one) => sum.add(one));
}

const cases = load("factorizations").filter(({ group }) => group.startsWith("gradient"));

describe("gradients are those of JAX:", () => {
  test.each([...new Set(cases.map(({ group }) => group))])("%s", (group) => {
    const [, place, name] = /^gradient (\d) of (\w+)$/.exec(group)!;
    for (const one of cases.filter((other) => other.group === group)) {
      const args = argumentsOf(one);
      const f = (x: NDArray): NDArray => weighted(functions[name!]!(...args.with(Number(place), x)));
      const x = args[Number(place)] as NDArray;
      const found = grad(f)(x);
      const expected = arrayOf(one.outputs["result"]!);
      expect([found.dtype, found.shape], one.name).toEqual([expected.dtype, expected.shape]);
      const wanted = expected.dataSync();
      const distance = (x.dtype === "float64" ? 1e-11 : 2e-4) * Math.max(...Array.from(wanted, Math.abs));
      found.dataSync().forEach((value, n) => {
        const message = `${group}: ${one.name}, element ${n}: ${value} instead of ${wanted[n]}`;
        if (!Object.is(value, wanted[n])) expect(Math.abs(value - wanted[n]!), message).toBeLessThanOrEqual(distance);
      });
    }
  });
});

test.each(["float32", "complex64"] as const)(
  "Cholesky factors that do not exist have NaN and a half of 0, in %s",
  (dtype) => {
    const x = array([[1, 2], [2, 1]]).astype(dtype); // prettier-ignore
    for (const upper of [false, true]) {
      for (const part of jvp((a: NDArray) => linalg.cholesky(a, { upper }), [x], [x])) {
        const half = upper ? part.get(1, 0) : part.get(0, 1);
        expect(abs(half).item()).toBe(0);
        expect(isnan(part).sum().item()).toBe(3);
      }
    }
  },
);

/** Derivatives of derivatives, against differences: what JAX has rules for, and what follows from them. */
const seconds: Readonly<Record<string, (x: NDArray) => NDArray>> = {
  cholesky: (x) => linalg.cholesky(x).pow(3).sum(),
  det: (x) => linalg.det(x),
  inv: (x) => linalg.inv(x).pow(2).sum(),
  lu: (x) => weighted(linalg.lu(x)),
  "solve of positive definite matrices": (x) =>
    linalg
      .solve(x, array([1, 2, 3, 4], { dtype: "float64" }), { assumeA: "pos" })
      .pow(2)
      .sum(),
  slogdet: (x) => linalg.slogdet(x)[1],
  solve: (x) =>
    linalg
      .solve(x, array([1, 2, 3, 4], { dtype: "float64" }))
      .pow(2)
      .sum(),
  solveTriangular: (x) =>
    linalg
      .solveTriangular(x, array([1, 2, 3, 4], { dtype: "float64" }))
      .pow(2)
      .sum(),
};

describe("second derivatives are those of differences:", () => {
  const x = array(
    [
      [4, 1, 0.5, 0.2],
      [1, 5, 0.3, 1],
      [0.5, 0.3, 6, -1],
      [0.2, 1, -1, 7],
    ],
    { dtype: "float64" },
  );
  const t = array(
    [
      [0.3, 0.1, -0.2, 0.7],
      [0.1, -0.6, 0.2, 0.1],
      [-0.2, 0.2, 0.4, 0.5],
      [0.7, 0.1, 0.5, 0.2],
    ],
    { dtype: "float64" },
  );
  test.each(Object.entries(seconds))("%s", (_, f) => {
    const gradient = grad(f);
    const [, found] = jvp(gradient, [x], [t]);
    const h = 1e-5;
    const difference = gradient(x.add(t.mul(h)))
      .sub(gradient(x.sub(t.mul(h))))
      .div(2 * h);
    const largest = Number(difference.abs().max().item());
    expect(found.sub(difference).abs().max().item()).toBeLessThan(1e-7 * Math.max(1, largest));
  });
});
