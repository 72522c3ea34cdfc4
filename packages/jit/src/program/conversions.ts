import type { DType, TypedArray } from "@proj/array";
import { dtypes } from "@proj/array/core";

/** The bits of a number of one dtype read as another of the same size: the meaning of the expression `bitcast`. */
export function bitcastNumber(value: number, from: DType, to: DType): number {
  const source = dtypes[from].allocate(1);
  source[0] = value;
  return new (dtypes[to].allocate(0).constructor as new (buffer: ArrayBufferLike) => TypedArray)(source.buffer)[0]!;
}
