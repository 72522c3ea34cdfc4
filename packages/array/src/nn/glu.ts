import { UsageError } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisReader, readAxisOptions, type AxisOption, type AxisOr } from "../core/options.ts";
import { normalizeAxes } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toFloat } from "../numpy/elementwise.ts";

/**
 * The gated linear unit: the first half of an axis times the sigmoid of the second half.
 *
 * @param options - the axis alone, or options with it; default the last.
 * @returns an array of half the length along the axis.
 * @throws UsageError when the length of the axis is odd.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.glu(array([2, 0])); // → [1]
 */
export function glu(x: ArrayLike, options?: AxisOr<AxisOption>): NDArray {
  const { axis = -1 } = readAxisOptions<AxisOption>("glu", options, axisReader);
  const operand = toFloat(toArray(x, "glu"));
  const [position = 0] = normalizeAxes(axis, operand.ndim, "glu");
  const length = operand.shape[position]!;
  if (length % 2 === 1) {
    throw new UsageError({
      operation: "glu",
      received: `${operand.describe()}, of which axis ${axis} has ${length} elements`,
      expected: "an even number of elements along the axis",
      remedy: "give values and gates in equal number, one after the other",
    });
  }
  const half = length / 2;
  const values = lax.sliceInDim(operand, 0, half, 1, position);
  return lax.mul(values, lax.logistic(lax.sliceInDim(operand, half, length, 1, position)));
}
