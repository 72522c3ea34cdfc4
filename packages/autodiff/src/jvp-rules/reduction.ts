import { moveaxis, type NDArray } from "@proj/array";
import { bind, range, type JvpRule, type MadeRules, type ReductionName } from "@proj/array/core";
import {
  convertElementType,
  cumprod,
  div,
  eq,
  mul,
  pad,
  reduceProd,
  reduceSum,
  reshape,
  sliceInDim,
} from "@proj/array/lax";
import { unreduce } from "../shapes.ts";
import { cumulativeRule } from "./cumulative.ts";
import { linearRule, locallyConstantRule } from "./linear.ts";
import { mapTangent, takesNoFloats, type NoDerivative } from "./rule.ts";

/** An extremum: elements that attain it share the tangent equally. */
const extremumRule =
  (name: "reduceMax" | "reduceMin"): JvpRule<"reduceMax" | "reduceMin"> =>
  ([x], [t], { axes }) => {
    const result = bind(name, [x], { axes })[0];
    // Of nothing it is a constant, which no element attains.
    if (x.size === 0) return [[result], [null]];
    const tangent = mapTangent(t, (dx) => {
      const attained = convertElementType(eq(x, unreduce(result, axes, x.shape)), x.dtype);
      return div(reduceSum(mul(dx, attained), axes), reduceSum(attained, axes));
    });
    return [[result], [tangent]];
  };

/** Each element's tangent times the product of all the others, which exists where elements are zero too. */
const reduceProdRule: JvpRule<"reduceProd"> = ([x], [t], { axes }) => {
  const result = reduceProd(x, axes);
  if (t === null) return [[result], [null]];
  if (axes.length === 0) return [[result], [t]];
  const last = toLastAxis(x, axes);
  const others = productsOfOthers(last);
  return [[result], [reduceSum(mul(toLastAxis(t, axes), others), [last.ndim - 1])]];
};

/** For each element along the last axis the product of all others there. */
function productsOfOthers(x: NDArray): NDArray {
  const axis = x.ndim - 1;
  const length = x.shape[axis]!;
  if (length === 0) return x;
  const none = range(x.ndim).map(() => 0);
  const before = cumprod(sliceInDim(x, 0, length - 1, 1, axis), axis, false);
  const after = cumprod(sliceInDim(x, 1, length, 1, axis), axis, true);
  return mul(pad(before, 1, none.with(axis, 1), none), pad(after, 1, none, none.with(axis, 1)));
}

/** The array with all of `axes` joined into one, the last. */
function toLastAxis(x: NDArray, axes: readonly number[]): NDArray {
  const kept = range(x.ndim).filter((axis) => !axes.includes(axis));
  const moved = axes.reduce((y, axis, k) => moveaxis(y, axis - axes.slice(0, k).filter((a) => a < axis).length, x.ndim - 1), x); // prettier-ignore
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  return reshape(moved, [...kept.map((axis) => x.shape[axis]!), count]);
}

export const reductionJvpRules: MadeRules<{ readonly [P in ReductionName]: JvpRule<P> | NoDerivative }> = {
  make: {
    reduceSum: linearRule,
    reduceProd: () => reduceProdRule,
    reduceMax: extremumRule,
    reduceMin: extremumRule,
    reduceAnd: () => takesNoFloats,
    reduceOr: () => takesNoFloats,
    argmax: locallyConstantRule,
    argmin: locallyConstantRule,
    cumsum: linearRule,
    cumprod: cumulativeRule,
    cummax: cumulativeRule,
    cummin: cumulativeRule,
  },
};
