import { UsageError } from "@proj/tree/core";
import { describeArray, type AbstractArray } from "../../core/types/abstract-array.ts";
import { isFloat, isInexact } from "../../core/types/dtype.ts";

/** Which numbers matrices may hold. */
export type Numbers = "real" | "complex too";

const isNumber = ({ dtype }: Pick<AbstractArray, "dtype">, numbers: Numbers): boolean =>
  numbers === "real" ? isFloat(dtype) : isInexact(dtype);

const kindOf = (numbers: Numbers): string => (numbers === "real" ? "floats" : "floats or complex numbers");

/** Checks that a type is that of square matrices of floats, or of complex numbers too. */
export function checkSquare(
  operation: string,
  x: Pick<AbstractArray, "shape" | "dtype" | "weakType">,
  numbers: Numbers = "real",
): void {
  const rank = x.shape.length;
  const isRight = isNumber(x, numbers);
  if (rank >= 2 && x.shape[rank - 1] === x.shape[rank - 2] && isRight) return;
  throw new UsageError({
    operation,
    received: describeArray(x),
    expected: `square matrices of ${kindOf(numbers)}: the last two axes equally long`,
    remedy: isRight ? "give as many rows as columns" : 'convert the array first: x.astype("float32")',
  });
}

/** Checks that a type is that of matrices of floats, or of complex numbers too. */
export function checkMatrix(
  operation: string,
  x: Pick<AbstractArray, "shape" | "dtype" | "weakType">,
  numbers: Numbers = "real",
): void {
  const isRight = isNumber(x, numbers);
  if (x.shape.length >= 2 && isRight) return;
  throw new UsageError({
    operation,
    received: describeArray(x),
    expected: `matrices of ${kindOf(numbers)}: an array with at least two axes`,
    remedy: isRight ? "insert an axis with expandDims" : 'convert the array first: x.astype("float32")',
  });
}
