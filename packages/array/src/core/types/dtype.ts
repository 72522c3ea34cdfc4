import { defect } from "@proj/tree/core";
import { roundToBfloat16 } from "./bfloat16.ts";
import { roundToHalf } from "./half.ts";

/**
 * The element types of arrays.
 *
 * `float16` and `bfloat16` are for storage: their arithmetic is that of `float32`, rounded after every operation. `float64` and
 * integers of 64 bits exist on the CPU; devices without them say so in an error. Elements of `complex64` and `complex128` are pairs of
 * `float32` and of `float64`.
 */
export type DType = RealDType | ComplexDType;

/** The dtypes whose elements are single numbers. */
export type RealDType = "bool" | IntegerDType | FloatDType;

/** The dtypes of integers. */
export type IntegerDType = "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64";

/** The dtypes of real numbers that can be differentiated. */
export type FloatDType = "bfloat16" | "float16" | "float32" | "float64";

/** The dtypes of complex numbers. */
export type ComplexDType = "complex64" | "complex128";

/**
 * The host representation of each dtype: `bool` is one byte, 0 or 1; `float16` and `bfloat16` lie in a `Float32Array` of numbers
 * that they hold exactly. Of complex numbers the real and the imaginary part take turns.
 *
 * Integers of 64 bits lie in a `BigInt64Array` or `BigUint64Array`, whose elements are bigints; {@link bigintsOf} gives it. Types
 * leave these two out, since everybody else reads numbers.
 */
export type TypedArray =
  Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/** The host representation of integers of 64 bits. */
export type BigIntArray = BigInt64Array | BigUint64Array;

/** What is known of a dtype without looking at any array. */
export interface DTypeInfo {
  /** Promotion goes up through the kinds: bool, int, float, complex. */
  readonly kind: "bool" | "int" | "float" | "complex";
  /** Bytes of one element; the host takes 4 for those of `float16` and `bfloat16`. */
  readonly bytes: number;
  /** The short name that Jaxprs and tree printing use: `f32`. */
  readonly short: string;
  /** The most negative finite value, of complex numbers of each part; for integers of 64 bits, whose ends are no numbers, the number next to it. */
  readonly min: number;
  /** The largest finite value; for integers of 64 bits the number next to it. */
  readonly max: number;
  /** Makes host memory for `length` elements, all zero. */
  readonly allocate: (length: number) => TypedArray;
}

const float16Max = (2 - 2 ** -10) * 2 ** 15;
const bfloat16Max = (2 - 2 ** -7) * 2 ** 127;
const float32Max = (2 - 2 ** -23) * 2 ** 127;

/** The row of an integer dtype. */
function integer(bits: number, signed: boolean, allocate: (length: number) => TypedArray): DTypeInfo {
  const max = 2 ** (signed ? bits - 1 : bits);
  return {
    kind: "int",
    bytes: bits / 8,
    short: `${signed ? "i" : "u"}${bits}`,
    min: signed ? -max : 0,
    max: bits === 64 ? max : max - 1,
    allocate,
  };
}

/** Memory for bigints, as {@link TypedArray} has it. */
const asTyped = (bigints: BigIntArray): TypedArray => bigints as unknown as TypedArray;

/**
 * The values of integers of 64 bits; null for other dtypes.
 *
 * @param data - the values of an array.
 * @example
 * import { array } from "@proj/array";
 * import { bigintsOf } from "@proj/array/core";
 * bigintsOf(array([1], "int64").dataSync()); // → BigInt64Array [1n]
 */
export function bigintsOf(data: TypedArray): BigIntArray | null {
  const values: TypedArray | BigIntArray = data;
  return values instanceof BigInt64Array || values instanceof BigUint64Array ? values : null;
}

/** The table of dtypes, from which every other fact about them follows. */
export const dtypes: { readonly [D in DType]: DTypeInfo } = {
  bool: { kind: "bool", bytes: 1, short: "bool", min: 0, max: 1, allocate: (n) => new Uint8Array(n) },
  int8: integer(8, true, (n) => new Int8Array(n)),
  int16: integer(16, true, (n) => new Int16Array(n)),
  int32: integer(32, true, (n) => new Int32Array(n)),
  int64: integer(64, true, (n) => asTyped(new BigInt64Array(n))),
  uint8: integer(8, false, (n) => new Uint8Array(n)),
  uint16: integer(16, false, (n) => new Uint16Array(n)),
  uint32: integer(32, false, (n) => new Uint32Array(n)),
  uint64: integer(64, false, (n) => asTyped(new BigUint64Array(n))),
  bfloat16: {
    kind: "float",
    bytes: 2,
    short: "bf16",
    min: -bfloat16Max,
    max: bfloat16Max,
    allocate: (n) => new Float32Array(n),
  },
  float16: {
    kind: "float",
    bytes: 2,
    short: "f16",
    min: -float16Max,
    max: float16Max,
    allocate: (n) => new Float32Array(n),
  },
  float32: {
    kind: "float",
    bytes: 4,
    short: "f32",
    min: -float32Max,
    max: float32Max,
    allocate: (n) => new Float32Array(n),
  },
  float64: {
    kind: "float",
    bytes: 8,
    short: "f64",
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    allocate: (n) => new Float64Array(n),
  },
  complex64: {
    kind: "complex",
    bytes: 8,
    short: "c64",
    min: -float32Max,
    max: float32Max,
    allocate: (n) => new Float32Array(2 * n),
  },
  complex128: {
    kind: "complex",
    bytes: 16,
    short: "c128",
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    allocate: (n) => new Float64Array(2 * n),
  },
};

/** True for the dtypes of real floats. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return dtypes[dtype].kind === "float";
}

/** True for `complex64` and `complex128`. */
export function isComplexDType(dtype: DType): dtype is ComplexDType {
  return dtypes[dtype].kind === "complex";
}

/** True for the dtypes of real and of complex numbers: those that can be differentiated. */
export function isInexact(dtype: DType): dtype is FloatDType | ComplexDType {
  return isFloat(dtype) || isComplexDType(dtype);
}

/** The dtype of real and imaginary parts; of real numbers, their own. */
export function partDType(dtype: DType): RealDType {
  return dtype === "complex64" ? "float32" : dtype === "complex128" ? "float64" : dtype;
}

/** The dtype of complex numbers whose parts hold elements of a dtype: `complex128` for double precision, else `complex64`. */
export function complexDType(dtype: DType): ComplexDType {
  return dtype === "float64" || dtype === "complex128" ? "complex128" : "complex64";
}

/** True for the dtypes of integers. */
export function isInteger(dtype: DType): dtype is IntegerDType {
  return dtypes[dtype].kind === "int";
}

/**
 * The float dtype in which functions with real values compute: integers and booleans have that of their size, float32 at least; complex numbers
 * have that of their parts.
 */
export const floatOf = (dtype: DType): FloatDType =>
  isFloat(dtype) ? dtype : isWide(dtype) || dtype === "complex128" ? "float64" : "float32";

/** True for integers of 64 bits, whose elements are bigints. */
export const isWide = (dtype: DType): dtype is "int64" | "uint64" => dtype === "int64" || dtype === "uint64";

/** True for the dtypes of positions: integers of no more than 32 bits. */
export const isPosition = (dtype: DType): boolean => isInteger(dtype) && !isWide(dtype);

/** True for the dtypes of integers without a sign. */
export const isUnsigned = (dtype: DType): boolean => isInteger(dtype) && dtypes[dtype].min === 0;

/** True for the floats of two bytes, which are stored only: their arithmetic is that of `float32`. */
export const isStoredFloat = (dtype: DType): boolean => dtype === "float16" || dtype === "bfloat16";

/** The dtype whose own host representation `data` is; `bool`, `float16` and `bfloat16` have none. */
export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Int32Array) return "int32";
  if (data instanceof Uint32Array) return "uint32";
  if (data instanceof Int8Array) return "int8";
  if (data instanceof Uint8Array) return "uint8";
  if (data instanceof Int16Array) return "int16";
  if (data instanceof Uint16Array) return "uint16";
  return (data as unknown) instanceof BigInt64Array ? "int64" : "uint64";
}

/**
 * A JavaScript number as an element of `dtype`: rounded for floats, wrapped for integers (fractions cut off), non-zero is true for
 * `bool`; for complex dtypes, as one of the two parts. But for `float16` and `bfloat16` this is what a typed array does on
 * assignment, without the array.
 *
 * Not for integers of 64 bits, whose elements are no numbers: `castScalar` takes those.
 */
export function castNumber(value: number, dtype: DType): number {
  switch (dtype) {
    case "bool":
      return value !== 0 ? 1 : 0;
    case "int8":
      return (value << 24) >> 24;
    case "int16":
      return (value << 16) >> 16;
    case "int32":
      return value | 0;
    case "uint8":
      return value & 0xff;
    case "uint16":
      return value & 0xffff;
    case "uint32":
      return value >>> 0;
    case "bfloat16":
      return roundToBfloat16(value);
    case "float16":
      return roundToHalf(value);
    case "float32":
    case "complex64":
      return Math.fround(value);
    case "float64":
    case "complex128":
      return value;
    case "int64":
    case "uint64":
      throw defect(`a number as ${dtype}`);
  }
}

/**
 * A number of one dtype as a number of another. Floats lose their fractions on the way to integers; beyond an integer dtype's range
 * they become its nearest end and NaN becomes 0, as in XLA and WebAssembly's saturating conversions. Integers wrap.
 */
export function convertNumber(value: number, from: DType, to: DType): number {
  if (!isInteger(to) || !isInexact(from)) return castNumber(value, to);
  const { min, max } = dtypes[to];
  return Number.isNaN(value) ? 0 : castNumber(Math.min(max, Math.max(min, value)), to);
}
