import { defect } from "@proj/tree/core";
import {
  castNumber,
  convertNumber,
  dtypes,
  isComplexDType,
  isFloat,
  isUnsigned,
  isWide,
  type DType,
  type IntegerDType,
} from "./dtype.ts";

/*
 * One element outside of any array: in the equations of a Jaxpr, among the parameters of primitives, as a constant of a program.
 * Its dtype says which kind it is: booleans (0 and 1), 32-bit integers and floats are numbers, 64-bit integers bigints, complex
 * numbers pairs of numbers.
 */

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** One element of an array; see the top of this file. */
export type ScalarValue = number | bigint | Complex;

/** True for the pairs among scalars. */
export function isComplex(value: ScalarValue): value is Complex {
  return typeof value === "object";
}

/** Whether two scalars are the same element: of one kind, zeros of one sign, and NaN is NaN. */
export function sameScalar(x: ScalarValue, y: ScalarValue): boolean {
  return isComplex(x) && isComplex(y) ? Object.is(x.re, y.re) && Object.is(x.im, y.im) : Object.is(x, y);
}

/** True for zeros of either sign and of every kind. */
export function isZero(value: ScalarValue): boolean {
  return isComplex(value) ? value.re === 0 && value.im === 0 : Number(value) === 0;
}

/** A text that two scalars share exactly if they are the same. */
export function scalarKey(value: ScalarValue): string {
  if (isComplex(value)) return `(${scalarKey(value.re)},${scalarKey(value.im)})`;
  return typeof value === "bigint" ? `${value}n` : Object.is(value, -0) ? "-0" : String(value);
}

/** A scalar that is known to be no pair, as a number: for positions, amounts and what targets compute with. */
export function realNumber(value: ScalarValue): number {
  if (isComplex(value)) throw defect("a complex number where a real one belongs");
  return Number(value);
}

/** A scalar that is known to be no pair, as the arrays of its dtype hold it: types call bigints numbers there. */
export function asElement(value: ScalarValue): number {
  return typeof value === "bigint" ? (value as unknown as number) : realNumber(value);
}

/** The least and the largest integer of a dtype, exactly. */
export function integerRange(dtype: IntegerDType): { readonly min: bigint; readonly max: bigint } {
  const bits = BigInt(8 * dtypes[dtype].bytes);
  return isUnsigned(dtype)
    ? { min: 0n, max: (1n << bits) - 1n }
    : { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n };
}

/** An integer of any size as one of 64 bits: it wraps. */
const wrapped = (value: bigint, dtype: DType): bigint =>
  dtype === "int64" ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);

/**
 * A scalar as an element of `dtype`: rounded for floats, wrapped for integers. Of a complex number the real part is taken, and
 * it is true unless both parts are zero.
 */
export function castScalar(value: ScalarValue, dtype: DType): ScalarValue {
  if (dtype === "bool") return isZero(value) ? 0 : 1;
  if (isWide(dtype)) {
    if (typeof value === "bigint") return wrapped(value, dtype);
    const whole = Math.trunc(isComplex(value) ? value.re : value);
    return wrapped(BigInt(Number.isFinite(whole) ? whole : 0), dtype);
  }
  if (isComplexDType(dtype)) {
    const { re, im } = isComplex(value) ? value : { re: Number(value), im: 0 };
    return { re: castNumber(re, dtype), im: castNumber(im, dtype) };
  }
  if (typeof value === "bigint") return castNumber(Number(isFloat(dtype) ? value : BigInt.asIntN(32, value)), dtype);
  return castNumber(isComplex(value) ? value.re : value, dtype);
}

/** A scalar of one dtype as one of another, as `convertNumber` does it: floats saturate on their way to integers. */
export function convertScalar(value: ScalarValue, from: DType, to: DType): ScalarValue {
  if (typeof value !== "number") return castScalar(value, to);
  if (!isWide(to)) return convertNumber(value, from, to);
  const { min, max } = integerRange(to);
  if (value >= dtypes[to].max) return isFloat(from) ? max : castScalar(value, to);
  return value <= dtypes[to].min && isFloat(from) ? min : castScalar(value, to);
}
