import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import type { NDArray } from "@proj/array";
import { describe, it } from "vitest";
import { checkCalls, functionsOf } from "./calls.ts";

/** What is recorded with its arguments laid side by side, or under another name. */
const functions = {
  ...linalg,
  triangularSolve: lax.linalg.triangularSolve,
  luPivotsToPermutation: lax.linalg.luPivotsToPermutation,
  laxLu: lax.linalg.lu,
  choleskyUpdate: lax.linalg.choleskyUpdate,
  ormqr: lax.linalg.ormqr,
  symmetricProduct: lax.linalg.symmetricProduct,
  tridiagonal: lax.linalg.tridiagonal,
  choFactor: (...args: Parameters<typeof linalg.choFactor>) => linalg.choFactor(...args).slice(0, 1),
  choSolve: (c: NDArray, lower: boolean, b: NDArray) => linalg.choSolve([c, lower], b),
  luSolve: (lu: NDArray, pivots: NDArray, b: NDArray, options: linalg.LuSolveOptions) =>
    linalg.luSolve([lu, pivots], b, options),
};

describe("factorisations and what is solved with them give what JAX gives", () => {
  // JAX factors in single precision.
  const tolerance = { float16: 2e-3, float32: 1e-4, float64: 1e-12 };
  it.each(functionsOf("factorizations").filter(([name]) => !name.startsWith("gradient")))("%s", (name, cases) => {
    checkCalls(functions, name, cases, tolerance);
  });
});
