import { readArgument, UsageError } from "@proj/tree/core";
import { dtypeOption } from "../core/options.ts";
import { dtypes, type DType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** The same bits, read as another dtype; where its elements have another size, the last axis has another length. */
export function view(x: NDArray, dtype: DType): NDArray {
  if (x.dtype === dtype) return x;
  const [from, to] = [dtypes[x.dtype].bytes, dtypes[readArgument("view", "dtype", dtype, dtypeOption)].bytes];
  if (from === to) return lax.bitcastConvertType(x, dtype);
  const before = x.shape.slice(0, -1);
  const length = ((x.shape.at(-1) ?? 0) * from) / to;
  if (x.ndim === 0 || !Number.isInteger(length)) {
    throw new UsageError({
      operation: "view",
      received: `${x.describe()} as ${dtype}`,
      expected: `a last axis whose bytes are a multiple of ${to}`,
      remedy: "reshape the array first, or use astype to convert values instead of bits",
    });
  }
  const split = from > to ? x : lax.reshape(x, [...before, length, to / from]);
  return lax.reshape(lax.bitcastConvertType(split, dtype), [...before, length]);
}
