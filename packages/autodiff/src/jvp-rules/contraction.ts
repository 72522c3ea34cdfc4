import type { NDArray } from "@proj/array";
import type { ContractionName, JvpRule } from "@proj/array/core";
import { dotGeneral } from "@proj/array/lax";
import { addTangents } from "./binary.ts";
import { mapTangent } from "./rule.ts";

/** The product is linear in each operand: d(xy) = dx·y + x·dy. */
const dotGeneralRule: JvpRule<"dotGeneral"> = ([lhs, rhs], [tl, tr], dimensions) => {
  const dot = (a: NDArray, b: NDArray): NDArray => dotGeneral(a, b, dimensions);
  const fromLeft = mapTangent(tl, (t) => dot(t, rhs));
  const fromRight = mapTangent(tr, (t) => dot(lhs, t));
  return [[dot(lhs, rhs)], [addTangents(fromLeft, fromRight)]];
};

export const contractionJvpRules: { readonly [P in ContractionName]: JvpRule<P> } = {
  dotGeneral: dotGeneralRule,
};
