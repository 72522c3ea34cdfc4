import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import { describe, it } from "vitest";
import { checkCalls, functionsOf } from "./calls.ts";

describe("decompositions, and what is made of them, give what JAX gives", () => {
  const tolerance = { float16: 2e-3, float32: 1e-5, float64: 1e-11 };
  const functions = [...functionsOf("decompositions"), ...functionsOf("matrix-functions")];
  it.each(functions.filter(([name]) => name !== "derivative"))("%s", (name, cases) => {
    // Repeated squaring enlarges errors, of JAX's as well.
    const own = name === "expm" ? { ...tolerance, float32: 1e-4 } : tolerance;
    checkCalls({ ...lax.linalg, ...linalg }, name, cases, own);
  });
});
