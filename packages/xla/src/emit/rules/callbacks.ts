import { UsageError } from "@proj/array";
import type { CallbackName } from "@proj/array/core";
import type { EmissionRule } from "../rule.ts";

export const callbackRules: { readonly [P in CallbackName]: EmissionRule<P> } = {
  callback: (_, __, { function: f }) => {
    throw new UsageError({
      operation: f.name,
      received: "a program for XLA, which runs in another process and cannot call functions of this one",
      expected: "programs that run on the host",
      remedy: "place the arrays on the host, or return the values from the program and call the function with them",
    });
  },
};
