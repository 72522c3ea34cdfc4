import type { DType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, convert, type ArrayLike } from "../core/operands.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { elementwiseBinary } from "../numpy/elementwise.ts";
import { iota } from "../numpy/ranges.ts";
import { expandDims, reshape } from "../numpy/reshaping.ts";

/** Options of {@link oneHot}. */
export interface OneHotOptions {
  /** Default float32. */
  readonly dtype?: DType;
  /** Where the new axis goes; default the last place. */
  readonly axis?: number;
}

/**
 * Each integer as a vector with a one at that place and zeros elsewhere; only zeros where it is out of range.
 *
 * @param classes - the length of the new axis.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.oneHot(array([0, 2]), 3); // → [[1, 0, 0], [0, 0, 1]]
 */
export function oneHot(x: ArrayLike, classes: number, { dtype = "float32", axis = -1 }: OneHotOptions = {}): NDArray {
  const array = asArray(x, "oneHot");
  const rank = array.ndim + 1;
  const place = normalizeAxis(axis, rank, "oneHot");
  const numbers = reshape(
    iota(classes),
    Array.from({ length: rank }, (_, position) => (position === place ? classes : 1)),
  );
  return convert(elementwiseBinary("eq", expandDims(array, place), numbers, "oneHot"), dtype);
}
