import * as linalg from "@proj/array/linalg";
import { describe, it } from "vitest";
import { checkCalls, functionsOf, rounding } from "./calls.ts";

describe("linear algebra that is composed of other functions gives what JAX gives", () => {
  // JAX takes binomial coefficients from logarithms in single precision; ours are exact.
  const tolerance = { ...rounding, float32: 2e-5 };
  it.each(functionsOf("matrices"))("%s", (name, cases) => {
    checkCalls(linalg, name, cases, tolerance);
  });
});
