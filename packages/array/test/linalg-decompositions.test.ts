import * as linalg from "@proj/array/linalg";
import { describe, it } from "vitest";
import { checkCalls, functionsOf } from "./calls.ts";

describe("decompositions, and what is made of them, give what JAX gives", () => {
  const tolerance = { float16: 2e-3, float32: 1e-5, float64: 1e-11 };
  it.each(functionsOf("decompositions").filter(([name]) => name !== "derivative"))("%s", (name, cases) => {
    checkCalls(linalg, name, cases, tolerance);
  });
});
