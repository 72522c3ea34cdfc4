import { booleanOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { rev, transpose } from "../lax/movement.ts";
import { operand } from "../lax/apply.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { convolution, convReaders, type ConvOptions } from "./convolution.ts";
import { dimensionsOf } from "./dimension-numbers.ts";
import { readSteps, spanOf, type Padding, type PaddingPair } from "./padding.ts";

/*
 * Convolutions with fewer choices.
 */

/** Options of {@link conv}. */
export type SimpleConvOptions = Pick<ConvOptions, "preferredElementType">;

const simpleReaders: OptionReaders<SimpleConvOptions> = { preferredElementType: convReaders.preferredElementType };

/**
 * A convolution of an array [batch, features, …space] with kernels [out, in, …space].
 *
 * @param windowStrides - for each axis of space, the distance between neighbours of the result.
 * @param padding - `"SAME"`, `"VALID"` or `"SAME_LOWER"`.
 * @throws UsageError when the shapes do not fit, naming what does not.
 * @example
 * import { array, ones } from "@proj/array";
 * import { conv } from "@proj/array/lax";
 * conv(array([[[1, 2, 3, 4]]]), ones([1, 1, 2]), [2], "VALID"); // → [[[3, 7]]]
 */
export function conv(
  lhs: NDArray,
  rhs: NDArray,
  windowStrides: readonly number[],
  padding: Padding,
  options?: SimpleConvOptions,
): NDArray {
  const read = readOptions("lax.conv", options, simpleReaders);
  return convolution("lax.conv", operand("conv", lhs), operand("conv", rhs), windowStrides, padding, read);
}

/**
 * A convolution of an array [batch, features, …space] with kernels [out, in, …space], which may have gaps.
 *
 * @param windowStrides - for each axis of space, the distance between neighbours of the result.
 * @param padding - `"SAME"`, `"VALID"`, `"SAME_LOWER"`, or `[low, high]` for each axis of space; negative amounts cut.
 * @param lhsDilation - the distance between neighbours of the array, with zeros between them; `null` for 1.
 * @param rhsDilation - the distance between neighbours of the kernel; `null` for 1.
 * @throws UsageError when the shapes do not fit, naming what does not.
 * @example
 * import { array, ones } from "@proj/array";
 * import { convWithGeneralPadding } from "@proj/array/lax";
 * convWithGeneralPadding(array([[[1, 2, 3]]]), ones([1, 1, 2]), [1], [[1, 0]], null, null); // → [[[1, 3, 5]]]
 */
export function convWithGeneralPadding(
  lhs: NDArray,
  rhs: NDArray,
  windowStrides: readonly number[],
  padding: Padding,
  lhsDilation: readonly number[] | null,
  rhsDilation: readonly number[] | null,
  options?: SimpleConvOptions,
): NDArray {
  const name = "convWithGeneralPadding";
  const read = readOptions(`lax.${name}`, options, simpleReaders);
  const [x, kernel] = [operand(name, lhs), operand(name, rhs)];
  return convolution(`lax.${name}`, x, kernel, windowStrides, padding, { ...read, lhsDilation, rhsDilation });
}

/** Options of {@link convTranspose}. */
export interface ConvTransposeOptions extends Pick<
  ConvOptions,
  "rhsDilation" | "dimensionNumbers" | "preferredElementType"
> {
  /** Turn the kernel round and exchange its features, as the gradient of a convolution does; default false. */
  readonly transposeKernel?: boolean;
  /** Whether amounts of padding are those of the convolution that is transposed, as `"SAME"` is; default false. */
  readonly useConsistentPadding?: boolean;
}

const transposeReaders: OptionReaders<ConvTransposeOptions> = {
  rhsDilation: convReaders.rhsDilation,
  dimensionNumbers: convReaders.dimensionNumbers,
  preferredElementType: convReaders.preferredElementType,
  transposeKernel: booleanOption,
  useConsistentPadding: booleanOption,
};

/** The padding that undoes a convolution's along one axis; the kernel reaches over `span`. */
function undone(span: number, stride: number, padding: PaddingPair | string): PaddingPair {
  if (typeof padding !== "string") return [span - padding[0] - 1, span - padding[1] - 1];
  const total = span + stride - 2 + (padding === "VALID" ? Math.max(span - stride, 0) : 0);
  const low = padding === "VALID" || stride > span - 1 ? span - 1 : Math.ceil(total / 2);
  return [low, total - low];
}

/** Channels last, as TensorFlow has them, by the number of axes. */
const channelsLast = ["NC IO", "NHC HIO", "NHWC HWIO", "NHWDC HWDIO"];

/**
 * The transpose of a convolution: it makes axes longer where a convolution with strides makes them shorter.
 *
 * @param lhs - the array: [batch, …space, features] without `dimensionNumbers`.
 * @param rhs - the kernel: [...space, in, out] without `dimensionNumbers`.
 * @param strides - for each axis of space, the distance between neighbours of the array, with zeros between them.
 * @param padding - `"SAME"` or `"VALID"` of the convolution that is transposed; or `[low, high]` for each axis of space, which
 *   are added to the array.
 * @throws UsageError when the shapes do not fit, naming what does not.
 * @example
 * import { array, ones } from "@proj/array";
 * import { convTranspose } from "@proj/array/lax";
 * convTranspose(array([[[1], [2]]]), ones([2, 1, 1]), [2], "SAME").ravel(); // → [1, 1, 2, 2]
 */
export function convTranspose(
  lhs: NDArray,
  rhs: NDArray,
  strides: readonly number[],
  padding: Padding,
  options?: ConvTransposeOptions,
): NDArray {
  const operation = "lax.convTranspose";
  const read = readOptions<ConvTransposeOptions>(operation, options, transposeReaders);
  const { transposeKernel = false, useConsistentPadding = false, ...rest } = read;
  const rank = operand("convTranspose", lhs).ndim;
  const names = channelsLast[rank - 2]?.split(" ");
  const given = rest.dimensionNumbers ?? null;
  if ((given === null && names === undefined) || operand("convTranspose", rhs).ndim !== rank) {
    throw new UsageError({
      operation,
      received: `${lhs.describe()} and the kernel ${rhs.describe()}`,
      expected: "equally many axes: 2 to 5 without dimensionNumbers",
      remedy: "insert axes of length 1, or say with dimensionNumbers what each axis is",
    });
  }
  const dimensionNumbers = dimensionsOf(operation, rank, given ?? [names![0]!, names![1]!, names![0]!]);
  const { rhsSpec } = dimensionNumbers;
  const space = rhsSpec.slice(2);
  const steps = readSteps(operation, "strides", strides, space.length);
  const rhsDilation = readSteps(operation, "rhsDilation", rest.rhsDilation, space.length);
  const isNamed = padding === "SAME" || padding === "VALID";
  const pairs =
    isNamed || (useConsistentPadding && typeof padding !== "string")
      ? space.map((axis, i) =>
          undone(spanOf(rhs.shape[axis]!, rhsDilation[i]!), steps[i]!, isNamed ? padding : padding[i]!),
        )
      : padding;
  let kernel = rhs;
  if (transposeKernel) {
    const [outputs, inputs] = rhsSpec as [number, number];
    const order = rhs.shape.map((_, axis) => (axis === outputs ? inputs : axis === inputs ? outputs : axis));
    kernel = transpose(rev(rhs, space), order);
  }
  const one = space.map(() => 1);
  return convolution(operation, lhs, kernel, one, pairs, {
    ...rest,
    dimensionNumbers,
    lhsDilation: steps,
    rhsDilation,
  });
}
