import { booleanOption, readArgument, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { shapeOption } from "../core/options.ts";
import type { DType } from "../core/types/dtype.ts";
import { isLength, normalizeAxis, type Shape } from "../core/types/shape.ts";
import { take } from "../indexing/take.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { array } from "../numpy/creation.ts";
import { inFloat, toFloat } from "../numpy/elementwise.ts";
import { maximum, minimum, where } from "../numpy/selection.ts";
import { add, divide, multiply, subtract, abs } from "../numpy/arithmetic.ts";
import { greaterEqual, lessEqual } from "../numpy/comparison.ts";
import { logicalAnd } from "../numpy/logical.ts";
import { sum } from "../numpy/reduction.ts";
import {
  kernels,
  methodOf,
  resizeMethodOption,
  type Kernel,
  type ResizeMethod,
  type ResizeMethodName,
} from "./resize-method.ts";

/*
 * Every pixel of the new image is a mean of old ones, along one axis after the other: a product with a matrix of weights.
 */

/** Options of {@link resize} and {@link scaleAndTranslate}. */
export interface ResizeOptions {
  /** Whether an image that becomes smaller is smoothed first; default true. */
  readonly antialias?: boolean;
}

const readers: OptionReaders<ResizeOptions> = { antialias: booleanOption };

/** Where the pixels of an axis come from: float[] each. */
interface Placement {
  readonly scale: NDArray;
  readonly translation: NDArray;
}

interface Sampling {
  readonly method: Exclude<ResizeMethod, "nearest">;
  readonly antialias: boolean;
}

/** Below this a sum of weights is nothing. */
const leastTotal = 1000 * 2 ** -23;

/** An axis of places, as [n, 1]. */
const column = (from: number, to: number, dtype: DType): NDArray =>
  lax.reshape(lax.add(lax.iota(dtype, to - from), from), [to - from, 1]);

/**
 * How much each old pixel counts in each new one.
 *
 * @returns float[old, new]
 */
function weightsOf(old: number, size: number, { scale, translation }: Placement, sampling: Sampling): NDArray {
  const { dtype } = scale;
  const inverse = lax.div(1, scale);
  const places = subtract(multiply(lax.iota(dtype, size), inverse), multiply(translation, inverse));
  const centres = add(places, subtract(multiply(inverse, 0.5), 0.5));
  const normal = (weights: NDArray): NDArray => {
    const total = sum(weights, { axis: 0, keepdims: true });
    const counts = lax.gt(abs(total), leastTotal);
    return where(counts, divide(weights, where(counts, total, 1)), 0);
  };
  const inside = logicalAnd(greaterEqual(centres, -0.5), lessEqual(centres, old - 0.5));
  if (sampling.method === "area") {
    const pixels = column(0, old, dtype);
    const covered = subtract(minimum(add(places, inverse), add(pixels, 1)), maximum(places, pixels));
    return where(inside, normal(maximum(covered, 0)), 0);
  }
  const repeatsEdges = sampling.method === "cubic-pytorch" && !sampling.antialias;
  const kernel: Kernel = kernels[sampling.antialias && sampling.method === "cubic-pytorch" ? "cubic" : sampling.method];
  const beyond = repeatsEdges ? kernel.radius : 0;
  const distance = abs(subtract(centres, column(-beyond, old + beyond, dtype)));
  const weights = kernel.weight(sampling.antialias ? divide(distance, maximum(inverse, 1)) : distance);
  return repeatsEdges ? normal(gatheredAtEdges(weights, beyond)) : where(inside, normal(weights), 0);
}

/** The weights of pixels beyond the edges, added to those of the edges. */
function gatheredAtEdges(weights: NDArray, beyond: number): NDArray {
  const { length } = weights;
  const part = (from: number, to: number): NDArray => lax.sliceInDim(weights, from, to);
  const total = (x: NDArray): NDArray => sum(x, { axis: 0, keepdims: true });
  if (length === 2 * beyond + 1) return total(weights);
  const first = total(part(0, beyond + 1));
  const last = total(part(length - beyond - 1, length));
  return lax.concatenate([first, part(beyond + 1, length - beyond - 1), last], 0);
}

/** An array whose axis is the product with a matrix of weights. */
function alongAxis(x: NDArray, axis: number, weights: NDArray): NDArray {
  const product = lax.dotGeneral(x, convert(weights, x.dtype), {
    lhsContracting: [axis],
    rhsContracting: [0],
    lhsBatch: [],
    rhsBatch: [],
  });
  const others = x.shape.map((_, k) => k).slice(0, -1);
  return lax.transpose(product, [...others.slice(0, axis), x.ndim - 1, ...others.slice(axis)]);
}

/** Lengths of as many axes as the image has. */
function checkShape(operation: string, image: NDArray, shape: Shape): void {
  if (shape.length === image.ndim && shape.every(isLength)) return;
  throw new UsageError({
    operation,
    received: `${image.describe()} and shape [${shape.join(",")}]`,
    expected: "a length for each axis of the image",
    remedy: "write the lengths of axes that stay as they are, too",
  });
}

/** Refuses to make pixels of none. */
function checkPixels(operation: string, image: NDArray, axis: number): void {
  if (image.shape[axis]! > 0) return;
  throw new UsageError({
    operation,
    received: `${image.describe()}, which has no pixels along axis ${axis}`,
    expected: "an image with pixels along the axes whose lengths change",
    remedy: "make the new image with zeros",
  });
}

/**
 * An image of another size.
 *
 * @param image - numbers; which axes are height, width, channels or a batch does not matter.
 * @param shape - the new length of each axis. Axes whose length stays are left alone.
 * @param method - one of the `ResizeMethod`s, or its name.
 * @param antialias - whether an image that becomes smaller is smoothed first, default true; or options.
 * @returns an image of floats, with `"nearest"` of the dtype of the old one.
 * @throws UsageError for a shape of other axes, and for a method that does not exist.
 * @example
 * import { array } from "@proj/array";
 * import { resize } from "@proj/array/image";
 * resize(array([[0, 4], [8, 12]]), [2, 4], "linear"); // → [[0, 1, 3, 4], [8, 9, 11, 12]]
 */
export function resize(
  image: ArrayLike,
  shape: Shape,
  method: ResizeMethodName,
  antialias?: boolean | ResizeOptions,
): NDArray {
  const operation = "resize";
  const given = toArray(image, operation);
  const lengths = readArgument(operation, "shape", shape, shapeOption);
  const name = methodOf(readArgument(operation, "method", method, resizeMethodOption));
  const read = readPositionalOptions<ResizeOptions>(operation, [antialias], ["antialias"], readers);
  checkShape(operation, given, lengths);
  const axes = lengths.flatMap((length, axis) => (length === given.shape[axis] ? [] : [axis]));
  for (const axis of axes) checkPixels(operation, given, axis);
  if (name === "nearest") return axes.reduce((x, axis) => nearest(x, axis, lengths[axis]!), given);
  const floats = toFloat(given);
  const { dtype } = convertedReal(floats);
  const sampling = { method: name, antialias: read.antialias ?? true };
  return axes.reduce((x, axis) => {
    const [old, size] = [given.shape[axis]!, lengths[axis]!];
    const placement = { scale: lax.full([], size === 0 ? 1 : size / old, dtype), translation: lax.full([], 0, dtype) };
    return alongAxis(x, axis, weightsOf(old, size, placement, sampling));
  }, floats);
}

/** The dtype in which weights are computed: that of the parts, and single precision for halves. */
function convertedReal({ dtype }: NDArray): { readonly dtype: DType } {
  return { dtype: dtype === "float64" || dtype === "complex128" ? "float64" : "float32" };
}

function nearest(x: NDArray, axis: number, size: number): NDArray {
  const old = Math.fround(x.shape[axis]!);
  const places = Array.from({ length: size }, (_, place) =>
    Math.floor(Math.fround(Math.fround((place + 0.5) * old) / size)),
  );
  return take(x, array(places, "int32"), { axis, mode: "clip" });
}

/**
 * An image that is stretched and moved: what was at x is at x · scale + translation, counted from the edge of the first pixel.
 *
 * @param image - numbers.
 * @param shape - the length of each axis of the result.
 * @param spatialDims - the axes that are stretched and moved; others must keep their length.
 * @param scale - float[k], by how much, for each of these axes. It may be differentiated by.
 * @param translation - float[k], by how many pixels.
 * @param method - one of the `ResizeMethod`s, or its name; not `"nearest"`.
 * @param antialias - whether an image that becomes smaller is smoothed first, default true; or options.
 * @returns floats; 0 where nothing of the image is.
 * @throws UsageError for axes, lengths or a method that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { scaleAndTranslate } from "@proj/array/image";
 * scaleAndTranslate(array([1, 2, 3]), [4], [0], array([1]), array([1]), "linear"); // → [0, 1, 2, 3]
 */
export function scaleAndTranslate(
  image: ArrayLike,
  shape: Shape,
  spatialDims: readonly number[],
  scale: ArrayLike,
  translation: ArrayLike,
  method: ResizeMethodName,
  antialias?: boolean | ResizeOptions,
): NDArray {
  const operation = "scaleAndTranslate";
  const given = toFloat(toArray(image, operation));
  const lengths = readArgument(operation, "shape", shape, shapeOption);
  const axes = readArgument(operation, "spatialDims", spatialDims, shapeOption).map((axis) =>
    normalizeAxis(axis, given.ndim, operation),
  );
  const name = methodOf(readArgument(operation, "method", method, resizeMethodOption));
  const read = readPositionalOptions<ResizeOptions>(operation, [antialias], ["antialias"], readers);
  const type = inFloat(promotedType(operation, [scale, translation]));
  const [scales, moves] = [promoteTo(operation, scale, type), promoteTo(operation, translation, type)];
  checkShape(operation, given, lengths);
  const fits =
    [scales, moves].every(({ shape: [count], ndim }) => ndim === 1 && count === axes.length) &&
    new Set(axes).size === axes.length &&
    lengths.every((length, axis) => axes.includes(axis) || length === given.shape[axis]);
  if (!fits || name === "nearest") {
    throw new UsageError({
      operation,
      received: `${given.describe()}, shape [${lengths.join(",")}], spatialDims [${axes.join(",")}], scale ${scales.describe()}, translation ${moves.describe()} and method "${name}"`,
      expected:
        'a scale and a translation for each of the axes, equal lengths of the others, and a method other than "nearest"',
      remedy: "correct what does not fit; resize has the nearest pixel",
    });
  }
  const sampling = { method: name, antialias: read.antialias ?? true };
  return axes.reduce((x, axis, k) => {
    checkPixels(operation, given, axis);
    const at = (values: NDArray): NDArray => lax.reshape(lax.sliceInDim(values, k, k + 1), []);
    const placement = { scale: at(scales), translation: at(moves) };
    return alongAxis(x, axis, weightsOf(given.shape[axis]!, lengths[axis]!, placement, sampling));
  }, given);
}
