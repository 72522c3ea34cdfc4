import { UsageError } from "@proj/array";
import type { Equation } from "@proj/array/core";
import type { Block } from "./block.ts";

/** The rule of a primitive that no program can contain: an error that says where it may stand instead. */
export function notCompiled(expected: string): (block: Block, equation: Equation) => never {
  return (_, { primitive }) => {
    throw new UsageError({
      operation: "jit",
      received: `a program with the primitive ${primitive}`,
      expected,
      remedy: "call what makes it inside of its transformation",
    });
  };
}
