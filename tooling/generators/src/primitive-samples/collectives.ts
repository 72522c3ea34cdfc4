import type { CollectiveName } from "@proj/array/core";
import { sample, type SampleTable } from "./sample.ts";

const needsAxis = { differentiable: [0], evaluates: false };
const axisName = "axis";

export const collectiveSamples: SampleTable<CollectiveName> = {
  psum: [
    sample<"psum">("over the axis", (draw) => ({ operands: [draw.floats([3])], params: { axisName } }), needsAxis),
  ],
  pmax: [
    sample<"pmax">("over the axis", (draw) => ({ operands: [draw.floats([3])], params: { axisName } }), needsAxis),
  ],
  pmin: [
    sample<"pmin">("over the axis", (draw) => ({ operands: [draw.floats([3])], params: { axisName } }), needsAxis),
  ],
  allGather: [
    sample<"allGather">(
      "over the axis",
      (draw) => ({ operands: [draw.floats([3])], params: { axisName, axisSize: 4 } }),
      needsAxis,
    ),
  ],
  axisIndex: [
    sample<"axisIndex">("along the axis", () => ({ operands: [], params: { axisName } }), { evaluates: false }),
  ],
};
