import { dtypes, realNumber, type ScalarValue } from "@proj/array/core";
import type { DType } from "@proj/array";
import type { Helper, KernelBuilder } from "./kernel-builder.ts";
import { infinity, nan } from "../../math/bits.ts";

const words = new DataView(new ArrayBuffer(4));

/** The bits of a number as float32. */
function bitsOf(value: number): number {
  words.setFloat32(0, value);
  return words.getUint32(0);
}

/** The shortest decimal that names a normal float32, and is not beyond the last one. */
function decimal(value: number): string {
  const names = (decimal: number): boolean => Math.fround(decimal) === value && Math.abs(decimal) <= dtypes.float32.max;
  let digits = 1;
  while (!names(Number(value.toPrecision(digits)))) digits++;
  const text = String(Number(value.toPrecision(digits)));
  return /[.e]/.test(text) ? text.replace("e+", "e") : `${text}.0`;
}

/** What a literal cannot say: compilers may flush subnormal numbers and lose the sign of zero. */
const fromBits: Helper = {
  name: "from_bits",
  code: `fn from_bits(bits: u32) -> f32 {
  return bitcast<f32>(bits);
}`,
};

function float(value: number, kernel: KernelBuilder): string {
  if (Number.isNaN(value)) return `${kernel.helper(nan)}()`;
  if (Math.abs(value) === Infinity) return `${value < 0 ? "-" : ""}${kernel.helper(infinity)}()`;
  if (Object.is(value, 0) || Math.abs(value) >= 2 ** -126) return decimal(value);
  return `${kernel.helper(fromBits)}(0x${bitsOf(value).toString(16)}u)`;
}

/**
 * A constant as an operand: in parentheses if it is negative.
 *
 * @param dtype - of the constant.
 * @param scalar - its value; it is rounded or wrapped to the dtype.
 * @param kernel - declares what the constant needs.
 */
export function literal(dtype: DType, scalar: ScalarValue, kernel: KernelBuilder): string {
  const value = realNumber(scalar);
  const negative = (text: string): string => (text.startsWith("-") ? `(${text})` : text);
  switch (dtype) {
    case "bool":
      return value !== 0 ? "true" : "false";
    case "int8":
    case "int16":
    case "int32":
    case "int64":
    case "uint8":
    case "uint16":
      return negative(String(value | 0));
    case "uint32":
    case "uint64":
      return `${value >>> 0}u`;
    case "bfloat16":
    case "float16":
    case "float32":
    case "float64":
    case "complex64":
    case "complex128":
      return negative(float(Math.fround(value), kernel));
  }
}
