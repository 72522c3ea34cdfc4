import { roundHalfEven } from "./round-half-even.ts";

/*
 * Half precision, IEEE 754's binary16: a sign, 5 bits of exponent, 10 of fraction. Engines need not have an array of halves, so
 * the host keeps them as float32 numbers that are halves exactly.
 */

const bits = new DataView(new ArrayBuffer(8));

/** The distance between halves below the smallest normal one, 2⁻¹⁴. */
const subnormalStep = 2 ** -24;

/** From here on the nearest half is infinite: the middle between the largest one, 65504, and what would be the next. */
const overflow = 65520;

/**
 * The half that lies nearest to a number, rounded once and to even; from ±65520 on it is infinite (IEEE 754, binary16).
 *
 * @param x - any number; NaN and the sign of zero stay.
 * @example
 * import { roundToHalf } from "@proj/array/core";
 * roundToHalf(0.1); // → 0.0999755859375
 */
export function roundToHalf(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < overflow)) return magnitude >= overflow ? Math.sign(x) * Infinity : x;
  if (magnitude === 0) return x;
  bits.setFloat64(0, magnitude);
  const exponent = (bits.getUint16(0) >> 4) - 1023;
  const step = exponent < -14 ? subnormalStep : 2 ** (exponent - 10);
  const rounded = roundHalfEven(magnitude / step) * step;
  // The sign of what became 0 stays.
  return x < 0 ? -rounded : rounded;
}

/**
 * The 16 bits of a number that is a half; every NaN has the same.
 *
 * @param x - a number that {@link roundToHalf} leaves alone.
 * @example
 * import { halfBits } from "@proj/array/core";
 * halfBits(1.5) === 0x3e00; // → true
 */
export function halfBits(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(x);
  if (magnitude === Infinity) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | (magnitude / subnormalStep);
  bits.setFloat32(0, magnitude);
  // The exponent's bias goes from 127 to 15, and 13 bits of the fraction are 0.
  return sign | ((bits.getUint32(0) - (112 << 23)) >>> 13);
}

/**
 * The half with these 16 bits.
 *
 * @param half - an integer from 0 to 65535, as {@link halfBits} gives.
 * @example
 * import { fromHalfBits } from "@proj/array/core";
 * fromHalfBits(0x3e00); // → 1.5
 */
export function fromHalfBits(half: number): number {
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  const magnitude =
    exponent === 0
      ? fraction * subnormalStep
      : exponent === 0x1f
        ? fraction === 0
          ? Infinity
          : Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return half & 0x8000 ? -magnitude : magnitude;
}
