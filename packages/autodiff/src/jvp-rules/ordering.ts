import type { NDArray } from "@proj/array";
import { bind, type OrderingName } from "@proj/array/core";
import { reshape } from "../operations.ts";
import { mapTangent, type JvpRule } from "./rule.ts";

/** Tangents are permuted as their values are. */
const sortRule: JvpRule<"sort"> = (operands, tangents, params) => {
  const { dimension } = params;
  const [first] = operands;
  if (tangents.every((t) => t === null)) return [bind("sort", operands, params), tangents];
  const places = bind("iota", [], { dtype: "int32", shape: first!.shape, dimension })[0];
  const sorted = bind("sort", [...operands, places], params);
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
  return bind("gather", [x, reshape(indices, [...indices.shape, 1])], {
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
  })[0];
}

export const orderingJvpRules: { readonly [P in OrderingName]: JvpRule<P> } = {
  sort: sortRule,
};
