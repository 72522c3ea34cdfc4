import { choiceOption, isRecord, positionsOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { normalizeAxes } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import { inFloat } from "./elementwise.ts";
import { concatenate } from "./joining.ts";

/** Options of {@link gradient}. */
export interface GradientOptions {
  /** One axis, or several; default all. */
  readonly axis?: number | readonly number[] | null;
  /** How many neighbours the ends are computed from: 1 (the default) or 2, for an error of second order there as well. */
  readonly edgeOrder?: 1 | 2;
}

const positions = positionsOption();
const orderOption = choiceOption("1", "2");
const readers: OptionReaders<GradientOptions> = {
  axis: (value, place) => (value === null ? null : positions(value, place)),
  edgeOrder: (value, place) => (orderOption(typeof value === "number" ? String(value) : value, place) === "1" ? 1 : 2),
};

/**
 * The slope at each sample, by central differences inside and one-sided ones at the ends.
 *
 * @param x - samples, at least two along each axis.
 * @param args - their distances: one number for all axes, or for each axis a number or a vector of places; default 1.
 *   {@link GradientOptions} may follow.
 * @returns the slopes along the axis; along several axes a list with an array for each.
 * @throws UsageError for axes with too few samples, and for distances that do not fit.
 * @example
 * import { array, gradient } from "@proj/array";
 * gradient(array([1, 2, 4, 7])); // → [1, 1.5, 2.5, 3]
 * gradient(array([1, 4, 9]), array([1, 2, 3])); // → [3, 4, 5]
 */
export function gradient(
  x: ArrayLike,
  ...args: readonly ArrayLike[] | readonly [...spacing: ArrayLike[], options: GradientOptions]
): NDArray | readonly NDArray[] {
  const last = args.at(-1);
  const options = isRecord(last) ? (last as GradientOptions) : undefined;
  const { axis = null, edgeOrder = 1 } = readOptions<GradientOptions>("gradient", options, readers);
  const given = (options === undefined ? args : args.slice(0, -1)) as readonly ArrayLike[];
  const type = inFloat(promotedType("gradient", [x, ...given]));
  const samples = promoteTo("gradient", x, type);
  const spacing = given.map((distance) => promoteTo("gradient", distance, type));
  const axes = normalizeAxes(axis, samples.ndim, "gradient");
  if (spacing.length > 1 && spacing.length !== axes.length) {
    throw wrongSpacing(`${spacing.length} distances for ${axes.length} axes`, "one for all axes, or one for each");
  }
  const slopes = axes.map((along, place) => {
    const length = samples.shape[along]!;
    if (length <= edgeOrder) {
      throw new UsageError({
        operation: "gradient",
        received: `${samples.describe()} along axis ${along}`,
        expected: `at least ${edgeOrder + 1} samples`,
        remedy: edgeOrder === 2 ? "use edgeOrder: 1, or more samples" : "leave the axis out, or use more samples",
      });
    }
    const distance = spacing.length > 1 ? spacing[place]! : (spacing[0] ?? lax.constantLike(samples, 1));
    return distance.ndim === 0
      ? evenly(samples, along, distance, edgeOrder)
      : unevenly(samples, along, widths(distance, length, along, samples.ndim), edgeOrder);
  });
  return slopes.length === 1 ? slopes[0]! : slopes;
}

function wrongSpacing(received: string, expected: string): UsageError {
  return new UsageError({
    operation: "gradient",
    received,
    expected,
    remedy: "give a number, or the places of the samples as a vector",
  });
}

/** The distances of neighbours from their places, along an axis. */
function widths(places: NDArray, length: number, axis: number, rank: number): NDArray {
  if (places.ndim !== 1 || places.length !== length)
    throw wrongSpacing(`places ${places.describe()} for ${length} samples`, "a number, or a vector of as many places");
  const differences = lax.sub(lax.sliceInDim(places, 1, length), lax.sliceInDim(places, 0, length - 1));
  return lax.reshape(differences, new Array<number>(rank).fill(1).with(axis, length - 1));
}

/** A slice along an axis, whose ends may count from the end. */
function part(x: NDArray, axis: number, from: number, to: number): NDArray {
  const length = x.shape[axis]!;
  return lax.sliceInDim(x, from < 0 ? from + length : from, to <= 0 ? to + length : to, 1, axis);
}

function evenly(x: NDArray, axis: number, h: NDArray, edgeOrder: 1 | 2): NDArray {
  const at = (place: number): NDArray => part(x, axis, place, place + 1);
  const inner = divide(multiply(subtract(part(x, axis, 2, 0), part(x, axis, 0, -2)), 0.5), h);
  const [first, last] =
    edgeOrder === 1
      ? [subtract(at(1), at(0)), subtract(at(-1), at(-2))]
      : [weighted([at(0), at(1), at(2)], [-1.5, 2, -0.5]), weighted([at(-3), at(-2), at(-1)], [0.5, -2, 1.5])];
  return concatenate([divide(first, h), inner, divide(last, h)], axis);
}

function unevenly(x: NDArray, axis: number, gaps: NDArray, edgeOrder: 1 | 2): NDArray {
  const at = (place: number): NDArray => part(x, axis, place, place + 1);
  const gap = (place: number): NDArray => part(gaps, axis, place, place + 1);
  const [first, last] =
    edgeOrder === 1
      ? [divide(subtract(at(1), at(0)), gap(0)), divide(subtract(at(-1), at(-2)), gap(-1))]
      : [
          slope([at(0), at(1), at(2)], gap(0), gap(1), "first"),
          slope([at(-3), at(-2), at(-1)], gap(-2), gap(-1), "last"),
        ];
  if (x.shape[axis] === 2) return concatenate([first, last], axis);
  const inner = slope(
    [part(x, axis, 0, -2), part(x, axis, 1, -1), part(x, axis, 2, 0)],
    part(gaps, axis, 0, -1),
    part(gaps, axis, 1, 0),
    "middle",
  );
  return concatenate([first, inner, last], axis);
}

/** The slope of the parabola through three samples, at one of them. */
function slope(
  samples: readonly NDArray[],
  before: NDArray,
  after: NDArray,
  where: "first" | "middle" | "last",
): NDArray {
  const both = add(before, after);
  const [left, middle, right] = [multiply(before, both), multiply(before, after), multiply(after, both)];
  switch (where) {
    case "first":
      return weighted(samples, [
        divide(multiply(add(add(before, before), after), -1), left),
        divide(both, middle),
        divide(multiply(before, -1), right),
      ]);
    case "middle":
      return weighted(samples, [
        divide(multiply(after, -1), left),
        divide(subtract(after, before), middle),
        divide(before, right),
      ]);
    case "last":
      return weighted(samples, [
        divide(after, left),
        divide(multiply(both, -1), middle),
        divide(add(add(after, after), before), right),
      ]);
  }
}

const weighted = (samples: readonly NDArray[], weights: readonly ArrayLike[]): NDArray =>
  samples.map((sample, place) => multiply(sample, weights[place]!)).reduce((sum, term) => add(sum, term));
