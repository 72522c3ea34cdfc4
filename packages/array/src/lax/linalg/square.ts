import { UsageError } from "@proj/tree/core";
import { describeArray, type AbstractArray } from "../../core/types/abstract-array.ts";
import { isFloat } from "../../core/types/dtype.ts";

/** Checks that a type is that of square matrices of floats. */
export function checkSquare(operation: string, x: Pick<AbstractArray, "shape" | "dtype" | "weakType">): void {
  const rank = x.shape.length;
  if (rank >= 2 && x.shape[rank - 1] === x.shape[rank - 2] && isFloat(x.dtype)) return;
  throw new UsageError({
    operation,
    received: describeArray(x),
    expected: "square matrices of floats: the last two axes equally long",
    remedy: isFloat(x.dtype) ? "give as many rows as columns" : 'convert the array first: x.astype("float32")',
  });
}

/** Checks that a type is that of matrices of floats. */
export function checkMatrix(operation: string, x: Pick<AbstractArray, "shape" | "dtype" | "weakType">): void {
  if (x.shape.length >= 2 && isFloat(x.dtype)) return;
  throw new UsageError({
    operation,
    received: describeArray(x),
    expected: "matrices of floats: an array with at least two axes",
    remedy: isFloat(x.dtype) ? "insert an axis with expandDims" : 'convert the array first: x.astype("float32")',
  });
}
