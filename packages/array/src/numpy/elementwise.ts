import { broadcastOperands, convert, promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import type { Domain } from "../core/scalar/unary.ts";
import { floatOf, isInexact, isStoredFloat, type DType } from "../core/types/dtype.ts";
import type { PromotableType } from "../core/types/promotion.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * What NumPy's functions do before their formula, which is written in functions of lax: numbers become arrays, and operands
 * get one dtype and one shape.
 */

/** Integers and booleans become float32, or float64 if they have 64 bits, as functions with real values need. */
export function toFloat(x: NDArray): NDArray {
  return isInexact(x.dtype) ? x : convert(x, floatOf(x.dtype), x.weakType);
}

/**
 * The dtype in which numbers of a dtype are added up: single precision for halves, whose sums overflow at 65504 and whose squares
 * and quotients lose small terms long before.
 */
export const accumulating = (dtype: DType): DType => (isStoredFloat(dtype) ? "float32" : dtype);

/** The array in the dtype in which its elements are added up. */
export const widened = (x: NDArray): NDArray => convert(x, accumulating(x.dtype), x.weakType);

/** An array in the dtype in which its elements are averaged, and the dtype of the average: the given one, or that of the array. */
export function toAverage(x: NDArray, dtype: DType | undefined): { readonly array: NDArray; readonly result: DType } {
  if (dtype !== undefined) return { array: convert(x, accumulating(dtype)), result: dtype };
  const floats = toFloat(x);
  return { array: widened(floats), result: floats.dtype };
}

/** Booleans become int32, as arithmetic needs. */
export function toNumber(x: NDArray): NDArray {
  return x.dtype === "bool" ? convert(x, "int32") : x;
}

/** The array as one whose dtype does not give way: reductions forget that their operand came from numbers. */
export function toStrong(x: NDArray): NDArray {
  return x.weakType ? convert(x, x.dtype) : x;
}

/**
 * The result of a formula with constants. In JAX these are definite beside an array that has axes, and so is what they give; beside
 * a number alone they give way as it does.
 */
export function withConstants(x: ArrayLike, result: NDArray): NDArray {
  return typeof x === "object" && x.ndim > 0 ? toStrong(result) : result;
}

/** As booleans: whatever is not zero is true. */
export function toBool(x: ArrayLike, operation: string): NDArray {
  const operand = toArray(x, operation);
  return operand.dtype === "bool" ? operand : lax.ne(operand, 0);
}

/** The argument as an array of floats or complex numbers. */
export function real(operation: string, x: ArrayLike): NDArray {
  return toFloat(toArray(x, operation));
}

/** The argument as an array, whose dtype must be one of the domain. */
export function inDomain(operation: string, domain: Domain, x: ArrayLike): NDArray {
  const operand = toArray(x, operation);
  checkDomain(operation, domain, operand.aval);
  return operand;
}

/** In which type functions with real values compute: integers and booleans become floats. */
export const inFloat = ({ dtype, weakType }: PromotableType): PromotableType =>
  isInexact(dtype) ? { dtype, weakType } : { dtype: floatOf(dtype), weakType };

/** In which type arithmetic computes: booleans become int32. */
export const inNumber = ({ dtype, weakType }: PromotableType): PromotableType =>
  dtype === "bool" ? { dtype: "int32", weakType } : { dtype, weakType };

/**
 * Two arguments as arrays of one dtype and one shape; scalars stay scalars.
 *
 * @param computing - the type to compute in, from the common type: each argument goes there at once, so that an integer does not
 * wrap on its way to a float.
 */
export function promoted(
  operation: string,
  x: ArrayLike,
  y: ArrayLike,
  computing?: (common: PromotableType) => PromotableType,
): readonly [NDArray, NDArray] {
  const common = promotedType(operation, [x, y]);
  const type = computing === undefined ? common : computing(common);
  const operands = [promoteTo(operation, x, type), promoteTo(operation, y, type)] as const;
  if (operands[0].ndim === 0 || operands[1].ndim === 0) return operands;
  const [a, b] = broadcastOperands(operation, operands);
  return [a!, b!];
}
