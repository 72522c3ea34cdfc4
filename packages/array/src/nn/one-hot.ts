import { integerOption, readArgument, readOptions, type OptionReaders } from "@proj/tree/core";
import { toArray, convert, type ArrayLike } from "../core/operands.ts";
import { axisOption, dtypeReader, type DTypeOption } from "../core/options.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { equal } from "../numpy/comparison.ts";

/** Options of {@link oneHot}. */
export interface OneHotOptions extends DTypeOption {
  /** Where the new axis goes; default the last place. */
  readonly axis?: number;
}

const readers: OptionReaders<OneHotOptions> = { ...dtypeReader, axis: axisOption };
const classesOption = integerOption(0);

/**
 * Each integer as a vector with a one at that place and zeros elsewhere; only zeros where it is out of range.
 *
 * @param classes - the length of the new axis.
 * @param options - the dtype (default float32), and where the new axis goes.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.oneHot(array([0, 2]), 3); // → [[1, 0, 0], [0, 0, 1]]
 */
export function oneHot(x: ArrayLike, classes: number, options?: OneHotOptions): NDArray {
  const { dtype = "float32", axis = -1 } = readOptions<OneHotOptions>("oneHot", options, readers);
  const array = toArray(x, "oneHot");
  const count = readArgument("oneHot", "classes", classes, classesOption);
  const rank = array.ndim + 1;
  const place = normalizeAxis(axis, rank, "oneHot");
  const alongAxis = Array.from({ length: rank }, (_, position) => (position === place ? count : 1));
  const numbers = lax.reshape(lax.iota("int32", count), alongAxis);
  return convert(equal(lax.expandDims(array, [place]), numbers), dtype);
}
