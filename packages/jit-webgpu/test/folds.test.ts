import { foldCases } from "@proj/generators/random-loops";
import { describe, expect, test } from "vitest";
import { compileLoops, limits, type Workers } from "./loop-programs.ts";
import { runProgram } from "./run-program.ts";

describe.each<Workers>(["a grid", "one workgroup"])(
  "on %s a fold gives its neutral element for nothing, and what its meaning says for more",
  (workers) => {
    test.each(foldCases(["bool", "int32", "uint32", "float32"], limits).map((one) => [one.name, one] as const))(
      "%s",
      async (_, { program, input, expected }) => {
        expect(await runProgram(compileLoops(program, workers), program, [input])).toEqual(expected);
      },
    );
  },
);
