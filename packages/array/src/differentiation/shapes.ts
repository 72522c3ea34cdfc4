import type { AbstractArray } from "../core/types/abstract-array.ts";
import { full } from "../lax/elementwise.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** 0, 1, …, n-1: the axes of an array with n of them. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index);
}

/** Zeros of a type. */
export function zeros(aval: Pick<AbstractArray, "shape" | "dtype">): NDArray {
  return full(aval.shape, 0, aval.dtype);
}
