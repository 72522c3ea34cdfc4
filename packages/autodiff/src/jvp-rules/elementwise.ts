import { bind, isFloat, type ElementwiseName } from "@proj/array/core";
import { constantLike, convertElementType, select } from "@proj/array/lax";
import { stretch } from "../shapes.ts";
import { binaryRules } from "./binary.ts";
import { locallyConstantRule } from "./linear.ts";
import { mapTangent, type JvpRule } from "./rule.ts";
import { integerPowRule, unaryRules } from "./unary.ts";

/** `where`: the tangent of the chosen value. What is not chosen contributes nothing, but its own infinities stay. */
const selectRule: JvpRule<"select"> = ([condition, onTrue, onFalse], [, t, f]) => {
  const result = select(condition, onTrue, onFalse);
  if (t === null && f === null) return [[result], [null]];
  const tangent = select(condition, t ?? constantLike(f!, 0), f ?? constantLike(t!, 0));
  return [[result], [stretch(tangent, result.shape)]];
};

const convertRule: JvpRule<"convertElementType"> = ([x], [t], params) => {
  const result = bind("convertElementType", [x], params)[0];
  return [
    [result],
    [
      isFloat(params.dtype)
        ? mapTangent(t, (tangent) => convertElementType(tangent, params.dtype, params.weakType))
        : null,
    ],
  ];
};

export const elementwiseJvpRules: { readonly [P in ElementwiseName]: JvpRule<P> } = {
  ...unaryRules,
  ...binaryRules,
  select: selectRule,
  integerPow: integerPowRule,
  convertElementType: convertRule,
  bitcastConvertType: locallyConstantRule("bitcastConvertType"),
};
