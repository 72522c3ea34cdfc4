import { readOptions, type OptionReader, type OptionReaders } from "@proj/tree/core";
import type { Windows } from "../core/primitives.ts";
import type { Shape } from "../core/types/shape.ts";
import { lengths, type Term } from "../lax/apply.ts";
import { eq } from "../lax/binary.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { fullLike, select } from "../lax/elementwise.ts";
import { broadcastedIota, broadcastInDim, pad, windows } from "../lax/movement.ts";
import {
  argmax,
  argmin,
  lastAxes,
  reduceAnd,
  reduceMax,
  reduceMin,
  reduceOr,
  reduceProd,
  reduceSum,
  reduceXor,
} from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { readPadding, readSteps, spanOf, type Padding } from "./padding.ts";
import { folded, monoidOf, readFold, type Body, type Monoid, type Operands } from "./reduce.ts";

/** Options of {@link reduceWindow}. */
export interface ReduceWindowOptions {
  /** For each axis, the distance between neighbours of the array, with initial values between them; default 1. */
  readonly baseDilation?: readonly number[] | null;
  /** For each axis, the distance between neighbours of a window; default 1. */
  readonly windowDilation?: readonly number[] | null;
}

// How many there have to be is known with the array.
const steps: OptionReader<readonly number[] | null> = (value) => value as readonly number[] | null;
const readers: OptionReaders<ReduceWindowOptions> = { baseDilation: steps, windowDilation: steps };

/** The first of the largest (or smallest) elements of each window passes its tangent on. */
function extremum(
  name: "max" | "min",
  position: (x: NDArray, axis: number) => NDArray,
  reduction: (x: NDArray, axes: readonly number[]) => NDArray,
): (x: NDArray, window: Windows) => NDArray {
  return (x, window) =>
    customDerivative(`reduceWindow ${name}`, [x], (value) => reduction(windows(value, window), [value.ndim]), [
      (t, value) => {
        const seen = windows(t, window);
        const { shape } = seen;
        const chosen = broadcastInDim(position(windows(value, window), value.ndim), shape, value.shape.map((_, k) => k)); // prettier-ignore
        const own = eq(broadcastedIota("int32", shape, value.ndim), chosen);
        return reduceSum(select(own, seen, fullLike(seen, 0)), [value.ndim]);
      },
    ]);
}

const along =
  (reduction: (x: NDArray, axes: readonly number[]) => NDArray) =>
  (x: NDArray, window: Windows): NDArray =>
    reduction(windows(x, window), [x.ndim]);

/** Folds of the windows along one axis. */
const folds: { readonly [M in Monoid]: (x: NDArray, window: Windows) => NDArray } = {
  sum: along(reduceSum),
  prod: along(reduceProd),
  max: extremum("max", argmax, reduceMax),
  min: extremum("min", argmin, reduceMin),
  and: along(reduceAnd),
  or: along(reduceOr),
  xor: along(reduceXor),
};

/**
 * Windows of arrays, each folded to one element by a function of two: sums and maxima are the pooling of networks.
 *
 * `add`, `mul`, `max`, `min`, `bitwiseAnd`, `bitwiseOr` and `bitwiseXor` of lax with the initial value that changes nothing are
 * folded axis by axis; the tangent of a maximum is that of the first of equal elements.
 *
 * @param operand - an array, or a list of arrays of one shape that are folded together.
 * @param initValue - for each array the scalar with which each fold begins, and with which the array is padded.
 * @param computation - associative; called with many elements at once, as arrays of one shape (lists of them for a list).
 * @param windowDimensions - the lengths of a window along all axes.
 * @param windowStrides - for each axis, the distance between neighbours of the result; default 1.
 * @param padding - `"VALID"` (the default), `"SAME"`, `"SAME_LOWER"`, or `[low, high]` for each axis; negative amounts cut.
 * @throws UsageError when the arguments do not fit together, naming what does not.
 * @example
 * import { array } from "@proj/array";
 * import { max, reduceWindow } from "@proj/array/lax";
 * reduceWindow(array([1, 5, 2, 4, 3]), -Infinity, max, [2], [1]); // → [5, 5, 4, 4]
 */
export function reduceWindow<T extends Operands>(
  operand: T,
  initValue: Term | readonly Term[],
  computation: (left: T, right: T) => T,
  windowDimensions: Shape,
  windowStrides?: readonly number[] | null,
  padding?: Padding,
  options?: ReduceWindowOptions,
): T;
export function reduceWindow(
  operand: Operands,
  initValue: Term | readonly Term[],
  computation: Body,
  windowDimensions: Shape,
  windowStrides?: readonly number[] | null,
  padding: Padding = "VALID",
  options?: ReduceWindowOptions,
): Operands {
  const operation = "lax.reduceWindow";
  const fold = readFold("reduceWindow", operand, initValue, computation);
  const given = readOptions<ReduceWindowOptions>(operation, options, readers);
  const { arrays, initial, isSingle } = fold;
  const [{ shape, ndim: rank }] = arrays;
  const sizes = readSteps(operation, "windowDimensions", lengths("reduceWindow", "windowDimensions", windowDimensions), rank); // prettier-ignore
  const strides = readSteps(operation, "windowStrides", windowStrides, rank);
  const baseDilation = readSteps(operation, "baseDilation", given.baseDilation, rank);
  const windowDilation = readSteps(operation, "windowDilation", given.windowDilation, rank);
  const spans = sizes.map((size, axis) => spanOf(size, windowDilation[axis]!));
  const amounts = readPadding(operation, padding, shape, spans, strides);
  const counts = shape.map((length, axis) => {
    const room = amounts[axis]![0] + spanOf(length, baseDilation[axis]!) + amounts[axis]![1] - spans[axis]!;
    return room < 0 ? 0 : Math.floor(room / strides[axis]!) + 1;
  });
  if (counts.includes(0)) {
    const none = initial.map((x) => broadcastInDim(x, counts, []));
    return isSingle ? none[0]! : none;
  }
  const padded = arrays.map((x, k) =>
    pad(
      x,
      initial[k]!,
      amounts.map(([low]) => low),
      amounts.map(([, high]) => high),
      baseDilation.map((dilation) => dilation - 1),
    ),
  );
  const window = (axis: number): Windows => ({
    axis,
    size: sizes[axis]!,
    stride: strides[axis]!,
    dilation: windowDilation[axis]!,
  });
  const axes = shape.map((_, axis) => axis);
  const monoid = monoidOf(fold, computation);
  if (monoid !== null) {
    const inner = axes.toReversed().filter((axis) => sizes[axis]! > 1 || strides[axis]! > 1);
    return inner.reduce((x, axis) => folds[monoid](x, window(axis)), padded[0]!);
  }
  const lines = padded.map(
    (x) =>
    lastAxes(axes.reduce((view, axis) => windows(view, window(axis)), x), axes.map((axis) => rank + axis)), // prettier-ignore
  );
  const results = folded(lines, fold);
  return isSingle ? results[0]! : results;
}
