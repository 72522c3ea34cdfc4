import type { CollectiveName, Nonlinear, TransposeRule } from "@proj/array/core";
import { givesIntegers, nonlinear } from "./rule.ts";

/** A collective that is linear brings its own rule. */
export const collectiveTransposeRules: { readonly [P in CollectiveName]: TransposeRule<P> | Nonlinear } = {
  psum: (cotangents, operands, params, context) => params.rules.transpose(cotangents, operands, params, context),
  pmax: nonlinear,
  pmin: nonlinear,
  allGather: (cotangents, operands, params, context) => params.rules.transpose(cotangents, operands, params, context),
  axisIndex: givesIntegers,
};
