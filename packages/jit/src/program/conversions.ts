import type { DType, TypedArray } from "@proj/array";
import { castNumber, dtypes, isFloat, isInteger } from "@proj/array/core";

/**
 * A number of one dtype as a number of another: the meaning of the expression `convert`. Floats lose their fractions and become the
 * nearest end of an integer dtype beyond its range, NaN becomes 0; integers wrap; everything but 0 is true.
 */
export function convertNumber(value: number, from: DType, to: DType): number {
  if (!isInteger(to) || !isFloat(from)) return castNumber(value, to);
  if (Number.isNaN(value)) return 0;
  return castNumber(Math.min(dtypes[to].max, Math.max(dtypes[to].min, Math.trunc(value))), to);
}

/** The bits of a number of one dtype read as another of the same size: the meaning of the expression `bitcast`. */
export function bitcastNumber(value: number, from: DType, to: DType): number {
  const source = dtypes[from].allocate(1);
  source[0] = value;
  return new (dtypes[to].allocate(0).constructor as new (buffer: ArrayBufferLike) => TypedArray)(source.buffer)[0]!;
}
