import { bind, range, type CollectiveName, type Nonlinear, type TransposeRule } from "@proj/array/core";
import { constantLike, reshape } from "@proj/array/lax";
import { givesIntegers, nonlinear } from "./rule.ts";

/** Each member's value is in every member's sum, so each gets the sum of all cotangents. */
const psumTranspose: TransposeRule<"psum"> = ([ct], _, params) => bind("psum", [ct!], params);

/** Each member takes the sum of what all say about its own place. */
const allGatherTranspose: TransposeRule<"allGather"> = ([ct], _, { axisName }) => {
  const [total] = bind("psum", [ct!], { axisName });
  const [index] = bind("axisIndex", [], { axisName });
  const rest = total.shape.slice(1);
  const starts = [index, ...range(rest.length).map(() => constantLike(index, 0))];
  return [reshape(bind("dynamicSlice", [total, ...starts], { sizes: [1, ...rest] })[0], rest)];
};

export const collectiveTransposeRules: { readonly [P in CollectiveName]: TransposeRule<P> | Nonlinear } = {
  psum: psumTranspose,
  pmax: nonlinear,
  pmin: nonlinear,
  allGather: allGatherTranspose,
  axisIndex: givesIntegers,
};
