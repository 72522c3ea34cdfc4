const words = new DataView(new ArrayBuffer(4));

/**
 * The number of 16 bits with the exponent of single precision ("brain float": a sign, 8 bits of exponent, 7 of fraction) that lies
 * nearest to a number of single precision, to even.
 *
 * @param x - any number, which is rounded to single precision first; NaN and the sign of zero stay.
 * @example
 * import { roundToBfloat16 } from "@proj/array/core";
 * roundToBfloat16(1.01); // → 1.0078125
 */
export function roundToBfloat16(x: number): number {
  if (!Number.isFinite(x)) return x;
  words.setFloat32(0, x);
  const bits = words.getUint32(0);
  // The upper half of the bits, one more if the lower half is above the middle, or in it and the upper half odd.
  words.setUint32(0, (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
  return words.getFloat32(0);
}

/** The 16 bits of a number that {@link roundToBfloat16} leaves alone; every NaN has the same. */
export function bfloat16Bits(x: number): number {
  if (Number.isNaN(x)) return 0x7fc0;
  words.setFloat32(0, x);
  return words.getUint16(0);
}

/** The number with these 16 bits. */
export function fromBfloat16Bits(bits: number): number {
  words.setUint32(0, bits << 16);
  return words.getFloat32(0);
}
