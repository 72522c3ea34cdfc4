import { broadcastTo, concatenate, isnan, repeat, scan, where, type NDArray } from "@proj/array";
import { anyOption, booleanOption, flattenArrays, readOptions, type OptionReaders } from "@proj/array/core";
import { map } from "@proj/tree";
import { inDTypeOf, mapArrays } from "../trees.ts";
import { readTimes, readValues } from "./global.ts";

/*
 * Points of which some values are missing: NaN stands for them, in each component by itself.
 */

/** Options of {@link linearInterpolation}. */
export interface MissingValuesOptions<Y> {
  /** What stands for values that are missing before the first one: a tree like one entry of `ys`. Default: they stay NaN. */
  readonly replaceNansAtStart?: Y | null;
  /** Whether values that are missing behind the last one are equal to it; else they stay NaN. Default false. */
  readonly fillForwardNansAtEnd?: boolean;
}

/** Options of {@link backwardHermiteCoefficients}. */
export interface HermiteOptions<Y> extends MissingValuesOptions<Y> {
  /** The derivative at the first time, a tree like one entry of `ys`. Default: that of the line to the second point. */
  readonly deriv0?: Y | null;
}

const missingReaders: OptionReaders<MissingValuesOptions<unknown>> = {
  replaceNansAtStart: anyOption(),
  fillForwardNansAtEnd: booleanOption,
};
const hermiteReaders: OptionReaders<HermiteOptions<unknown>> = { ...missingReaders, deriv0: anyOption() };

/** A value for the first entry of each array, or that entry. */
function firstEntries<Y>(operation: string, name: string, given: Y | null | undefined, ys: Y): Y {
  if (given === null || given === undefined) return mapArrays((stack) => stack.get(0), ys);
  const { arrays, treedef } = flattenArrays(operation, name, given);
  return mapArrays(
    (stack, value) => broadcastTo(inDTypeOf(value, stack), stack.shape.slice(1)),
    ys,
    treedef.unflatten(arrays) as Y,
  );
}

/** Each missing value takes the last one before it, along the first axis. */
function filledForward(ys: NDArray, first: NDArray): NDArray {
  const [, filled] = scan(
    (last: NDArray, y: NDArray): readonly [NDArray, NDArray] => {
      const value = where(isnan(y), last, y);
      return [value, value];
    },
    first,
    ys,
  );
  return filled;
}

type Point = readonly [t: NDArray, y: NDArray];

/** For each point the next one, itself included, whose value is not missing. */
function nextPoints(ts: NDArray, ys: NDArray): Point {
  const [, next] = scan(
    ([nextT, nextY]: Point, [t, y]: Point): readonly [Point, Point] => {
      const missing = isnan(y);
      const point: Point = [where(missing, nextT, t), where(missing, nextY, y)];
      return [point, point];
    },
    [ts.get(-1), ys.get(-1)] as const,
    [ts, ys] as const,
    { reverse: true },
  );
  return next;
}

/** A vector of times for each component of an array. */
function timesLike(ts: NDArray, ys: NDArray): NDArray {
  return broadcastTo(ts.astype(ys.dtype).reshape([ys.shape[0]!, ...ys.shape.slice(1).map(() => 1)]), ys.shape);
}

/**
 * Points whose missing values (NaN) are taken from the lines between those that are there.
 *
 * @param ts - times that increase strictly: a list of numbers, or a vector.
 * @param ys - a tree whose arrays have one entry for each time along their first axis.
 * @param options - see {@link MissingValuesOptions}.
 * @returns a tree like ys.
 * @throws UsageError when times do not increase, or are not as many as values.
 * @example
 * import { array } from "@proj/array";
 * import { linearInterpolation } from "@proj/ode";
 * linearInterpolation([0, 1, 2, 4], array([0, NaN, 4, NaN]), { fillForwardNansAtEnd: true }); // → [0, 2, 4, 4]
 */
export function linearInterpolation<Y>(
  ts: readonly number[] | NDArray,
  ys: Y,
  options?: MissingValuesOptions<NoInfer<Y>>,
): Y {
  const operation = "linearInterpolation";
  const times = readTimes(operation, ts, ys);
  const values = readValues(operation, "ys", ys, times.shape[0]!);
  const { replaceNansAtStart, fillForwardNansAtEnd = false } = readOptions(
    operation,
    options,
    missingReaders as OptionReaders<MissingValuesOptions<Y>>,
  );
  return mapArrays(
    (ys, first) => {
      const at = timesLike(times, ys);
      const [nextTs, found] = nextPoints(at, ys);
      const nextYs = fillForwardNansAtEnd ? filledForward(found, found.get(0)) : found;
      const [, filled] = scan(
        (
          [lastT, lastY]: Point,
          [t, y, nextT, nextY]: readonly [NDArray, NDArray, NDArray, NDArray],
        ): readonly [Point, NDArray] => {
          const missing = isnan(y);
          const [fromT, fromY] = [where(missing, lastT, t), where(missing, lastY, y)];
          const length = where(missing, nextT.sub(fromT), 1);
          return [[fromT, fromY], fromY.add(nextY.sub(fromY).mul(t.sub(fromT)).div(length))];
        },
        [at.get(0), first] as Point,
        [at, ys, nextTs, nextYs] as const,
      );
      return filled;
    },
    values,
    firstEntries(operation, "replaceNansAtStart", replaceNansAtStart, values),
  );
}

/**
 * Points such that the lines between them keep each value until the next time, and change to the next value at that time:
 * missing values (NaN) are those of before.
 *
 * @param ts - n times that increase strictly: a list of numbers, or a vector.
 * @param ys - a tree whose arrays have one entry for each time along their first axis.
 * @param options - `replaceNansAtStart`: see {@link MissingValuesOptions}.
 * @returns 2n - 1 times, each but the first twice; and a tree like ys with as many entries.
 * @throws UsageError when times do not increase, or are not as many as values.
 * @example
 * import { array } from "@proj/array";
 * import { rectilinearInterpolation } from "@proj/ode";
 * const [ts, ys] = rectilinearInterpolation([0, 1, 2], array([3, NaN, 5]));
 * ts; // → [0, 1, 1, 2, 2]
 * ys; // → [3, 3, 3, 3, 5]
 */
export function rectilinearInterpolation<Y>(
  ts: readonly number[] | NDArray,
  ys: Y,
  options?: Pick<MissingValuesOptions<NoInfer<Y>>, "replaceNansAtStart">,
): [ts: NDArray, ys: Y] {
  const operation = "rectilinearInterpolation";
  const times = readTimes(operation, ts, ys);
  const values = readValues(operation, "ys", ys, times.shape[0]!);
  const { replaceNansAtStart: first } = missingReaders;
  const { replaceNansAtStart } = readOptions<{ replaceNansAtStart?: Y | null }>(operation, options, {
    replaceNansAtStart: first as OptionReaders<MissingValuesOptions<Y>>["replaceNansAtStart"],
  });
  const filled = mapArrays(
    (ys, first) => repeat(filledForward(ys, first), 2, { axis: 0 }).get(":-1"),
    values,
    firstEntries(operation, "replaceNansAtStart", replaceNansAtStart, values),
  );
  return [repeat(times, 2).get("1:"), filled];
}

/** [d, c, b, a] of the cubic from (t0, y0) with slope `slope` to (t1, y1) with that of the line. */
function hermitePiece(t0: NDArray, y0: NDArray, slope: NDArray, t1: NDArray, y1: NDArray): readonly NDArray[] {
  const length = t1.sub(t0);
  const line = y1.sub(y0).div(length);
  return [slope.sub(line).div(length.mul(length)), line.sub(slope).mul(2).div(length), slope, y0];
}

/**
 * The coefficients of a cubic path through points, whose slope at each time is that of the line from the point before: no piece
 * depends on points to come.
 *
 * J. Morrill, P. Kidger, L. Yang, T. Lyons, "Neural controlled differential equations for online prediction tasks" (2021).
 *
 * @param ts - times that increase strictly: a list of numbers, or a vector.
 * @param ys - a tree whose arrays have one entry for each time along their first axis; NaN is a missing value.
 * @param options - see {@link HermiteOptions}.
 * @returns [d, c, b, a] for {@link CubicInterpolation}: trees like ys with one entry for each piece.
 * @throws UsageError when times do not increase, or are not as many as values.
 * @example
 * import { array } from "@proj/array";
 * import { backwardHermiteCoefficients } from "@proj/ode";
 * const [d, c, b, a] = backwardHermiteCoefficients([0, 1, 2], array([0, 1, 4]));
 * [d, c, b, a].map((x) => x.toList()); // → [[0, -2], [0, 4], [1, 1], [0, 1]]
 */
export function backwardHermiteCoefficients<Y>(
  ts: readonly number[] | NDArray,
  ys: Y,
  options?: HermiteOptions<NoInfer<Y>>,
): readonly [d: Y, c: Y, b: Y, a: Y] {
  const operation = "backwardHermiteCoefficients";
  const times = readTimes(operation, ts, ys);
  const values = readValues(operation, "ys", ys, times.shape[0]!);
  const {
    replaceNansAtStart,
    fillForwardNansAtEnd = false,
    deriv0 = null,
  } = readOptions(operation, options, hermiteReaders as OptionReaders<HermiteOptions<Y>>);
  const starts = firstEntries(operation, "replaceNansAtStart", replaceNansAtStart, values);
  const slopes = deriv0 === null ? null : firstEntries(operation, "deriv0", deriv0, values);

  const pieces = (ys: NDArray, y0: NDArray, given: NDArray | null): readonly NDArray[] => {
    const at = timesLike(times, ys);
    const [nextTs, found] = nextPoints(at.get("1:"), ys.get("1:"));
    const nextYs = fillForwardNansAtEnd ? filledForward(found, found.get(0)) : found;
    const slope0 =
      given ??
      nextYs
        .get(0)
        .sub(y0)
        .div(nextTs.get(0).sub(at.get(0)));
    type Known = readonly [t: NDArray, y: NDArray, slope: NDArray];
    const [, [fromTs, fromYs, fromSlopes]] = scan(
      (
        [lastT, lastY, lastSlope]: Known,
        [t, y, nextT, nextY]: readonly [NDArray, NDArray, NDArray, NDArray],
      ): readonly [Known, Known] => {
        const first = nextY.sub(y).div(nextT.sub(t));
        const later = y.sub(lastY).div(t.sub(lastT));
        const slope = where(isnan(lastY), first, later);
        const missing = isnan(y);
        const known: Known = [where(missing, lastT, t), where(missing, lastY, y), where(missing, lastSlope, slope)];
        return [known, known];
      },
      [at.get(0), y0, slope0] as Known,
      [at.get("1:-1"), ys.get("1:-1"), nextTs.get("1:"), nextYs.get("1:")] as const,
    );
    const joined = (one: NDArray, rest: NDArray): NDArray => concatenate([one.reshape([1, ...one.shape]), rest], 0);
    const t0 = joined(at.get(0), fromTs);
    // A piece that begins at a missing value is the rest of the one from the last point before.
    const [d, c, b, a] = hermitePiece(t0, joined(y0, fromYs), joined(slope0, fromSlopes), nextTs, nextYs) as readonly [
      NDArray,
      NDArray,
      NDArray,
      NDArray,
    ];
    const start = at.get(":-1");
    const s = start.sub(t0);
    const y = d.mul(s).add(c).mul(s).add(b).mul(s).add(a);
    const slope = d.mul(s).mul(3).add(c.mul(2)).mul(s).add(b);
    return hermitePiece(start, y, slope, nextTs, nextYs);
  };
  const all: readonly (readonly NDArray[])[] = flattenArrays(operation, "ys", values).arrays.map((ys, index) =>
    pieces(
      ys,
      flattenArrays(operation, "ys", starts).arrays[index]!,
      slopes === null ? null : flattenArrays(operation, "deriv0", slopes).arrays[index]!,
    ),
  );
  const power = (of: number): Y => {
    let next = 0;
    return map(() => all[next++]![of]!, values as unknown) as Y;
  };
  return [power(0), power(1), power(2), power(3)];
}
