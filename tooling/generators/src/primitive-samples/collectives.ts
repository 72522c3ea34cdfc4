import { allGatherRules, axisIndexRules, extrema, psumRules, type CollectiveName } from "@proj/array/core";
import { sample, type SampleTable } from "./sample.ts";

const needsAxis = { differentiable: [0], evaluates: false };
const axisName = "axis";

export const collectiveSamples: SampleTable<CollectiveName> = {
  psum: [
    sample<"psum">(
      "over the axis",
      (draw) => ({ operands: [draw.floats([3])], params: { axisName, rules: psumRules } }),
      needsAxis,
    ),
  ],
  pmax: [
    sample<"pmax">(
      "over the axis",
      (draw) => ({ operands: [draw.floats([3])], params: { axisName, rules: extrema.pmax } }),
      needsAxis,
    ),
  ],
  pmin: [
    sample<"pmin">(
      "over the axis",
      (draw) => ({ operands: [draw.floats([3])], params: { axisName, rules: extrema.pmin } }),
      needsAxis,
    ),
  ],
  allGather: [
    sample<"allGather">(
      "over the axis",
      (draw) => ({ operands: [draw.floats([3])], params: { axisName, axisSize: 4, rules: allGatherRules } }),
      needsAxis,
    ),
  ],
  axisIndex: [
    sample<"axisIndex">("along the axis", () => ({ operands: [], params: { axisName, rules: axisIndexRules } }), {
      evaluates: false,
    }),
  ],
};
