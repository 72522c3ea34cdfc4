import { threefryRules, type RandomName } from "@proj/array/core";
import { sample, type SampleTable } from "./sample.ts";

export const randomSamples: SampleTable<RandomName> = {
  threefry2x32: [
    sample<"threefry2x32">("a key for each counter", (draw) => ({
      operands: [draw.words([7]), draw.words([7]), draw.words([7]), draw.words([7])],
      params: { rules: threefryRules },
    })),
    sample<"threefry2x32">("one key for all counters", (draw) => ({
      operands: [draw.words([]), draw.words([]), draw.words([3, 5]), draw.words([3, 5])],
      params: { rules: threefryRules },
    })),
  ],
};
