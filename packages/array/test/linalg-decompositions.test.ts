import { array, type NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import { describe, expect, it } from "vitest";
import { checkCalls, functionsOf } from "./calls.ts";

describe("decompositions, and what is made of them, give what JAX gives", () => {
  const tolerance = { float16: 2e-3, float32: 1e-5, float64: 1e-11 };
  const functions = [
    ...functionsOf("decompositions"),
    ...functionsOf("matrix-functions"),
    ...functionsOf("matrices-not-finite"),
  ];
  it.each(functions.filter(([name]) => name !== "derivative"))("%s", (name, cases) => {
    // Repeated squaring enlarges errors, of JAX's as well.
    const own = name === "expm" ? { ...tolerance, float32: 1e-4 } : tolerance;
    checkCalls({ ...lax.linalg, ...linalg }, name, cases, own);
  });
});

describe("a matrix with NaN or an infinity anywhere", () => {
  it.each([NaN, Infinity])("has no eigenvalues: %d", (value) => {
    // LAPACK finds some that forget what is at the edge of the matrix.
    const rows = Array.from({ length: 9 }, (_, place) =>
      Array.from({ length: 9 }, (_, k) => (k === place || (k % 3) * 3 + Math.floor(k / 3) === place ? value : k % 4)),
    );
    for (const f of [linalg.eigvalsh, (x: NDArray) => linalg.eigh(x)[1]])
      expect(Array.from(f(array(rows).reshape(9, 3, 3)).dataSync()).every(Number.isNaN)).toBe(true);
  });
});
