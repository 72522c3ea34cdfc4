import {
  isComplexDType,
  isFloat,
  neutralElement,
  type CombiningFold,
  type ReductionName,
  type ScalarValue,
} from "@proj/array/core";
import type { DType } from "@proj/array";
import type { Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";
import { inSinglePrecision } from "../single-precision.ts";
import { list, scalarType, type Type } from "../types.ts";

const operations: { readonly [F in CombiningFold]: string } = {
  sum: "add",
  prod: "multiply",
  max: "maximum",
  min: "minimum",
  and: "and",
  or: "or",
};

/** What a fold begins with. Complex numbers are ordered by their real parts first. */
function initialValue(fold: CombiningFold, dtype: DType): ScalarValue {
  if (!isComplexDType(dtype)) return neutralElement(fold, dtype);
  const re = neutralElement(fold, "float64");
  return fold === "max" || fold === "min" ? { re: Number(re), im: Number(re) } : re;
}

type SimpleReduction = Exclude<ReductionName, "argmax" | "argmin" | CumulativeName>;
type CumulativeName = "cumsum" | "cumprod" | "cummax" | "cummin";

const reduction = (fold: CombiningFold): EmissionRule<SimpleReduction> =>
  inSinglePrecision((body, [x], { axes }) => [
    body.reduce(operations[fold], x!, body.constant(initialValue(fold, x!.dtype), x!.dtype), axes),
  ]);

/** Running folds by doubling: after k rounds each element holds the fold of the 2ᵏ elements that end with it. */
const cumulative = (fold: CombiningFold): EmissionRule<CumulativeName> =>
  inSinglePrecision((body, [x], { axis, reverse }) => {
    const length = x!.shape[axis]!;
    const initial = body.constant(initialValue(fold, x!.dtype), x!.dtype);
    const none = x!.shape.map(() => 0);
    let result = x!;
    for (let step = 1; step < length; step *= 2) {
      const [low, high] = reverse ? [-step, step] : [step, -step];
      const paddings = `low = ${list(none.with(axis, low))}, high = ${list(none.with(axis, high))}, interior = ${list(none)}`;
      result = body.same(operations[fold], [result, body.op("pad", [result, initial], x!, paddings)]);
    }
    return [result];
  });

/** The position of the first extreme element; NaN is more extreme than everything. */
const positionOf = (fold: "max" | "min"): EmissionRule<"argmax" | "argmin"> =>
  inSinglePrecision((body, [x], { axis }, [type]) => {
    const bool = scalarType("bool");
    const [element, position] = [scalarType(x!.dtype), scalarType("int32")];
    const region = body.region([element, position, element, position], ([u, ui, v, vi]) => {
      const or = (p: Value, q: Value): Value => body.same("or", [p, q], bool);
      const and = (p: Value, q: Value): Value => body.same("and", [p, q], bool);
      let wins = body.compare(fold === "max" ? "GT" : "LT", u!, v!);
      let ties = body.compare("EQ", u!, v!);
      if (isFloat(x!.dtype)) {
        const [isNaN, otherIsNaN] = [body.compare("NE", u!, u!), body.compare("NE", v!, v!)];
        wins = or(wins, and(isNaN, body.same("not", [otherIsNaN])));
        ties = or(ties, and(isNaN, otherIsNaN));
      }
      const first = or(wins, and(ties, body.compare("LT", ui!, vi!)));
      return [body.select(first, u!, v!), body.select(first, ui!, vi!)];
    });
    const operands = [
      x!,
      body.iota(axis, { shape: x!.shape, dtype: "int32" }),
      body.constant(neutralElement(fold, x!.dtype), x!.dtype),
      body.constant(0x7fffffff, "int32"),
    ];
    const results: Type[] = [{ shape: type!.shape, dtype: x!.dtype }, type!];
    return [body.withRegions("stablehlo.reduce", operands, `dimensions = array<i64: ${axis}>`, [region], results)[1]!];
  });

export const reductionRules: { readonly [P in ReductionName]: EmissionRule<P> } = {
  reduceSum: reduction("sum"),
  reduceProd: reduction("prod"),
  reduceMax: reduction("max"),
  reduceMin: reduction("min"),
  reduceAnd: reduction("and"),
  reduceOr: reduction("or"),
  argmax: positionOf("max"),
  argmin: positionOf("min"),
  cumsum: cumulative("sum"),
  cumprod: cumulative("prod"),
  cummax: cumulative("max"),
  cummin: cumulative("min"),
};
