import * as linalg from "@proj/array/linalg";
import { abs, conj, eye, ones } from "@proj/array";
import * as lax from "@proj/array/lax";
import { describe, expect, it } from "vitest";
import { checkCalls, functionsOf, rounding } from "./calls.ts";

describe("linear algebra that is composed of other functions gives what JAX gives", () => {
  // JAX takes binomial coefficients from logarithms in single precision; ours are exact.
  const tolerance = { ...rounding, float32: 2e-5 };
  it.each(functionsOf("matrices"))("%s", (name, cases) => {
    checkCalls(linalg, name, cases, tolerance);
  });

  it("dft: the matrix of a transform, which is unitary when it is scaled", () => {
    const f = linalg.dft(6, { scale: "sqrtn", dtype: "complex128" });
    const miss = abs(f.matmul(conj(f.T)).sub(eye(6, { dtype: "float64" })));
    expect(Math.max(...miss.dataSync().map(Number))).toBeLessThan(1e-14);
    expect(linalg.dft(4).dtype).toBe("complex64");
    expect(linalg.dft(4, "n").sum(0).dataSync()[0]).toBeCloseTo(1);
  });

  it("toeplitz, hankel and convolutionMatrix: matrices of weak vectors are definite", () => {
    const weak = lax.convertElementType(ones([3]), "float32", true);
    for (const matrix of [linalg.toeplitz(weak), linalg.hankel(weak), linalg.convolutionMatrix(weak, 2)])
      expect(matrix.weakType).toBe(false);
    expect(linalg.circulant(weak).weakType).toBe(true);
  });
});
