import { roundToHalf } from "./half.ts";

/**
 * The element types of arrays.
 *
 * `float16` is for storage: its arithmetic is that of `float32`, rounded after every operation. `float64` exists for solvers and
 * gradient checks on the CPU; devices without it say so in an error. Elements of `complex64` and `complex128` are pairs of
 * `float32` and of `float64`.
 */
export type DType = RealDType | ComplexDType;

/** The dtypes whose elements are single numbers. */
export type RealDType = "bool" | "int32" | "uint32" | FloatDType;

/** The dtypes of real numbers that can be differentiated. */
export type FloatDType = "float16" | "float32" | "float64";

/** The dtypes of complex numbers. */
export type ComplexDType = "complex64" | "complex128";

/**
 * The host representation of each dtype; `bool` is stored as one byte, 0 or 1, `float16` in a `Float32Array` of halves. Of complex
 * numbers the real and the imaginary part take turns.
 */
export type TypedArray = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** What is known of a dtype without looking at any array. */
export interface DTypeInfo {
  /** Promotion goes up through the kinds: bool, int, float, complex. */
  readonly kind: "bool" | "int" | "float" | "complex";
  /** Bytes of one element; the host takes 4 for those of `float16`. */
  readonly bytes: number;
  /** The short name that Jaxprs and tree printing use: `f32`. */
  readonly short: string;
  /** The most negative finite value; of complex numbers, of each part. */
  readonly min: number;
  /** The largest finite value. */
  readonly max: number;
  /** Makes host memory for `length` elements, all zero. */
  readonly allocate: (length: number) => TypedArray;
}

const float16Max = (2 - 2 ** -10) * 2 ** 15;
const float32Max = (2 - 2 ** -23) * 2 ** 127;

/** The table of dtypes, from which every other fact about them follows. */
export const dtypes: { readonly [D in DType]: DTypeInfo } = {
  bool: { kind: "bool", bytes: 1, short: "bool", min: 0, max: 1, allocate: (n) => new Uint8Array(n) },
  int32: { kind: "int", bytes: 4, short: "i32", min: -(2 ** 31), max: 2 ** 31 - 1, allocate: (n) => new Int32Array(n) },
  uint32: { kind: "int", bytes: 4, short: "u32", min: 0, max: 2 ** 32 - 1, allocate: (n) => new Uint32Array(n) },
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

/** True for `float16`, `float32` and `float64`. */
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

/** True for `int32` and `uint32`. */
export function isInteger(dtype: DType): dtype is "int32" | "uint32" {
  return dtypes[dtype].kind === "int";
}

/** The dtype of numbers whose own host representation `data` is; `float16` has none. */
export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Int32Array) return "int32";
  if (data instanceof Uint32Array) return "uint32";
  return "bool";
}

/**
 * A JavaScript number as an element of `dtype`: rounded for floats, wrapped modulo 2³² for integers (fractions cut off),
 * non-zero is true for `bool`; for complex dtypes, as one of the two parts. But for `float16` this is what a typed array does on
 * assignment, without the array.
 */
export function castNumber(value: number, dtype: DType): number {
  switch (dtype) {
    case "bool":
      return value !== 0 ? 1 : 0;
    case "int32":
      return value | 0;
    case "uint32":
      return value >>> 0;
    case "float16":
      return roundToHalf(value);
    case "float32":
    case "complex64":
      return Math.fround(value);
    case "float64":
    case "complex128":
      return value;
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
