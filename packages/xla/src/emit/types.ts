import type { DType, FloatDType } from "@proj/array";
import {
  bfloat16Bits,
  castScalar,
  halfBits,
  isComplex,
  isFloat,
  realNumber,
  type AbstractArray,
  type ScalarValue,
} from "@proj/array/core";

/*
 * How StableHLO writes types and numbers.
 */

/** What StableHLO has to know of a value's type. */
export type Type = Pick<AbstractArray, "shape" | "dtype">;

/** What each dtype is called in StableHLO. */
const elements: { readonly [D in DType]: string } = {
  bool: "i1",
  int8: "i8",
  int16: "i16",
  int32: "i32",
  int64: "i64",
  uint8: "ui8",
  uint16: "ui16",
  uint32: "ui32",
  uint64: "ui64",
  bfloat16: "bf16",
  float16: "f16",
  float32: "f32",
  float64: "f64",
  complex64: "complex<f32>",
  complex128: "complex<f64>",
};

/** A type as StableHLO writes it: `tensor<2x3xf32>`. */
export const tensor = ({ shape, dtype }: Type): string => `tensor<${[...shape, elements[dtype]].join("x")}>`;

/** Types of a list of values, as an operation's signature has them. */
export const tensors = (types: readonly Type[]): string => types.map(tensor).join(", ");

/** A scalar of a dtype. */
export const scalarType = (dtype: DType): Type => ({ shape: [], dtype });

/** Numbers as StableHLO lists them: `[1, 2]`. */
export const list = (numbers: readonly number[]): string => `[${numbers.join(", ")}]`;

/** Numbers as an attribute of the form without sugar. */
export const attribute = (numbers: readonly number[]): string =>
  numbers.length === 0 ? "array<i64>" : `array<i64: ${numbers.join(", ")}>`;

const view = new DataView(new ArrayBuffer(8));

const hex = (bits: number | bigint, digits: number): string =>
  `0x${bits.toString(16).toUpperCase().padStart(digits, "0")}`;

/** The bits of a number. */
function bits(x: number, dtype: FloatDType): string {
  switch (dtype) {
    case "bfloat16":
      return hex(bfloat16Bits(x), 4);
    case "float16":
      return hex(halfBits(x), 4);
    case "float32":
      view.setFloat32(0, x);
      return hex(view.getUint32(0), 8);
    case "float64":
      view.setFloat64(0, x);
      return hex(view.getBigUint64(0), 16);
  }
}

/** Decimals where they say exactly what is meant and stay short, bits otherwise. */
function float(x: number, dtype: FloatDType): string {
  const text = String(x);
  if (!Number.isFinite(x) || Object.is(x, -0) || text.length > 8) return bits(x, dtype);
  if (/^-?\d+$/.test(text)) return `${text}.0`;
  return /^-?\d+\.\d+$/.test(text) ? text : bits(x, dtype);
}

/** A scalar as StableHLO writes it. */
export function literal(value: ScalarValue, dtype: DType): string {
  const scalar = castScalar(value, dtype);
  if (isComplex(scalar)) {
    const part = dtype === "complex64" ? "float32" : "float64";
    return `(${float(scalar.re, part)}, ${float(scalar.im, part)})`;
  }
  if (isFloat(dtype)) return float(realNumber(scalar), dtype);
  if (dtype === "bool") return scalar === 0 ? "false" : "true";
  return String(scalar);
}
