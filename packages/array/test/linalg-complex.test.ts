import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { complex } from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import { describe, expect, it, test } from "vitest";
import { argumentsOf, checkArray, checkCalls, functionsOf } from "./calls.ts";

const tolerance = { float16: 2e-3, float32: 3e-5, float64: 1e-11 };

describe("functions of complex matrices give what JAX gives", () => {
  const functions = functionsOf("complex-matrices");
  it.each(functions.filter(([name]) => name !== "funm"))("%s", (name, cases) => {
    checkCalls(linalg, name, cases, tolerance);
  });

  it("funm", () => {
    for (const one of functions.find(([name]) => name === "funm")![1]) {
      const [x, named, options] = argumentsOf(one) as [NDArray, "exp" | "sin", { disp?: false }?];
      const called: unknown = linalg.funm(x, np[named], options);
      const results = Array.isArray(called) ? (called as NDArray[]) : [called as NDArray];
      const [expected, error] = Object.values(one.outputs);
      checkArray(one.name, results[0]!, expected!, false, tolerance);
      // The estimate depends on the order of the eigenvalues, which is free.
      if (error === undefined) continue;
      expect([results[1]!.dtype, results[1]!.shape]).toEqual([error.dtype, error.shape]);
      expect(results[1]!.item()).toBeLessThan(1e3 * Number(error.data[0]));
    }
  });
});

/** Numbers that look random. */
const floats = (seed: number, ...shape: number[]): NDArray =>
  np
    .sin(
      np
        .arange(shape.reduce((product, length) => product * length, 1))
        .add(seed)
        .mul(0.7 * seed)
        .astype("float64"),
    )
    .reshape(shape);
const numbers = (seed: number, ...shape: number[]): NDArray =>
  complex(floats(seed, ...shape), floats(seed + 1, ...shape));
const adjoint = (x: NDArray): NDArray => np.conj(x.swapaxes(-1, -2));
const product = (...factors: readonly NDArray[]): NDArray => factors.reduce((x, y) => np.matmul(x, y));
const expectEqual = (x: NDArray, y: NDArray): void => {
  if (x.size > 0) expect(np.max(np.abs(x.sub(y))).item()).toBeLessThan(1e-13 * 50);
};
const expectUnitary = (x: NDArray): void => {
  expectEqual(product(adjoint(x), x), np.eye(x.shape.at(-1)!).add(np.zerosLike(product(adjoint(x), x))));
};

describe("factors of complex matrices make the matrix", () => {
  const square = [[1, 1], [5, 5], [2, 3, 3]].map((shape, k) => numbers(k + 1, ...shape)); // prettier-ignore
  const any = [[5, 3], [3, 5], [2, 4, 3], [1, 4]].map((shape, k) => numbers(k + 4, ...shape)); // prettier-ignore
  const deficient = product(numbers(2, 5, 2), numbers(7, 2, 5));
  const zero = complex(np.zeros([3, 3], { dtype: "float64" }), 0);

  test.each([...square, deficient, zero])("eigh, eig and Schur forms (%#)", (a) => {
    const hermitian = a.add(adjoint(a));
    const [w, v] = linalg.eigh(hermitian);
    expectEqual(product(hermitian, v), v.mul(np.expandDims(w, -2)));
    expectUnitary(v);
    const [values, vectors] = linalg.eig(a);
    expectEqual(product(a, vectors), vectors.mul(np.expandDims(values, -2)));
    const real = np.real(a);
    for (const [x, [t, z]] of [
      [a, linalg.schur(a)],
      [real, linalg.schur(real, "complex")],
      [real, linalg.rsf2csf(...linalg.schur(real))],
    ] as const) {
      expectEqual(product(z, t, adjoint(z)), complex(np.real(x), np.imag(x).astype("float64")));
      expectUnitary(z);
      expectEqual(np.tril(t, -1), np.zerosLike(t));
    }
  });

  test.each([...square, deficient, zero])("Hessenberg forms (%#)", (a) => {
    const [h, q] = linalg.hessenberg(a, { calcQ: true });
    expectEqual(product(q, h, adjoint(q)), a);
    expectUnitary(q);
    expectEqual(np.tril(h, -2), np.zerosLike(h));
    expectEqual(linalg.hessenberg(a), h);
  });

  test.each(["float16", "bfloat16"] as const)(
    "roots and complex Schur forms of %s are found in single precision",
    (dtype) => {
      const a = np.array([[4, 1], [0.5, 3]]); // prettier-ignore
      expect(linalg.sqrtm(a.astype(dtype)).dtype).toBe("complex64");
      expectEqual(linalg.sqrtm(a.astype(dtype)), linalg.sqrtm(a));
      for (const [k, part] of linalg.schur(a.astype(dtype), "complex").entries())
        expectEqual(part, linalg.schur(a, "complex")[k]!);
    },
  );

  test.each([...square, ...any, deficient, zero])("qr and svd (%#)", (a) => {
    const k = Math.min(...(a.shape.slice(-2) as [number, number]));
    for (const mode of ["reduced", "complete"] as const) {
      const [q, r] = linalg.qr(a, mode);
      expectEqual(product(q, r), a);
      expectUnitary(q);
    }
    for (const fullMatrices of [true, false]) {
      const [u, s, vt] = linalg.svd(a, { fullMatrices });
      const [left, right] = [u.get("...", np.slice(0, k)), vt.get("...", np.slice(0, k), np.slice(0, a.shape.at(-1)))];
      expectEqual(product(left.mul(np.expandDims(s, -2)), right), a);
      expectUnitary(u);
      expectUnitary(adjoint(vt));
    }
  });
});
