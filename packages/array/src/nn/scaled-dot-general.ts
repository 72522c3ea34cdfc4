import type { DType } from "../core/types/dtype.ts";
import { toArray, type ArrayLike } from "../core/operands.ts";
import type { DotDimensions } from "../core/primitives.ts";
import { inTheNameOf } from "../lax/apply.ts";
import { dotGeneral, type PreferredOptions } from "../lax/contraction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/**
 * The general product as `dotGeneral` has it, in single precision unless told otherwise. JAX's function rounds operands to blocks of
 * 8 or 4 bits where it is given `configs`; there are no such floats here.
 *
 * @param lhs - the left operand.
 * @param rhs - the right one.
 * @param dimensions - which axes are summed over and which are kept in step.
 * @param preferredElementType - the dtype of the result, default float32; or options.
 * @throws UsageError as `dotGeneral` does.
 * @example
 * import { array } from "@proj/array";
 * import { scaledDotGeneral } from "@proj/array/nn";
 * const x = array([[1, 2], [3, 4]], "bfloat16");
 * const dimensions = { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] };
 * scaledDotGeneral(x, x, dimensions).dtype; // → "float32"
 */
export function scaledDotGeneral(
  lhs: ArrayLike,
  rhs: ArrayLike,
  dimensions: DotDimensions,
  preferredElementType: DType | PreferredOptions = "float32",
): NDArray {
  const name = "scaledDotGeneral";
  const [x, y] = [toArray(lhs, name), toArray(rhs, name)];
  return inTheNameOf(name, () => dotGeneral(x, y, dimensions, preferredElementType));
}
