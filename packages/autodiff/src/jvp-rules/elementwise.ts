import { bind, isInexact, type ElementwiseRules, type JvpRule, type PrimitiveName } from "@proj/array/core";
import { complex, constantLike, convertElementType, imag, real, select } from "@proj/array/lax";
import { stretch } from "../shapes.ts";
import { binaryRule } from "./binary.ts";
import { locallyConstantRule } from "./linear.ts";
import { mapTangent, type NoDerivative } from "./rule.ts";
import { integerPowRule, unaryRule } from "./unary.ts";

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
      isInexact(params.dtype)
        ? mapTangent(t, (tangent) => convertElementType(tangent, params.dtype, params.weakType))
        : null,
    ],
  ];
};

const complexRule: JvpRule<"complex"> = ([re, im], [t, u]) => {
  const result = complex(re, im);
  if (t === null && u === null) return [[result], [null]];
  return [[result], [stretch(complex(t ?? constantLike(u!, 0), u ?? constantLike(t!, 0)), result.shape)]];
};

export const elementwiseJvpRules: ElementwiseRules<{ readonly [P in PrimitiveName]: JvpRule<P> | NoDerivative }> = {
  unary: unaryRule,
  binary: binaryRule,
  others: {
    select: selectRule,
    integerPow: integerPowRule,
    convertElementType: convertRule,
    bitcastConvertType: locallyConstantRule("bitcastConvertType"),
    complex: complexRule,
    real: ([x], [t]) => [[real(x)], [mapTangent(t, real)]],
    imag: ([x], [t]) => [[imag(x)], [mapTangent(t, imag)]],
  },
};
