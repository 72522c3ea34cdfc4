import { bfloat16Bits, fromBfloat16Bits } from "../types/bfloat16.ts";
import type { DType } from "../types/dtype.ts";
import { fromHalfBits, halfBits } from "../types/half.ts";

const bytes = new DataView(new ArrayBuffer(8));

/** The neighbour of `x` towards `y` among the numbers of `dtype`; `y` when both are equal, NaN when either is. */
export function nextAfter(x: number, y: number, dtype: DType): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  const up = y > x;
  if (dtype === "float64") {
    if (x === 0) return up ? Number.MIN_VALUE : -Number.MIN_VALUE;
    bytes.setFloat64(0, x);
    // Bits of a positive float, read as an integer, grow with it; those of a negative one shrink.
    bytes.setBigInt64(0, bytes.getBigInt64(0) + (up === x > 0 ? 1n : -1n));
    return bytes.getFloat64(0);
  }
  if (dtype === "float16") {
    if (x === 0) return up ? 2 ** -24 : -(2 ** -24);
    return fromHalfBits(halfBits(x) + (up === x > 0 ? 1 : -1));
  }
  if (dtype === "bfloat16") {
    if (x === 0) return up ? 2 ** -133 : -(2 ** -133);
    return fromBfloat16Bits(bfloat16Bits(x) + (up === x > 0 ? 1 : -1));
  }
  if (x === 0) return up ? 2 ** -149 : -(2 ** -149);
  bytes.setFloat32(0, x);
  bytes.setInt32(0, bytes.getInt32(0) + (up === x > 0 ? 1 : -1));
  return bytes.getFloat32(0);
}
