import { checkedCase, drawnOperations, violation } from "@proj/generators/hostile-places";
import { expect, test } from "vitest";
import { emitProgram } from "../src/codegen/program.ts";
import { runProgram, testCapabilities } from "./run-program.ts";
import { limits } from "./step-programs.ts";

test.each([1, 2])(
  "what is read and written at places drawn from seed %i stays inside its arrays and is what it is one by one",
  async (seed) => {
    const one = checkedCase(drawnOperations(seed, 40, ["float32", "float32", "int32", "uint32", "bool"]), limits);
    const results = await runProgram(emitProgram(one.program, testCapabilities), one.program, one.inputs);
    expect(violation(one, results)).toBe(null);
  },
);
