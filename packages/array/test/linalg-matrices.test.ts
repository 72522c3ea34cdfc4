import * as linalg from "@proj/array/linalg";
import { abs, conj, eye } from "@proj/array";
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
});
