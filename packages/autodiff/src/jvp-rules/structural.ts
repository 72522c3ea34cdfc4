import type { NDArray } from "@proj/array";
import { bind, isFloat } from "@proj/array/core";
import { addTangents } from "./binary.ts";
import { constantLike, select, stretch, toDType, zeros } from "../operations.ts";
import { mapTangent, type JvpRule } from "./rule.ts";

/** `where`: the tangent of the chosen value. What is not chosen contributes nothing, but its own infinities stay. */
export const selectRule: JvpRule<"select"> = ([condition, onTrue, onFalse], [, t, f]) => {
  const result = bind("select", [condition, onTrue, onFalse], {})[0];
  if (t === null && f === null) return [[result], [null]];
  const tangent = select(condition, t ?? constantLike(f!, 0), f ?? constantLike(t!, 0));
  return [[result], [stretch(tangent, result.shape)]];
};

export const convertRule: JvpRule<"convertElementType"> = ([x], [t], params) => {
  const result = bind("convertElementType", [x], params)[0];
  return [[result], [isFloat(params.dtype) ? mapTangent(t, (tangent) => toDType(tangent, params.dtype)) : null]];
};

export const padRule: JvpRule<"pad"> = ([x, value], [tx, tv], params) => {
  const result = bind("pad", [x, value], params)[0];
  if (tx === null && tv === null) return [[result], [null]];
  return [[result], [bind("pad", [tx ?? zeros(x), tv ?? constantLike(x, 0)], params)[0]]];
};

export const concatenateRule: JvpRule<"concatenate"> = (operands, tangents, params) => [
  bind("concatenate", operands, params),
  bind("concatenate", operands.map((x, k) => tangents[k] ?? zeros(x)), params), // prettier-ignore
];

/** The product is linear in each operand: d(xy) = dx·y + x·dy. */
export const dotGeneralRule: JvpRule<"dotGeneral"> = ([lhs, rhs], [tl, tr], dimensions) => {
  const dot = (a: NDArray, b: NDArray): NDArray => bind("dotGeneral", [a, b], dimensions)[0];
  const fromLeft = mapTangent(tl, (t) => dot(t, rhs));
  const fromRight = mapTangent(tr, (t) => dot(lhs, t));
  return [[dot(lhs, rhs)], [addTangents(fromLeft, fromRight)]];
};
