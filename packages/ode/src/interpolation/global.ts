import { clip, searchsorted, UsageError, type NDArray } from "@proj/array";
import {
  flattenArrays,
  isNDArray,
  listOption,
  numberOption,
  readArgument,
  readNeededOptions,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { dynamicIndexInDim } from "@proj/array/lax";
import { Path } from "../path.ts";
import { knownNumbers, timeVector } from "../times.ts";
import { arraysOf, inDTypeOf, mapArrays, widestFloat } from "../trees.ts";

/*
 * Paths through given points, as controls of equations.
 */

const numbers = listOption(numberOption);

/** Reads times that increase strictly, at least two of them. */
export function readTimes(operation: string, ts: readonly number[] | NDArray, ys: unknown): NDArray {
  const reader: OptionReader<readonly number[] | NDArray> = (value, place) => {
    if (!isNDArray(value)) return numbers(value, place);
    if (value.ndim === 1) return value;
    throw wrongOption(place, value, "a list of numbers, or a vector");
  };
  const given = readArgument(operation, "ts", ts, reader);
  const times = timeVector(given, isNDArray(given) ? given.dtype : widestFloat(ys));
  const known = knownNumbers(times);
  const increase = known === null || known.every((t, index) => index === 0 || t > known[index - 1]!);
  if (times.shape[0]! >= 2 && increase) return times;
  throw new UsageError({
    operation,
    received: `times ${known === null ? times.describe() : `[${known.join(", ")}]`}`,
    expected: "at least two times, each behind the one before",
    remedy: "sort the times, and drop those that come twice",
  });
}

/** Reads values for times: a tree whose arrays have one entry for each along their first axis. */
export function readValues<Y>(operation: string, name: string, ys: Y, count: number): Y {
  const { arrays, treedef } = flattenArrays(operation, name, ys);
  const wrong = arrays.find((array) => array.shape[0] !== count);
  if (wrong === undefined) return treedef.unflatten(arrays) as Y;
  throw new UsageError({
    operation,
    received: `${wrong.describe()} among ${name}`,
    expected: `arrays with ${count} entries along the first axis`,
    remedy: "pass one value for each time",
  });
}

/** What paths through points have in common: pieces between times. */
abstract class Piecewise<Y> extends Path<Y> {
  abstract readonly ts: NDArray;

  get t0(): NDArray {
    return this.ts.get(0);
  }

  get t1(): NDArray {
    return this.ts.get(-1);
  }

  /** Which piece a time is in, and how far behind its beginning. */
  protected place(t: NDArray, left: boolean): { readonly index: NDArray; readonly behind: NDArray } {
    const found = searchsorted(this.ts, t, { side: left ? "left" : "right" }).sub(1);
    const index = clip(found, 0, this.ts.shape[0]! - 2).astype("int32");
    return { index, behind: t.sub(entry(this.ts, index)) };
  }
}

const entry = (x: NDArray, index: NDArray): NDArray => dynamicIndexInDim(x, index, { keepdims: false });

/** The points of a {@link LinearInterpolation}. */
export interface LinearPoints<Y> {
  /** Times that increase strictly: a list of numbers, or a vector. */
  readonly ts: readonly number[] | NDArray;
  /** A tree whose arrays have one entry for each time along their first axis. */
  readonly ys: Y;
}

const linearReaders: OptionReaders<LinearPoints<unknown>> = { ts: (value) => value as NDArray, ys: (value) => value };

/**
 * The path of straight lines through points.
 *
 * @typeParam Y - its values: a tree of arrays.
 * @example
 * import { array } from "@proj/array";
 * import { LinearInterpolation } from "@proj/ode";
 * const path = new LinearInterpolation({ ts: [0, 1, 3], ys: array([0, 2, 0]) });
 * path.evaluate(2).item(); // → 1
 * path.derivative(0.5).item(); // → 2
 */
export class LinearInterpolation<Y> extends Piecewise<Y> {
  readonly ts: NDArray;
  readonly ys: Y;

  /**
   * @param points - see {@link LinearPoints}.
   * @throws UsageError when times do not increase, or are not as many as values.
   */
  constructor(points: LinearPoints<Y>) {
    super();
    const { ts, ys } = readNeededOptions(
      "LinearInterpolation",
      points,
      linearReaders as OptionReaders<LinearPoints<Y>>,
      ["ts", "ys"],
    );
    this.ts = readTimes("LinearInterpolation", ts, ys);
    this.ys = readValues("LinearInterpolation", "ys", ys, this.ts.shape[0]!);
    Object.freeze(this);
  }

  protected at(t: NDArray, left: boolean): Y {
    const { index, behind } = this.place(t, left);
    const share = behind.div(entry(this.ts, index.add(1)).sub(entry(this.ts, index)));
    return mapArrays((ys) => {
      const from = entry(ys, index);
      return from.add(entry(ys, index.add(1)).sub(from).mul(inDTypeOf(share, ys)));
    }, this.ys);
  }
}

/** The pieces of a {@link CubicInterpolation}. */
export interface CubicPieces<Y> {
  /** Times that increase strictly: a list of numbers, or a vector. */
  readonly ts: readonly number[] | NDArray;
  /** The coefficients [d, c, b, a] of a + b s + c s² + d s³ with s = t - tᵢ: trees whose arrays have one entry for each piece. */
  readonly coeffs: readonly [d: Y, c: Y, b: Y, a: Y];
}

const cubicReaders: OptionReaders<CubicPieces<unknown>> = {
  ts: (value) => value as NDArray,
  coeffs: (value, place) => {
    if (Array.isArray(value) && value.length === 4) return value as unknown as CubicPieces<unknown>["coeffs"];
    throw wrongOption(place, value, "four trees [d, c, b, a], as backwardHermiteCoefficients gives them");
  },
};

/**
 * A path of cubic pieces, as {@link backwardHermiteCoefficients} makes them from points.
 *
 * @typeParam Y - its values: a tree of arrays.
 * @example
 * import { array } from "@proj/array";
 * import { backwardHermiteCoefficients, CubicInterpolation } from "@proj/ode";
 * const ts = [0, 1, 2];
 * const path = new CubicInterpolation({ ts, coeffs: backwardHermiteCoefficients(ts, array([0, 1, 4])) });
 * path.evaluate(2).item(); // → 4
 */
export class CubicInterpolation<Y> extends Piecewise<Y> {
  readonly ts: NDArray;
  readonly coeffs: readonly [d: Y, c: Y, b: Y, a: Y];

  /**
   * @param pieces - see {@link CubicPieces}.
   * @throws UsageError when times do not increase, or do not enclose as many pieces as there are coefficients.
   */
  constructor(pieces: CubicPieces<Y>) {
    super();
    const { ts, coeffs } = readNeededOptions(
      "CubicInterpolation",
      pieces,
      cubicReaders as OptionReaders<CubicPieces<Y>>,
      ["ts", "coeffs"],
    );
    this.ts = readTimes("CubicInterpolation", ts, arraysOf(coeffs[0]));
    this.coeffs = readValues("CubicInterpolation", "coeffs", coeffs, this.ts.shape[0]! - 1);
    Object.freeze(this);
  }

  protected at(t: NDArray, left: boolean): Y {
    const { index, behind } = this.place(t, left);
    return mapArrays(
      (...powers) =>
        powers
          .map((coefficients) => entry(coefficients, index))
          .reduce((sum, next) => sum.mul(inDTypeOf(behind, next)).add(next)),
      ...this.coeffs,
    );
  }
}
