import { describeValue, UsageError } from "@proj/tree/core";
import type { BinaryName } from "../core/scalar/binary.ts";
import type { UnaryName } from "../core/scalar/unary.ts";
import { scalar } from "../core/operands.ts";
import { bind } from "../core/trace.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * The primitives as plain functions, strictly typed. Unlike NumPy's functions they neither promote nor broadcast: operands
 * have one dtype and one shape, or are scalars. Numbers become scalars of the other operand's dtype. NumPy's functions, rules
 * of derivatives, layers and solvers are written in them, so that each reads as its formula.
 */

/** An operand of a formula: an array, or a number that takes the dtype of the array beside it. */
export type Term = NDArray | number;

/** The operand as an array, which it must be. */
export function operand(operation: string, x: NDArray): NDArray {
  if (isNDArray(x)) return x;
  throw new UsageError({
    operation: `lax.${operation}`,
    received: describeValue(x),
    expected: "an array: functions of lax convert nothing but numbers beside arrays",
    remedy: "make it one with array(…), or use NumPy's function of @proj/array",
  });
}

/** Two operands of one dtype, of which at least one is an array. */
export function pair(operation: string, x: Term, y: Term): readonly [NDArray, NDArray] {
  if (typeof x === "number") return [constantLike(operand(operation, y as NDArray), x), y as NDArray];
  return [operand(operation, x), typeof y === "number" ? constantLike(x, y) : operand(operation, y)];
}

/**
 * A number as a scalar that fits beside an array.
 *
 * @example
 * import { array } from "@proj/array";
 * import { constantLike } from "@proj/array/lax";
 * constantLike(array([1, 2], { dtype: "int32" }), 7).dtype; // → "int32"
 */
export function constantLike(x: NDArray, value: number): NDArray {
  return scalar(value, x.dtype, x.weakType);
}

/** Applies a function of one scalar by its name. */
export function unary(name: UnaryName, x: NDArray): NDArray {
  return bind(name, [operand(name, x)], {})[0];
}

/** Applies a function of two scalars by its name. */
export function binary(name: BinaryName, x: Term, y: Term): NDArray {
  return bind(name, pair(name, x, y), {})[0];
}
