import { integerOption, readOptions, UsageError, type OptionReader, type OptionReaders } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { dtypeOption } from "../core/options.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import { describeArray } from "../core/types/abstract-array.ts";
import { dtypes, type DType } from "../core/types/dtype.ts";
import { sizeOf, type Shape } from "../core/types/shape.ts";
import { operand } from "../lax/apply.ts";
import { dotGeneral } from "../lax/contraction.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { full } from "../lax/elementwise.ts";
import { pad, reshape, rev, sliceInDim, transpose, windows } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { linearCall } from "../staging/linear-call.ts";
import { dimensionsOf, type ConvDimensions } from "./dimension-numbers.ts";
import { readPadding, readSteps, spanOf, type Padding, type PaddingPair } from "./padding.ts";

/*
 * Convolutions as products: the windows of the array, contracted with the kernel. In compiled programs windows are a view of
 * the padded array, so nothing is copied but the padding. Features stand last here, where neighbours of a window lie together.
 */

/** What tells convolutions of arrays [batch, …space, features] and kernels [...space, in, out] apart. */
export interface Geometry {
  readonly strides: readonly number[];
  readonly padding: readonly PaddingPair[];
  readonly lhsDilation: readonly number[];
  readonly rhsDilation: readonly number[];
  readonly groups: number;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

/** The lengths of the result along the axes of space; 0 where the array is shorter than the kernel. */
function resultSpace(space: Shape, kernel: Shape, geometry: Geometry): number[] {
  return space.map((length, i) => {
    const [low, high] = geometry.padding[i]!;
    const room = low + spanOf(length, geometry.lhsDilation[i]!) + high - spanOf(kernel[i]!, geometry.rhsDilation[i]!);
    return room < 0 ? 0 : Math.floor(room / geometry.strides[i]!) + 1;
  });
}

export function padded(x: NDArray, { padding, lhsDilation }: Pick<Geometry, "padding" | "lhsDilation">): NDArray {
  return pad(
    x,
    0,
    [0, ...padding.map(([low]) => low), 0],
    [0, ...padding.map(([, high]) => high), 0],
    [0, ...lhsDilation.map((dilation) => dilation - 1), 0],
  );
}

/** The last axis as [groups, features of one group]. */
function grouped(x: NDArray, groups: number): NDArray {
  return groups === 1 ? x : reshape(x, [...x.shape.slice(0, -1), groups, x.shape.at(-1)! / groups]);
}

/** [batch, …space, features] · [...space, in, out] → [batch, …space, features]. */
function convolve(x: NDArray, kernel: NDArray, geometry: Geometry): NDArray {
  const name = "convGeneralDilated";
  return customDerivative(name, [x, kernel], (a, b) => product(a, b, geometry), [
    (t, a, b) =>
      linearCall(
        name,
        [b],
        [t],
        ([w], [u]) => [convolve(u!, w!, geometry)],
        ([w], [ct]) => [arrayCotangent(ct!, w!, a.shape, geometry)],
      )[0]!,
    (t, a, b) =>
      linearCall(
        name,
        [a],
        [t],
        ([u], [w]) => [convolve(u!, w!, geometry)],
        ([u], [ct]) => [kernelCotangent(ct!, u!, b.shape, geometry)],
      )[0]!,
  ]);
}

function product(x: NDArray, kernel: NDArray, geometry: Geometry): NDArray {
  const { strides, rhsDilation, groups } = geometry;
  const rank = strides.length;
  const sizes = kernel.shape.slice(0, rank);
  const space = resultSpace(x.shape.slice(1, -1), sizes, geometry);
  const shape = [x.shape[0]!, ...space, kernel.shape.at(-1)!];
  if (sizeOf(shape) === 0 || sizeOf(kernel.shape) === 0) return full(shape, 0, x.dtype);
  const seen = sizes.reduce(
    (view, size, i) => windows(view, { axis: i + 1, size, stride: strides[i]!, dilation: rhsDilation[i]! }),
    grouped(padded(x, geometry), groups),
  );
  if (groups === 1) {
    // seen: [batch, …space, in, …kernel]
    return dotGeneral(seen, kernel, {
      lhsContracting: [...range(rank + 2, 2 * rank + 2), rank + 1],
      rhsContracting: range(0, rank + 1),
      lhsBatch: [],
      rhsBatch: [],
    });
  }
  // seen: [batch, …space, groups, in, …kernel]
  const product = dotGeneral(seen, grouped(kernel, groups), {
    lhsContracting: [...range(rank + 3, 2 * rank + 3), rank + 2],
    rhsContracting: range(0, rank + 1),
    lhsBatch: [rank + 1],
    rhsBatch: [rank + 1],
  });
  return reshape(transpose(product, [...range(1, rank + 2), 0, rank + 2]), shape);
}

/** The cotangent of the array: that of the result, spread to its strides, over the kernel turned round. */
function arrayCotangent(ct: NDArray, kernel: NDArray, shape: Shape, geometry: Geometry): NDArray {
  if (sizeOf(ct.shape) === 0) return full(shape, 0, ct.dtype);
  const { strides, padding, lhsDilation, rhsDilation, groups } = geometry;
  const rank = strides.length;
  const turned = rev(grouped(kernel, groups), range(0, rank));
  const [inputs, outputs] = kernel.shape.slice(-2) as [number, number];
  const exchanged =
    groups === 1
      ? transpose(turned, [...range(0, rank), rank + 1, rank])
      : reshape(transpose(turned, [...range(0, rank), rank + 2, rank + 1, rank]), [
          ...kernel.shape.slice(0, rank),
          outputs / groups,
          groups * inputs,
        ]);
  return convolve(ct, exchanged, {
    strides: lhsDilation,
    padding: strides.map((stride, i): PaddingPair => {
      const span = spanOf(kernel.shape[i]!, rhsDilation[i]!);
      const low = span - 1 - padding[i]![0];
      const high = spanOf(shape[i + 1]!, lhsDilation[i]!) + span - 1 - spanOf(ct.shape[i + 1]!, stride) - low;
      return [low, high];
    }),
    lhsDilation: strides,
    rhsDilation,
    groups,
  });
}

/** The cotangent of the kernel: the windows of the array, contracted with the cotangent of the result. */
function kernelCotangent(ct: NDArray, x: NDArray, shape: Shape, geometry: Geometry): NDArray {
  if (sizeOf(ct.shape) === 0) return full(shape, 0, ct.dtype);
  const { strides, groups } = geometry;
  const rank = strides.length;
  const [seen, sent] = strides.every((stride) => stride === 1)
    ? inOneRow(padded(x, geometry), ct, shape, geometry)
    : inSpace(padded(x, geometry), ct, shape, geometry);
  // seen: [...places, groups, …kernel, in]; sent: [...places, groups, out]; without groups if there is one
  const places = sent.ndim - (groups === 1 ? 1 : 2);
  const step = groups === 1 ? [] : [places];
  const result = dotGeneral(seen, sent, {
    lhsContracting: range(0, places),
    rhsContracting: range(0, places),
    lhsBatch: step,
    rhsBatch: step,
  });
  return groups === 1 ? result : reshape(transpose(result, [...range(1, rank + 2), 0, rank + 2]), shape);
}

/** Windows with the axes of the kernel before that of the features. */
function featuresLast(seen: NDArray, places: number, rank: number, groups: number): NDArray {
  const last = places + (groups === 1 ? 0 : 1);
  return transpose(seen, [...range(0, last), ...range(last + 1, last + 1 + rank), last]);
}

function inSpace(x: NDArray, ct: NDArray, kernel: Shape, geometry: Geometry): [NDArray, NDArray] {
  const { strides, rhsDilation, groups } = geometry;
  const rank = strides.length;
  const seen = strides.reduce(
    (view, stride, i) => windows(view, { axis: i + 1, size: kernel[i]!, stride, dilation: rhsDilation[i]! }),
    grouped(x, groups),
  );
  return [featuresLast(seen, rank + 1, rank, groups), grouped(ct, groups)];
}

/**
 * Without strides the places of the array may be counted in one row, from one line and one member to the next: windows that
 * go over an end meet a cotangent of 0. Then both operands are matrices where they lie.
 */
function inOneRow(x: NDArray, ct: NDArray, kernel: Shape, geometry: Geometry): [NDArray, NDArray] {
  const { rhsDilation, groups } = geometry;
  const space = x.shape.slice(1, -1);
  const none = ct.shape.map(() => 0);
  const wide = pad(ct, 0, none, [0, ...space.map((length, i) => length - ct.shape[i + 1]!), 0]);
  const count = x.shape[0]! * sizeOf(space);
  const seen = space.reduce(
    (view, _, i) =>
      windows(view, { axis: 0, size: kernel[i]!, stride: 1, dilation: rhsDilation[i]! * sizeOf(space.slice(i + 1)) }),
    grouped(reshape(x, [count, x.shape.at(-1)!]), groups),
  );
  const sent = sliceInDim(reshape(wide, [count, ct.shape.at(-1)!]), 0, seen.shape[0]!);
  return [featuresLast(seen, 1, space.length, groups), grouped(sent, groups)];
}

/** Options of {@link convGeneralDilated}. */
export interface ConvOptions {
  /** For each axis of space, the distance between neighbours of the array, with zeros between them; default 1. */
  readonly lhsDilation?: readonly number[] | null;
  /** For each axis of space, the distance between neighbours of the kernel; default 1. */
  readonly rhsDilation?: readonly number[] | null;
  /** Default `null`. */
  readonly dimensionNumbers?: ConvDimensions;
  /** Into how many groups the features fall, each with kernels of its own; default 1. */
  readonly featureGroupCount?: number;
  /** Into how many groups the batch falls, each with kernels of its own; default 1. */
  readonly batchGroupCount?: number;
  /** The dtype in which products are added up, and that of the result; default that of the operands. */
  readonly preferredElementType?: DType | null;
}

// Lists and names of axes are read where the number of axes is known.
const steps: OptionReader<readonly number[] | null> = (value) => value as readonly number[] | null;

/** Readers of {@link ConvOptions}. */
export const convReaders: OptionReaders<ConvOptions> = {
  lhsDilation: steps,
  rhsDilation: steps,
  dimensionNumbers: (value) => value as ConvDimensions,
  featureGroupCount: integerOption(1),
  batchGroupCount: integerOption(1),
  preferredElementType: (value, place) => (value === null ? null : dtypeOption(value, place)),
};

/**
 * The convolution of machine learning: at each place, the sum of products of the kernel with the window of the array that
 * begins there. The kernel is not turned round.
 *
 * @param lhs - the array: batch, features and any number of axes of space.
 * @param rhs - the kernels, one for each feature that comes out, of the array's dtype.
 * @param windowStrides - for each axis of space, the distance between neighbours of the result.
 * @param padding - `"SAME"`, `"VALID"`, `"SAME_LOWER"`, or `[low, high]` for each axis of space; negative amounts cut.
 * @throws UsageError when the shapes do not fit, naming what does not.
 * @example
 * import { array, ones } from "@proj/array";
 * import { convGeneralDilated } from "@proj/array/lax";
 * const x = array([[[1, 2, 3, 4]]]);
 * convGeneralDilated(x, ones([1, 1, 2]), [1], "VALID"); // → [[[3, 5, 7]]]
 */
export function convGeneralDilated(
  lhs: NDArray,
  rhs: NDArray,
  windowStrides: readonly number[],
  padding: Padding,
  options?: ConvOptions,
): NDArray {
  const name = "convGeneralDilated";
  return convolution(`lax.${name}`, operand(name, lhs), operand(name, rhs), windowStrides, padding, options);
}

/** Where the axes of a convolution stand, and how its windows lie. */
interface Placement extends Omit<Geometry, "groups"> {
  /** The array as [batch, …space, features]. */
  readonly x: NDArray;
  readonly rhsSpec: readonly number[];
  /** For each axis of the result, its place in [batch, …space, features]. */
  readonly outOrder: readonly number[];
}

/**
 * Reads what convolutions and their windows have in common.
 *
 * @param sizes - the lengths of the kernel along the axes of space, from where its axes stand.
 */
export function placement(
  operation: string,
  lhs: NDArray,
  sizes: (rhsSpec: readonly number[]) => Shape,
  windowStrides: readonly number[],
  padding: Padding,
  options: Partial<ConvOptions>,
): Placement {
  const rank = lhs.ndim - 2;
  const { lhsSpec, rhsSpec, outSpec } = dimensionsOf(operation, lhs.ndim, options.dimensionNumbers ?? null);
  const strides = readSteps(operation, "windowStrides", windowStrides, rank);
  const lhsDilation = readSteps(operation, "lhsDilation", options.lhsDilation, rank);
  const rhsDilation = readSteps(operation, "rhsDilation", options.rhsDilation, rank);
  if (typeof padding === "string" && lhsDilation.some((dilation) => dilation > 1)) {
    throw new UsageError({
      operation,
      received: `padding: ${padding} with lhsDilation: [${lhsDilation.join(",")}]`,
      expected: "amounts of padding, as what such an array would need is not defined",
      remedy: "write the amounts, or use convTranspose",
    });
  }
  const x = transpose(lhs, [lhsSpec[0]!, ...lhsSpec.slice(2), lhsSpec[1]!]);
  const space = x.shape.slice(1, -1);
  const spans = sizes(rhsSpec).map((size, i) => spanOf(size, rhsDilation[i]!));
  const amounts = readPadding(operation, padding, space, spans, strides);
  space.forEach((length, i) => {
    const [low, high] = amounts[i]!;
    if (low + spanOf(length, lhsDilation[i]!) + high >= 0) return;
    throw new UsageError({
      operation,
      received: `${describeArray(lhs.aval)} with padding [${low},${high}] along axis ${i} of space`,
      expected: "an axis that is as long as what is cut",
      remedy: "cut less",
    });
  });
  const outOrder = range(0, lhs.ndim).map(
    (axis) => [0, lhs.ndim - 1, ...range(1, lhs.ndim - 1)][outSpec.indexOf(axis)]!,
  );
  return { x, rhsSpec, outOrder, strides, padding: amounts, lhsDilation, rhsDilation };
}

/** The array and the kernel of a convolution, which must be of one kind. */
function checkOperands(operation: string, lhs: NDArray, rhs: NDArray): void {
  checkDomain(operation, "number", lhs.aval);
  if (rhs.dtype === lhs.dtype && rhs.ndim === lhs.ndim && lhs.ndim >= 2) return;
  throw new UsageError({
    operation,
    received: `${describeArray(lhs.aval)} and the kernel ${describeArray(rhs.aval)}`,
    expected: "one dtype, and equally many axes, two of them for batch and features",
    remedy: "convert one with astype, or insert axes of length 1",
  });
}

/** The dtype in which to add up, and of the result. */
function checkPreferred(operation: string, { dtype }: NDArray, preferred: DType): DType {
  const [own, wanted] = [dtypes[dtype], dtypes[preferred]];
  if (own.kind === wanted.kind && wanted.bytes >= own.bytes) return preferred;
  throw new UsageError({
    operation,
    received: `preferredElementType: ${preferred} for ${dtype}`,
    expected: "a dtype of the same kind that is not narrower",
    remedy: "convert the operands, or the result",
  });
}

/** {@link convGeneralDilated} in the name of another function. */
export function convolution(
  operation: string,
  lhs: NDArray,
  rhs: NDArray,
  windowStrides: readonly number[],
  padding: Padding,
  options: ConvOptions | undefined,
): NDArray {
  const given = readOptions<ConvOptions>(operation, options, convReaders);
  const { featureGroupCount = 1, batchGroupCount = 1, preferredElementType = null } = given;
  checkOperands(operation, lhs, rhs);
  const dtype = preferredElementType === null ? lhs.dtype : checkPreferred(operation, lhs, preferredElementType);
  const sizes = (spec: readonly number[]): Shape => spec.slice(2).map((axis) => rhs.shape[axis]!);
  const place = placement(operation, lhs, sizes, windowStrides, padding, given);
  const { x, rhsSpec } = place;
  const [batch, features] = [x.shape[0]!, x.shape.at(-1)!];
  const [outputs, inputs] = [rhs.shape[rhsSpec[0]!]!, rhs.shape[rhsSpec[1]!]!];
  const groups = Math.max(featureGroupCount, batchGroupCount);
  const fits =
    Math.min(featureGroupCount, batchGroupCount) === 1 &&
    features === inputs * featureGroupCount &&
    outputs % groups === 0 &&
    batch % batchGroupCount === 0;
  if (!fits) {
    throw new UsageError({
      operation,
      received: `a batch of ${batch} with ${features} features and ${outputs} kernels of ${inputs}, featureGroupCount: ${featureGroupCount}, batchGroupCount: ${batchGroupCount}`,
      expected:
        "as many features as kernels have, times featureGroupCount; a batch and kernels that fall into groups; groups of one kind",
      remedy: "correct the counts of groups or dimensionNumbers",
    });
  }
  const result = convolve(
    convert(batchAsFeatures(x, batchGroupCount), dtype, lhs.weakType),
    convert(transpose(rhs, [...rhsSpec.slice(2), rhsSpec[1]!, rhsSpec[0]!]), dtype, rhs.weakType),
    { ...place, groups },
  );
  return transpose(result, place.outOrder);
}

/** Groups of the batch as groups of features of a smaller batch. */
function batchAsFeatures(x: NDArray, groups: number): NDArray {
  if (groups === 1) return x;
  const [batch, ...rest] = x.shape as [number, ...number[]];
  const split = reshape(x, [groups, batch / groups, ...rest]);
  const last = split.ndim - 1;
  const moved = transpose(split, [...range(1, last), 0, last]);
  return reshape(moved, [batch / groups, ...rest.slice(0, -1), groups * rest.at(-1)!]);
}
