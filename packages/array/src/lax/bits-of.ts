import { dtypes, type DType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { bitcastConvertType } from "./elementwise.ts";

/** The bits of a number. */
export const widthOf = (dtype: DType): number => 8 * dtypes[dtype].bytes;

const unsigned = { 8: "uint8", 16: "uint16", 32: "uint32", 64: "uint64" } as const;

/** The unsigned integers of the same bits. */
export const bitsOf = (x: NDArray): NDArray => {
  const dtype = unsigned[widthOf(x.dtype) as keyof typeof unsigned];
  return x.dtype === dtype ? x : bitcastConvertType(x, dtype);
};
