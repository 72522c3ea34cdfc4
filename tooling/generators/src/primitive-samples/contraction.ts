import type { ContractionName } from "@proj/array/core";
import { sample, type SampleTable } from "./sample.ts";

const options = { differentiable: [0, 1], ulps: 64 };

export const contractionSamples: SampleTable<ContractionName> = {
  dotGeneral: [
    sample<"dotGeneral">(
      "two vectors",
      (draw) => ({
        operands: [draw.floats([9]), draw.floats([9])],
        params: { lhsContracting: [0], rhsContracting: [0], lhsBatch: [], rhsBatch: [] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "a matrix and a vector",
      (draw) => ({
        operands: [draw.floats([3, 9]), draw.floats([9])],
        params: { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "two matrices",
      (draw) => ({
        operands: [draw.floats([5, 9]), draw.floats([9, 7])],
        params: { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "two transposed matrices",
      (draw) => ({
        operands: [draw.floats([9, 5]), draw.floats([7, 9])],
        params: { lhsContracting: [0], rhsContracting: [1], lhsBatch: [], rhsBatch: [] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "batches of matrices",
      (draw) => ({
        operands: [draw.floats([2, 3, 4]), draw.floats([2, 4, 5])],
        params: { lhsContracting: [2], rhsContracting: [1], lhsBatch: [0], rhsBatch: [0] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "batch axes in the middle",
      (draw) => ({
        operands: [draw.floats([4, 2, 3]), draw.floats([5, 4, 2])],
        params: { lhsContracting: [0], rhsContracting: [1], lhsBatch: [1], rhsBatch: [2] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "two contracted axes",
      (draw) => ({
        operands: [draw.floats([2, 3, 4]), draw.floats([4, 5, 3])],
        params: { lhsContracting: [1, 2], rhsContracting: [2, 0], lhsBatch: [], rhsBatch: [] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "several contracted axes side by side, for a batch",
      (draw) => ({
        operands: [draw.floats([2, 3, 4, 5]), draw.floats([3, 4, 2, 6])],
        params: { lhsContracting: [2, 1], rhsContracting: [1, 0], lhsBatch: [0], rhsBatch: [2] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "the outer product",
      (draw) => ({
        operands: [draw.floats([3]), draw.floats([4])],
        params: { lhsContracting: [], rhsContracting: [], lhsBatch: [], rhsBatch: [] },
      }),
      options,
    ),
    sample<"dotGeneral">(
      "a sum of nothing",
      (draw) => ({
        operands: [draw.floats([3, 0]), draw.floats([0, 2])],
        params: { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] },
      }),
      options,
    ),
    sample<"dotGeneral">("integers that wrap", (draw) => ({
      operands: [draw.integers([3, 4], -(2 ** 31), 2 ** 31 - 1), draw.integers([4, 2], -(2 ** 31), 2 ** 31 - 1)],
      params: { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] },
    })),
  ],
};
