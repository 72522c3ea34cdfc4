import type { OrderingName } from "@proj/array/core";
import { sample, type SampleTable } from "./sample.ts";

const all = { differentiable: [0] };

export const orderingSamples: SampleTable<OrderingName> = {
  sort: [
    sample<"sort">(
      "one array, last axis",
      (draw) => ({ operands: [draw.distinct([3, 7])], params: { dimension: 1, numKeys: 1 } }),
      all,
    ),
    sample<"sort">(
      "one array, first axis",
      (draw) => ({ operands: [draw.distinct([7, 3])], params: { dimension: 0, numKeys: 1 } }),
      all,
    ),
    sample<"sort">(
      "by keys, with values",
      (draw) => ({ operands: [draw.distinct([9]), draw.floats([9])], params: { dimension: 0, numKeys: 1 } }),
      { differentiable: [0, 1] },
    ),
    sample<"sort">(
      "by two keys with ties, stably",
      (draw) => ({
        operands: [draw.integers([12], 0, 2), draw.integers([12], 0, 1), draw.floats([12])],
        params: { dimension: 0, numKeys: 2 },
      }),
      { differentiable: [2] },
    ),
  ],
};
