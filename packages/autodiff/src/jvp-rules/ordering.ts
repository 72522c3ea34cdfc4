import type { NDArray } from "@proj/array";
import { gathered, type JvpRule, type OrderingName } from "@proj/array/core";
import { broadcastedIota, reshape, sort } from "@proj/array/lax";
import { mapTangent } from "./rule.ts";

/** Tangents are permuted as their values are. */
const sortRule: JvpRule<"sort"> = (operands, tangents, { dimension, numKeys }) => {
  const [first] = operands;
  if (tangents.every((t) => t === null)) return [sort(operands, dimension, numKeys), tangents];
  const places = broadcastedIota("int32", first!.shape, dimension);
  const sorted = sort([...operands, places], dimension, numKeys);
  const permutation = sorted.at(-1)!;
  return [
    sorted.slice(0, -1),
    tangents.map((t) => mapTangent(t, (tangent) => takeAlong(tangent, permutation, dimension))),
  ];
};

/** For each place of `indices` the element of `x` with that index along `axis` and the place's own on all other axes. */
function takeAlong(x: NDArray, indices: NDArray, axis: number): NDArray {
  // There is no element to take, and none that an index could name.
  if (x.size === 0) return x;
  const others = x.shape.flatMap((_, a) => (a === axis ? [] : [a]));
  return gathered(x, reshape(indices, [...indices.shape, 1]), {
    dimensions: {
      offsetDims: [],
      collapsedSliceDims: [axis],
      operandBatchingDims: others,
      indicesBatchingDims: others,
      startIndexMap: [axis],
    },
    sliceSizes: x.shape.map(() => 1),
    mode: "promise",
    fillValue: 0,
  });
}

export const orderingJvpRules: { readonly [P in OrderingName]: JvpRule<P> } = {
  sort: sortRule,
};
