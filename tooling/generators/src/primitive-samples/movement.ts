import { array } from "@proj/array";
import type { MovementName } from "@proj/array/core";
import { sample, type SampleTable } from "./sample.ts";

const all = { differentiable: [0] };

export const movementSamples: SampleTable<MovementName> = {
  broadcastInDim: [
    sample<"broadcastInDim">(
      "a scalar",
      (draw) => ({ operands: [draw.floats([])], params: { shape: [3, 4], broadcastDimensions: [] } }),
      all,
    ),
    sample<"broadcastInDim">(
      "a vector along rows",
      (draw) => ({ operands: [draw.floats([4])], params: { shape: [3, 4], broadcastDimensions: [1] } }),
      all,
    ),
    sample<"broadcastInDim">(
      "a vector along columns",
      (draw) => ({ operands: [draw.floats([3])], params: { shape: [3, 4], broadcastDimensions: [0] } }),
      all,
    ),
    sample<"broadcastInDim">(
      "a length of 1",
      (draw) => ({ operands: [draw.floats([3, 1])], params: { shape: [2, 3, 4], broadcastDimensions: [1, 2] } }),
      all,
    ),
  ],
  reshape: [
    sample<"reshape">(
      "to fewer axes",
      (draw) => ({ operands: [draw.floats([2, 3, 4])], params: { shape: [6, 4] } }),
      all,
    ),
    sample<"reshape">("of a scalar", (draw) => ({ operands: [draw.floats([])], params: { shape: [1, 1] } }), all),
    sample<"reshape">("of nothing", (draw) => ({ operands: [draw.floats([0, 3])], params: { shape: [3, 0, 2] } }), all),
  ],
  transpose: [
    sample<"transpose">(
      "of a matrix",
      (draw) => ({ operands: [draw.floats([3, 5])], params: { permutation: [1, 0] } }),
      all,
    ),
    sample<"transpose">(
      "of three axes",
      (draw) => ({ operands: [draw.floats([2, 3, 4])], params: { permutation: [2, 0, 1] } }),
      all,
    ),
  ],
  reverse: [
    sample<"reverse">("one axis", (draw) => ({ operands: [draw.floats([3, 4])], params: { dimensions: [1] } }), all),
    sample<"reverse">(
      "both axes",
      (draw) => ({ operands: [draw.floats([3, 4])], params: { dimensions: [0, 1] } }),
      all,
    ),
  ],
  slice: [
    sample<"slice">(
      "a block",
      (draw) => ({ operands: [draw.floats([5, 6])], params: { start: [1, 2], limit: [4, 6], strides: [1, 1] } }),
      all,
    ),
    sample<"slice">(
      "with steps",
      (draw) => ({ operands: [draw.floats([7, 6])], params: { start: [1, 0], limit: [7, 5], strides: [3, 2] } }),
      all,
    ),
    sample<"slice">(
      "nothing",
      (draw) => ({ operands: [draw.floats([3])], params: { start: [2], limit: [2], strides: [1] } }),
      all,
    ),
  ],
  pad: [
    sample<"pad">(
      "both ends",
      (draw) => ({
        operands: [draw.floats([2, 3]), draw.floats([])],
        params: { low: [1, 0], high: [0, 2], interior: [0, 0] },
      }),
      { differentiable: [0, 1] },
    ),
    sample<"pad">(
      "between elements",
      (draw) => ({ operands: [draw.floats([4]), draw.floats([])], params: { low: [1], high: [2], interior: [2] } }),
      { differentiable: [0, 1] },
    ),
    sample<"pad">(
      "by negative amounts, which cut",
      (draw) => ({
        operands: [draw.floats([6, 4]), draw.floats([])],
        params: { low: [-1, 2], high: [-2, -1], interior: [0, 0] },
      }),
      { differentiable: [0, 1] },
    ),
    sample<"pad">(
      "between elements, and cut",
      (draw) => ({ operands: [draw.floats([5]), draw.floats([])], params: { low: [-2], high: [-1], interior: [1] } }),
      { differentiable: [0, 1] },
    ),
  ],
  concatenate: [
    sample<"concatenate">(
      "rows",
      (draw) => ({
        operands: [draw.floats([2, 3]), draw.floats([1, 3]), draw.floats([4, 3])],
        params: { dimension: 0 },
      }),
      { differentiable: [0, 1, 2] },
    ),
    sample<"concatenate">(
      "columns",
      (draw) => ({
        operands: [draw.floats([3, 2]), draw.floats([3, 0]), draw.floats([3, 4])],
        params: { dimension: 1 },
      }),
      { differentiable: [0, 1, 2] },
    ),
  ],
  split: [
    sample<"split">(
      "rows",
      (draw) => ({ operands: [draw.floats([6, 3])], params: { sizes: [2, 0, 4], axis: 0 } }),
      all,
    ),
    sample<"split">(
      "columns",
      (draw) => ({ operands: [draw.floats([3, 5])], params: { sizes: [1, 4], axis: 1 } }),
      all,
    ),
  ],
  windows: [
    sample<"windows">(
      "of neighbours",
      (draw) => ({ operands: [draw.floats([2, 5])], params: { axis: 1, size: 3, stride: 1, dilation: 1 } }),
      all,
    ),
    sample<"windows">(
      "with steps and gaps",
      (draw) => ({ operands: [draw.floats([9, 2])], params: { axis: 0, size: 2, stride: 3, dilation: 2 } }),
      all,
    ),
  ],
  shardingConstraint: [
    sample<"shardingConstraint">(
      "of one device",
      (draw) => ({ operands: [draw.floats([2, 3])], params: { sharding: array(0).sharding } }),
      all,
    ),
  ],
  iota: [
    sample<"iota">("along rows", () => ({ operands: [], params: { dtype: "int32", shape: [3, 4], dimension: 0 } })),
    sample<"iota">("along columns, as floats", (draw) => ({
      operands: [],
      params: { dtype: draw.float, shape: [3, 4], dimension: 1 },
    })),
  ],
};
