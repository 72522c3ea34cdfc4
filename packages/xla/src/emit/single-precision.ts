import { isStoredFloat, type PrimitiveName } from "@proj/array/core";
import type { EmissionRule } from "./rule.ts";
import type { Type } from "./types.ts";

/**
 * A rule that computes with halves in single precision and rounds once, at the end: sums and products of many halves lose digits
 * otherwise.
 */
export function inSinglePrecision<P extends PrimitiveName>(rule: EmissionRule<P>): EmissionRule<P> {
  const wide = (type: Type): Type => (isStoredFloat(type.dtype) ? { shape: type.shape, dtype: "float32" } : type);
  return (body, operands, params, types) => {
    const results = rule(
      body,
      operands.map((x) => body.convert(x, wide(x).dtype)),
      params,
      types.map(wide),
    );
    return results.map((x, k) => body.convert(x, types[k]!.dtype));
  };
}
