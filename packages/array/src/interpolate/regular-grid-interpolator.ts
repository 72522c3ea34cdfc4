import { treeNode, type NodeRule } from "@proj/tree";
import {
  booleanOption,
  choiceOption,
  listOption,
  nullableOption,
  readArgument,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { isComplexDType } from "../core/types/dtype.ts";
import { sizeOf, stridesOf } from "../core/types/shape.ts";
import { take } from "../indexing/take.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, divide, multiply, subtract } from "../numpy/arithmetic.ts";
import { greater, less } from "../numpy/comparison.ts";
import { toFloat } from "../numpy/elementwise.ts";
import { broadcastArrays, stack } from "../numpy/joining.ts";
import { logicalOr } from "../numpy/logical.ts";
import { clip, where } from "../numpy/selection.ts";
import { searchsorted } from "../numpy/sorting.ts";

/** How values between points come about. */
export type InterpolationMethod = "linear" | "nearest";

/** Options of {@link RegularGridInterpolator}. */
export interface RegularGridInterpolatorOptions {
  /** Default `"linear"`. */
  readonly method?: InterpolationMethod;
  /** Only false: errors cannot depend on values that compiled programs compute. */
  readonly boundsError?: false;
  /** The value outside of the grid, `null` to go on as at its edge; default NaN. */
  readonly fillValue?: ArrayLike | null;
}

const methodOption = choiceOption("linear", "nearest");

const readers: OptionReaders<RegularGridInterpolatorOptions> = {
  method: methodOption,
  boundsError(value, place) {
    if (!booleanOption(value, place)) return false;
    throw new UsageError({
      operation: place.operation,
      received: "boundsError: true",
      expected: "false: errors cannot depend on values that compiled programs compute",
      remedy: "leave it out, and compare the places with the ends of the grid",
    });
  },
  fillValue: nullableOption(arrayOption),
};

/** What an interpolator holds. */
interface Fields {
  readonly grid: readonly NDArray[];
  readonly values: NDArray;
  readonly fillValue: NDArray | null;
  readonly method: InterpolationMethod;
}

const rule: NodeRule<RegularGridInterpolator> = {
  flatten: ({ grid, values, fillValue, method }) => ({
    children: [grid, values, fillValue],
    keys: ["grid", "values", "fillValue"],
    aux: method,
  }),
  unflatten: (method, [grid, values, fillValue]) =>
    Object.freeze(Object.assign(Object.create(RegularGridInterpolator.prototype) as object, { grid, values, fillValue, method })) as RegularGridInterpolator, // prettier-ignore
};

/**
 * Values between the points of a grid, whose axes are at right angles to each other and whose points need not have equal distances.
 *
 * It is a tree of its grid, values and fill value, so it can be given to compiled functions and differentiated by.
 *
 * @example
 * import { array } from "@proj/array";
 * import { RegularGridInterpolator } from "@proj/array/interpolate";
 * const heights = array([[10, 20], [30, 40]]);
 * const at = new RegularGridInterpolator([array([0, 1]), array([0, 10])], heights);
 * at.call(array([[0.5, 5], [2, 0]])); // → [25, NaN]
 */
export class RegularGridInterpolator implements Fields {
  /** For each axis, where the points are. */
  readonly grid: readonly NDArray[];
  readonly values: NDArray;
  readonly fillValue: NDArray | null;
  readonly method: InterpolationMethod;

  /**
   * @param points - for each axis of the grid, where the points are along it: ascending, at least two.
   * @param values - at the points, with an axis for each axis of the grid, and possibly others behind.
   * @param method - `"linear"`, the default, or `"nearest"`; or options.
   * @param options - see {@link RegularGridInterpolatorOptions}.
   * @throws UsageError for points that do not fit the values.
   */
  constructor(
    points: readonly ArrayLike[],
    values: ArrayLike,
    method?: InterpolationMethod | RegularGridInterpolatorOptions,
    options?: RegularGridInterpolatorOptions,
  ) {
    const operation = "RegularGridInterpolator";
    const read = readPositionalOptions<RegularGridInterpolatorOptions>(
      operation,
      [method, options],
      ["method"],
      readers,
    );
    this.grid = readArgument(operation, "points", points, listOption(arrayOption)).map((x) => toArray(x, operation));
    this.values = toFloat(toArray(values, operation));
    this.fillValue = read.fillValue === null ? null : toArray(read.fillValue ?? NaN, operation);
    this.method = read.method ?? "linear";
    const { grid, values: known } = this;
    const fits = grid.length <= known.ndim && grid.every((x, k) => x.ndim === 1 && x.length === known.shape[k]);
    const isReal = grid.every(({ dtype }) => !isComplexDType(dtype) && dtype !== "bool");
    if (grid.length > 0 && fits && isReal && known.size > 0 && fillsInto(this.fillValue, known)) {
      Object.freeze(this);
      return;
    }
    const fill = this.fillValue === null ? "" : ` and fill value ${this.fillValue.describe()}`;
    throw new UsageError({
      operation,
      received: `points ${grid.map((x) => x.describe()).join(", ")} and values ${known.describe()}${fill}`,
      expected:
        "a vector of real points for each of the first axes of the values, as many as that is long, and a fill value that they can hold",
      remedy: 'correct the points; meshgrid(points, { indexing: "ij" }) shows which value belongs to which',
    });
  }

  get [treeNode](): NodeRule<RegularGridInterpolator> {
    return rule;
  }

  /**
   * The values at places.
   *
   * @param xi - real[..., axes of the grid]; or a list with the coordinates along each axis.
   * @param method - default that of the interpolator.
   * @returns float[..., further axes of the values]
   * @throws UsageError for places with another number of coordinates.
   */
  call(xi: ArrayLike | readonly ArrayLike[], method?: InterpolationMethod | null): NDArray {
    const operation = "RegularGridInterpolator.call";
    const name = readArgument(operation, "method", method ?? this.method, methodOption);
    const count = this.grid.length;
    const { shape, places } = placesOf(operation, xi, count);
    const further = this.values.shape.slice(count);
    const axes = this.grid.map((points, axis) => {
      const place = lax.reshape(lax.sliceInDim(places, axis, axis + 1, 1, 1), [places.length]);
      const before = clip(subtract(searchsorted(points, place), 1), 0, points.length - 2);
      const [left, right] = [take(points, before, { mode: "clip" }), take(points, add(before, 1), { mode: "clip" })];
      const isOutside = logicalOr(less(place, points.at(0).get()), greater(place, points.at(-1).get()));
      return { before, share: divide(subtract(place, left), subtract(right, left)), isOutside };
    });
    const strides = stridesOf(this.values.shape.slice(0, count));
    const rows = lax.reshape(this.values, [sizeOf(this.values.shape.slice(0, count)), ...further]);
    const behind = (x: NDArray): NDArray => lax.reshape(x, [x.length, ...further.map(() => 1)]);
    const valuesAt = (positions: readonly NDArray[]): NDArray => {
      const place = positions.map((position, axis) => multiply(position, strides[axis]!)).reduce((a, b) => add(a, b));
      return take(rows, place, { axis: 0, mode: "clip" });
    };
    const corners = axes.reduce<readonly { positions: readonly NDArray[]; weight: NDArray | null }[]>(
      (all, { before, share }) =>
        all.flatMap(({ positions, weight }) =>
          [subtract(1, share), share].map((part, k) => ({
            positions: [...positions, add(before, k)],
            weight: weight === null ? part : multiply(weight, part),
          })),
        ),
      [{ positions: [], weight: null }],
    );
    const found =
      name === "nearest"
        ? valuesAt(axes.map(({ before, share }) => where(lax.le(share, 0.5), before, add(before, 1))))
        : corners
            .map(({ positions, weight }) => multiply(valuesAt(positions), behind(weight!)))
            .reduce((a, b) => add(a, b));
    const isOutside = axes.map((axis) => axis.isOutside).reduce((a, b) => logicalOr(a, b));
    const filled = this.fillValue === null ? found : where(behind(isOutside), this.fillValue, found);
    return lax.reshape(filled, [...shape, ...further]);
  }
}

/** Whether values can hold the fill value. */
const fillsInto = (fill: NDArray | null, { dtype }: NDArray): boolean =>
  fill === null || isComplexDType(dtype) || !isComplexDType(fill.dtype);

/** Places as [all, axes of the grid], and the shape in which they were given. */
function placesOf(
  operation: string,
  xi: ArrayLike | readonly ArrayLike[],
  count: number,
): { readonly shape: readonly number[]; readonly places: NDArray } {
  const given = Array.isArray(xi)
    ? readArgument(operation, "xi", xi, listOption(arrayOption)).map((x) => toArray(x, operation))
    : [toArray(xi as ArrayLike, operation)];
  const [only] = given;
  const joined = given.length === 1 ? only! : stack(broadcastArrays(...given), -1);
  const points =
    joined.ndim === 1 && joined.size % count === 0 ? lax.reshape(joined, [joined.size / count, count]) : joined;
  const { shape } = points;
  if (given.length > 0 && points.shape.at(-1) === count && !isComplexDType(points.dtype))
    return { shape: shape.slice(0, -1), places: lax.reshape(points, [sizeOf(shape.slice(0, -1)), count]) };
  throw new UsageError({
    operation,
    received: given.length === 0 ? "no places" : `places ${given.map((x) => x.describe()).join(", ")}`,
    expected: `real coordinates along ${count} axes: an array whose last axis is so long, or a list of so many`,
    remedy: "stack the coordinates along a last axis",
  });
}
