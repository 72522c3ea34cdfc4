import type { DType } from "@proj/array";
import type { KernelBuilder } from "./kernel-builder.ts";

const words = new DataView(new ArrayBuffer(4));

/** The bits of a number as float32. */
function bitsOf(value: number): number {
  words.setFloat32(0, value);
  return words.getUint32(0);
}

/** The shortest decimal that names a normal float32. */
function decimal(value: number): string {
  let digits = 1;
  while (Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const text = String(Number(value.toPrecision(digits)));
  return /[.e]/.test(text) ? text.replace("e+", "e") : `${text}.0`;
}

/**
 * A float32 from its bits, opaquely: compilers refuse constant expressions that give infinities and NaN, and may flush what a
 * literal says to be subnormal or a negative zero. A variable that nobody writes is not constant to them.
 */
function fromBits(bits: number, kernel: KernelBuilder): string {
  const hex = `0x${bits.toString(16).padStart(8, "0")}`;
  const name = kernel.helper({ name: `bits_${hex.slice(2)}`, code: `var<private> bits_${hex.slice(2)} = ${hex}u;` });
  return `bitcast<f32>(${name})`;
}

/**
 * A constant as an operand: in parentheses if it is negative.
 *
 * @param dtype - of the constant.
 * @param value - its value; it is rounded or wrapped to the dtype.
 * @param kernel - declares what the constant needs.
 */
export function literal(dtype: DType, value: number, kernel: KernelBuilder): string {
  const negative = (text: string): string => (text.startsWith("-") ? `(${text})` : text);
  switch (dtype) {
    case "bool":
      return value !== 0 ? "true" : "false";
    case "int32":
      return negative(String(value | 0));
    case "uint32":
      return `${value >>> 0}u`;
    case "float32":
    case "float64": {
      const rounded = Math.fround(value);
      const plain = Object.is(rounded, 0) || (Number.isFinite(rounded) && Math.abs(rounded) >= 2 ** -126);
      return plain ? negative(decimal(rounded)) : fromBits(bitsOf(rounded), kernel);
    }
  }
}
