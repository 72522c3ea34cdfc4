import { expandDims, type ArrayLike, type NDArray } from "@proj/array";
import {
  arrayOption,
  axesOption,
  isFloat,
  isInteger,
  nullableOption,
  readArgument,
  shapesEqual,
  toArray,
  UsageError,
  type Axes,
  type OptionReaders,
} from "@proj/array/core";

/*
 * How losses read what they compare.
 */

/** An array of floats, such as predictions have to be. */
export function floats(operation: string, name: string, value: ArrayLike): NDArray {
  const array = toArray(readArgument(operation, name, value, arrayOption));
  if (isFloat(array.dtype)) return array;
  throw new UsageError({
    operation,
    received: `${name}: ${array.describe()}`,
    expected: `${name}: an array of floats`,
    remedy: 'convert it with astype("float32")',
  });
}

/** Any array. */
export function anyArray(operation: string, name: string, value: ArrayLike): NDArray {
  return toArray(readArgument(operation, name, value, arrayOption));
}

/** An array of integers, such as labels. */
export function integers(operation: string, name: string, value: ArrayLike): NDArray {
  const array = anyArray(operation, name, value);
  if (isInteger(array.dtype)) return array;
  throw new UsageError({
    operation,
    received: `${name}: ${array.describe()}`,
    expected: `${name}: an array of integers`,
    remedy: 'convert it with astype("int32")',
  });
}

/** Refuses two arrays of different shapes. */
export function sameShape(operation: string, names: string, x: NDArray, y: NDArray): void {
  if (shapesEqual(x.shape, y.shape)) return;
  throw new UsageError({
    operation,
    received: `${x.describe()} and ${y.describe()}`,
    expected: `${names} of one shape`,
    remedy: "reshape one of them, or broadcast it with broadcastTo",
  });
}

/** The difference of predictions from targets, or the predictions themselves. */
export function errorsOf(
  operation: string,
  predictions: ArrayLike,
  targets: ArrayLike | null | undefined,
  strict: boolean,
): NDArray {
  const x = floats(operation, "predictions", predictions);
  if (targets === undefined || targets === null) return x;
  const y = anyArray(operation, "targets", targets);
  if (strict) sameShape(operation, "predictions and targets", x, y);
  return x.sub(y);
}

/** Where elements count, and along which axes they are summed. */
export interface ReductionOptions {
  /** The axes of classes or features; default -1, `null` for all. */
  readonly axis?: Axes;
  /** Which elements count, an array of booleans that stretches to the others; default all. */
  readonly where?: ArrayLike | null;
}

/** How {@link ReductionOptions} are read. */
export const reductionReaders: OptionReaders<ReductionOptions> = {
  axis: axesOption,
  where: nullableOption(arrayOption),
};

/** A sum over axes of the elements that count. */
export function summed(x: NDArray, axis: Axes, where: ArrayLike | null | undefined, keepdims = false): NDArray {
  return x.sum(where === null || where === undefined ? { axis, keepdims } : { axis, keepdims, where });
}

/** Which elements count, with the axes of the array that they are of. */
export function maskOf(where: ArrayLike | null | undefined, x: NDArray, axis: Axes): NDArray | null {
  if (where === null || where === undefined) return null;
  const mask = toArray(where);
  if (mask.ndim === x.ndim || axis === null) return mask;
  return expandDims(mask, axis);
}
