import type { NDArray } from "@proj/array";
import { bind, gathered, scattered, zeros, type IndexingName, type JvpRule, type Params } from "@proj/array/core";
import { add, convertElementType, div, eq, full, iota, mul, reshape, select, sub } from "@proj/array/lax";
import { gatherOfScatter } from "../windows.ts";
import { addTangents } from "./binary.ts";
import { mapTangent } from "./rule.ts";

const dynamicSliceRule: JvpRule<"dynamicSlice"> = ([x, ...starts], [t], params) => [
  bind("dynamicSlice", [x!, ...starts], params),
  [mapTangent(t!, (dx) => bind("dynamicSlice", [dx, ...starts], params)[0])],
];

const dynamicUpdateSliceRule: JvpRule<"dynamicUpdateSlice"> = ([x, update, ...starts], [tx, tu]) => {
  const results = bind("dynamicUpdateSlice", [x!, update!, ...starts], {});
  if (tx === null && tu === null) return [results, [null]];
  return [results, bind("dynamicUpdateSlice", [tx ?? zeros(x!), tu ?? zeros(update!), ...starts], {})];
};

/** What lies outside is a constant, so its tangent is 0. */
const gatherRule: JvpRule<"gather"> = ([x, indices], [t], params) => [
  [gathered(x, indices, params)],
  [mapTangent(t, (dx) => gathered(dx, indices, { ...params, fillValue: 0 }))],
];

/** The sum of updates into an array. */
function scatterAdd(into: NDArray, indices: NDArray, updates: NDArray, params: Params<"scatter">): NDArray {
  return scattered(into, indices, updates, { ...params, combine: "add" });
}

const scatterRule: JvpRule<"scatter"> = ([x, indices, updates], [tx, , tu], params) => {
  const written = (a: NDArray, u: NDArray, combine = params.combine): NDArray =>
    scattered(a, indices, u, { ...params, combine });
  const read = (a: NDArray): NDArray => gathered(a, indices, gatherOfScatter(params, a.shape, updates.shape));
  const result = written(x, updates);
  if (tx === null && tu === null) return [[result], [null]];
  const ones = (like: NDArray): NDArray => full(like.shape, 1, like.dtype);
  switch (params.combine) {
    case "add":
      return [[result], [scatterAdd(tx ?? zeros(x), indices, tu ?? zeros(updates), params)]];
    case "replace": {
      const fromArray = mapTangent(tx, (t) => mul(t, written(ones(x), zeros(updates))));
      // Of several updates to one place one wins; each has a number, and the winner reads its own back.
      const won = (t: NDArray): NDArray => {
        if (params.uniqueIndices) return t;
        const size = updates.size;
        const numbers = reshape(iota("int32", size), updates.shape);
        const numbered = add(numbers, 1);
        const winners = read(written(full(x.shape, 0, "int32"), numbered));
        return select(eq(winners, numbered), t, 0);
      };
      const fromUpdates = mapTangent(tu, (t) => scatterAdd(zeros(x), indices, won(t), params));
      return [[result], [addTangents(fromArray, fromUpdates)]];
    }
    case "mul": {
      // What each update is multiplied with: the product at its place without itself, which may be zero.
      const others = (): NDArray => {
        if (params.uniqueIndices) return read(x);
        const isZero = eq(updates, 0);
        const nonZero = select(isZero, 1, updates);
        const zero = convertElementType(isZero, x.dtype);
        const otherZeros = sub(read(scatterAdd(zeros(x), indices, zero, params)), zero);
        return select(eq(otherZeros, 0), div(read(written(x, nonZero)), nonZero), 0);
      };
      const fromArray = mapTangent(tx, (t) => mul(t, written(ones(x), updates)));
      const fromUpdates = mapTangent(tu, (t) => scatterAdd(zeros(x), indices, mul(t, others()), params));
      return [[result], [addTangents(fromArray, fromUpdates)]];
    }
    case "min":
    case "max": {
      // All that attain the extremum share the tangent equally.
      const mine = convertElementType(eq(updates, read(result)), x.dtype);
      const old = convertElementType(eq(x, result), x.dtype);
      const count = scatterAdd(old, indices, mine, params);
      const fromArray = mapTangent(tx, (t) => mul(t, old));
      const fromUpdates = mapTangent(tu, (t) => scatterAdd(zeros(x), indices, mul(t, mine), params));
      return [[result], [mapTangent(addTangents(fromArray, fromUpdates), (t) => div(t, count))]];
    }
  }
};

export const indexingJvpRules: { readonly [P in IndexingName]: JvpRule<P> } = {
  dynamicSlice: dynamicSliceRule,
  dynamicUpdateSlice: dynamicUpdateSliceRule,
  gather: gatherRule,
  scatter: scatterRule,
};
