import { readOptions, type OptionReaders } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import { sizeOf, type Shape } from "../core/types/shape.ts";
import { lengths, operand } from "../lax/apply.ts";
import { dotGeneral } from "../lax/contraction.ts";
import { reshape, transpose, windows } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { convReaders, padded, placement, type ConvOptions } from "./convolution.ts";
import { dimensionsOf } from "./dimension-numbers.ts";
import type { Padding } from "./padding.ts";

/** Options of {@link convGeneralDilatedPatches}. */
export type PatchOptions = Pick<
  ConvOptions,
  "lhsDilation" | "rhsDilation" | "dimensionNumbers" | "preferredElementType"
>;

const patchReaders: OptionReaders<PatchOptions> = {
  lhsDilation: convReaders.lhsDilation,
  rhsDilation: convReaders.rhsDilation,
  dimensionNumbers: convReaders.dimensionNumbers,
  preferredElementType: convReaders.preferredElementType,
};

/**
 * What each place of a convolution sees: the elements of its window, as features.
 *
 * @param filterShape - the lengths of a window along the axes of space.
 * @param windowStrides - for each axis of space, the distance between neighbours of the result.
 * @param padding - `"SAME"`, `"VALID"`, `"SAME_LOWER"`, or `[low, high]` for each axis of space; negative amounts cut.
 * @returns as the result of the convolution, with `features · window` features, in this order.
 * @throws UsageError when the shapes do not fit, naming what does not.
 * @example
 * import { array } from "@proj/array";
 * import { convGeneralDilatedPatches } from "@proj/array/lax";
 * convGeneralDilatedPatches(array([[[1, 2, 3]]]), [2], [1], "VALID"); // → [[[1, 2], [2, 3]]]
 */
export function convGeneralDilatedPatches(
  lhs: NDArray,
  filterShape: Shape,
  windowStrides: readonly number[],
  padding: Padding,
  options?: PatchOptions,
): NDArray {
  return patches("convGeneralDilatedPatches", lhs, filterShape, windowStrides, padding, options);
}

function patches(
  name: string,
  lhs: NDArray,
  filterShape: Shape,
  windowStrides: readonly number[],
  padding: Padding,
  options: PatchOptions | undefined,
): NDArray {
  const operation = `lax.${name}`;
  const given = readOptions<PatchOptions>(operation, options, patchReaders);
  checkDomain(operation, "number", operand(name, lhs).aval);
  const sizes = lengths(name, "filterShape", filterShape);
  const place = placement(operation, lhs, () => sizes, windowStrides, padding, given);
  const { x, strides, rhsDilation } = place;
  const seen = sizes.reduce(
    (view, size, i) => windows(view, { axis: i + 1, size, stride: strides[i]!, dilation: rhsDilation[i]! }),
    padded(x, place),
  );
  const shape = [...seen.shape.slice(0, lhs.ndim - 1), sizeOf(seen.shape.slice(lhs.ndim - 1))];
  const result = transpose(reshape(seen, shape), place.outOrder);
  const dtype = given.preferredElementType ?? null;
  return dtype === null ? result : convert(result, dtype);
}

/** Options of {@link convGeneralDilatedLocal}. */
export type LocalConvOptions = Omit<PatchOptions, "preferredElementType">;

const localReaders: OptionReaders<LocalConvOptions> = {
  lhsDilation: convReaders.lhsDilation,
  rhsDilation: convReaders.rhsDilation,
  dimensionNumbers: convReaders.dimensionNumbers,
};

/**
 * A convolution with a kernel of its own at each place.
 *
 * @param rhs - the kernels: its axes of space are those of the result, and the features that go in are `features · window`, as
 *   `convGeneralDilatedPatches` orders them.
 * @param windowStrides - for each axis of space, the distance between neighbours of the result.
 * @param padding - `"SAME"`, `"VALID"`, `"SAME_LOWER"`, or `[low, high]` for each axis of space; negative amounts cut.
 * @param filterShape - the lengths of a window along the axes of space.
 * @throws UsageError when the shapes do not fit, naming what does not.
 * @example
 * import { array } from "@proj/array";
 * import { convGeneralDilatedLocal } from "@proj/array/lax";
 * const kernels = array([[[1, 0], [0, 1]]]);
 * convGeneralDilatedLocal(array([[[1, 2, 3]]]), kernels, [1], "VALID", [2]); // → [[[1, 3]]]
 */
export function convGeneralDilatedLocal(
  lhs: NDArray,
  rhs: NDArray,
  windowStrides: readonly number[],
  padding: Padding,
  filterShape: Shape,
  options?: LocalConvOptions,
): NDArray {
  const name = "convGeneralDilatedLocal";
  const given = readOptions<LocalConvOptions>(`lax.${name}`, options, localReaders);
  const seen = patches(name, lhs, filterShape, windowStrides, padding, given);
  const { rhsSpec, outSpec } = dimensionsOf(`lax.${name}`, lhs.ndim, given.dimensionNumbers ?? null);
  // The places come first, in the order in which the result has them; then the batch and the features.
  const places = outSpec.slice(2).map((axis, i) => [axis, rhsSpec[i + 2]!] as const);
  places.sort(([a], [b]) => a - b);
  const product = dotGeneral(seen, operand(name, rhs), {
    lhsContracting: [outSpec[1]!],
    rhsContracting: [rhsSpec[1]!],
    lhsBatch: places.map(([axis]) => axis),
    rhsBatch: places.map(([, axis]) => axis),
  });
  const order = [...places.map(([axis]) => axis), outSpec[0]!, outSpec[1]!];
  return transpose(
    product,
    order.map((_, axis) => order.indexOf(axis)),
  );
}
