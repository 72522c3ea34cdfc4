import { UsageError } from "@proj/tree/core";
import { sizeOf } from "../core/types/shape.ts";
import { knownValues } from "../indexing/positions.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toBool } from "./elementwise.ts";
import type { TrimEnds } from "./inserting.ts";

/** What `trimZeros` gives, and functions that cut zeros as it does. */
export function withoutZeros(operation: string, array: NDArray, trim: TrimEnds, axes: readonly number[]): NDArray {
  const ends = trim.toLowerCase();
  const values = knownValues(toBool(array, operation));
  if (values === null) {
    throw new UsageError({
      operation,
      received: `a traced array, or one on a device, ${array.describe()}${array.origin}`,
      expected: "a concrete array on the host: its values decide the shape of the result",
      remedy: "trim before the function is transformed, or keep the zeros",
    });
  }
  const strides = array.shape.map((_, place) => sizeOf(array.shape.slice(place + 1)));
  return axes.reduce<NDArray>((trimmed, along) => {
    const length = array.shape[along]!;
    const filled = new Set<number>();
    values.forEach((value, place) => {
      if (value !== 0) filled.add(Math.floor(place / strides[along]!) % length);
    });
    const first = filled.size === 0 ? length : Math.min(...filled);
    const last = filled.size === 0 ? -1 : Math.max(...filled);
    const start = filled.size === 0 ? 0 : ends.includes("f") ? first : 0;
    const stop = filled.size === 0 ? 0 : ends.includes("b") ? last + 1 : length;
    return lax.sliceInDim(trimmed, start, stop, 1, along);
  }, array);
}
