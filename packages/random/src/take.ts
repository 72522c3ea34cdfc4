import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";

/** The slices of `x` at some indices along an axis, which are known to be in range; the axis becomes those of `indices`. */
export function take(x: NDArray, indices: NDArray, axis: number): NDArray {
  const kept = x.shape.map((_, i) => i).filter((i) => i !== axis);
  // The kept axes stand before and after those of the indices.
  const offsetDims = kept.map((i) => (i < axis ? i : i - 1 + indices.ndim));
  return lax.gather(x, lax.reshape(indices, [...indices.shape, 1]), {
    dimensions: {
      offsetDims,
      collapsedSliceDims: [axis],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      startIndexMap: [axis],
    },
    sliceSizes: x.shape.with(axis, 1),
    mode: "promise",
    fillValue: 0,
  });
}
