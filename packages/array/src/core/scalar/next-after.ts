import { bfloat16Bits, fromBfloat16Bits } from "../types/bfloat16.ts";
import type { DType } from "../types/dtype.ts";
import { fromHalfBits, halfBits } from "../types/half.ts";

const bytes = new DataView(new ArrayBuffer(8));

/** The neighbour of `x` towards `y` among the numbers of `dtype`; `y` when both are equal, NaN when either is. */
export function nextAfter(x: number, y: number, dtype: DType): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  // From 0 it goes away to either side.
  const beside = magnitudeBeside(Math.abs(x), x === 0 || y > x === x > 0 ? 1 : -1, dtype);
  return x < 0 || (x === 0 && y < 0) ? -beside : beside;
}

/** Bits of a positive float, read as an integer, grow with it. */
function magnitudeBeside(x: number, step: number, dtype: DType): number {
  if (dtype === "float16") return fromHalfBits(halfBits(x) + step);
  if (dtype === "bfloat16") return fromBfloat16Bits(bfloat16Bits(x) + step);
  if (dtype === "float64") {
    bytes.setFloat64(0, x);
    bytes.setBigInt64(0, bytes.getBigInt64(0) + BigInt(step));
    return bytes.getFloat64(0);
  }
  bytes.setFloat32(0, x);
  bytes.setInt32(0, bytes.getInt32(0) + step);
  return bytes.getFloat32(0);
}
