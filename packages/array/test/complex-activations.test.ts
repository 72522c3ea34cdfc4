import * as np from "@proj/array";
import * as nn from "@proj/array/nn";
import { describe, it } from "vitest";
import { checkCalls, functionsOf } from "./calls.ts";

describe("activations, and sums of exponentials, of complex numbers give what they give in JAX", () => {
  it.each(functionsOf("complex-activations"))("%s", (name, cases) => {
    checkCalls({ ...np, ...nn }, name, cases, { float16: 2e-3, float32: 4e-6, float64: 1e-13 });
  });
});
