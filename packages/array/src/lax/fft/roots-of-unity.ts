import type { DType } from "../../core/types/dtype.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { gt, mul, sub } from "../binary.ts";
import { convertElementType, select } from "../elementwise.ts";
import { cos, neg, sin } from "../unary.ts";
import type { Planes } from "./planes.ts";

/**
 * exp(-2πi k / length), with every digit: whole eighths of the circle are taken away from k before it becomes an angle.
 *
 * @param k - int32, from 0 to half of the length.
 */
export function rootsInHalf(k: NDArray, length: number, dtype: DType): Planes {
  // In units of 1 / (8 · length) of the circle a quarter is 2 · length.
  const fine = mul(k, 8);
  const left = gt(fine, 2 * length);
  const quarter = select(left, sub(4 * length, fine), fine);
  const steep = gt(quarter, length);
  const eighth = select(steep, sub(2 * length, quarter), quarter);
  const angle = mul(convertElementType(eighth, dtype), Math.PI / (4 * length));
  const [cosine, sine] = [cos(angle), sin(angle)];
  const across = select(steep, sine, cosine);
  return { re: select(left, neg(across), across), im: neg(select(steep, cosine, sine)) };
}

/** The same for k up to the length. */
export function rootsOfUnity(k: NDArray, length: number, dtype: DType): Planes {
  const below = gt(mul(k, 2), length);
  const { re, im } = rootsInHalf(select(below, sub(length, k), k), length, dtype);
  return { re, im: select(below, neg(im), im) };
}
