import { isComplexDType, isFloat, partDType, type OrderingName } from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";
import { scalarType } from "../types.ts";

/** The parts by which a scalar is ordered. One zero and one NaN stand for all, so that equal ones stay in their order. */
function keysOf(body: Body, x: Value): Value[] {
  if (isComplexDType(x.dtype)) {
    const part = scalarType(partDType(x.dtype));
    return [body.op("real", [x], part), body.op("imag", [x], part)].flatMap((half) => keysOf(body, half));
  }
  if (!isFloat(x.dtype)) return [x];
  const zero = body.constant(0, x.dtype);
  const unsigned = body.select(body.compare("EQ", x, zero), zero, x);
  return [body.select(body.compare("NE", x, x), body.constant(Number.NaN, x.dtype), unsigned)];
}

export const orderingRules: { readonly [P in OrderingName]: EmissionRule<P> } = {
  sort: (body, operands, { dimension, numKeys }, types) => {
    const pairs = operands.flatMap(({ dtype }) => [scalarType(dtype), scalarType(dtype)]);
    const comparator = body.region(pairs, (args) => {
      const keys = operands.slice(0, numKeys).flatMap((_, k) => {
        const others = keysOf(body, args[2 * k + 1]!);
        return keysOf(body, args[2 * k]!).map((key, place) => [key, others[place]!] as const);
      });
      const bool = scalarType("bool");
      const less = keys.reduceRight<Value | null>((rest, [x, y]) => {
        const isLess = body.compare("LT", x, y, "total");
        if (rest === null) return isLess;
        return body.same("or", [isLess, body.same("and", [body.compare("EQ", x, y, "total"), rest], bool)], bool);
      }, null);
      return [less!];
    });
    const attributes = `dimension = ${dimension} : i64, is_stable = true`;
    return body.withRegions("stablehlo.sort", operands, attributes, [comparator], types);
  },
};
