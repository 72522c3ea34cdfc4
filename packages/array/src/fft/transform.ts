import { choiceOption, UsageError, type OptionReader } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { normalizeAxes, sizeOf } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { moveaxis } from "../numpy/reshaping.ts";

/**
 * What a transform is scaled by: `backward` divides the inverse by the number of elements, `forward` the transform itself, `ortho`
 * both by its root.
 */
export type FftNorm = "backward" | "ortho" | "forward";

/** Options of transforms along one axis. */
export interface FftOptions {
  /** The length to which the axis is cut or filled up with zeros; default its own. */
  readonly n?: number | null;
  /** Default the last; negative axes count from the end. */
  readonly axis?: number;
  /** Default `backward`. */
  readonly norm?: FftNorm | null;
}

/** Options of transforms along several axes. */
export interface FftnOptions {
  /** The lengths to which the axes are cut or filled up with zeros; default their own. */
  readonly s?: readonly number[] | null;
  /** Default the last two of functions that end in 2; else the last ones for which there are lengths, or all. */
  readonly axes?: readonly number[] | null;
  /** Default `backward`. */
  readonly norm?: FftNorm | null;
}

const norms = choiceOption("backward", "ortho", "forward");

export const normOption: OptionReader<FftNorm | null> = (value, place) => (value === null ? null : norms(value, place));

/** What a norm multiplies the transforms of lax by, of which the inverse is divided by the number of elements. */
function scaleOf(norm: FftNorm, inverse: boolean, count: number): number {
  switch (norm) {
    case "backward":
      return 1;
    case "ortho":
      return inverse ? Math.sqrt(count) : 1 / Math.sqrt(count);
    case "forward":
      return inverse ? count : 1 / count;
  }
}

/** What is to be transformed, and how. */
export interface Transform {
  readonly type: lax.FftType;
  /** Whether the norm is that of an inverse. */
  readonly inverse: boolean;
  readonly s?: readonly number[] | null | undefined;
  /** Null for the last ones for which there are lengths, or all. */
  readonly axes: readonly number[] | null;
  readonly norm?: FftNorm | null | undefined;
}

function checkLengths(operation: string, s: readonly number[], rank: number, axes: readonly number[] | null): void {
  const positive = s.every((length) => length > 0);
  if (positive && s.length === (axes ?? s).length && s.length <= rank) return;
  throw new UsageError({
    operation,
    received: `lengths [${s.join(", ")}]${axes === null ? "" : ` for axes [${axes.join(", ")}]`} of an array with ${rank} axes`,
    expected: "one length, greater than 0, for each axis",
    remedy: positive ? "give as many lengths as axes" : "give lengths of 1 or more",
  });
}

/** The array with an axis cut or filled up with zeros. */
function fitted(x: NDArray, sizes: readonly number[]): NDArray {
  const none = x.shape.map(() => 0);
  return lax.pad(
    x,
    0,
    none,
    x.shape.map((length, axis) => sizes[axis]! - length),
  );
}

/** A transform along any axes, with any norm. */
export function transformed(operation: string, x: ArrayLike, transform: Transform): NDArray {
  const { type, inverse, s = null, norm } = transform;
  const given = toArray(x, operation);
  if (s !== null) checkLengths(operation, s, given.ndim, transform.axes);
  const axes = normalizeAxes(transform.axes ?? s?.map((_, k) => k - s.length), given.ndim, operation);
  const places = axes.map((_, k) => given.ndim - axes.length + k);
  const array = moveaxis(given, axes, places);
  const own = places.map((place) => array.shape[place]!);
  const last = axes.length - 1;
  const lengths = s ?? (type === "IRFFT" ? own.map((n, k) => (k === last ? Math.max(0, 2 * (n - 1)) : n)) : own);
  const needed = lengths.map((n, k) => (type === "IRFFT" && k === last ? Math.floor(n / 2) + 1 : n));
  const operand = s === null ? array : fitted(array, [...array.shape.slice(0, given.ndim - axes.length), ...needed]);
  if (lengths.some((n) => n === 0)) {
    throw new UsageError({
      operation,
      received: given.describe(),
      expected: "at least one element along each axis that is transformed",
      remedy: "give the lengths of the result, which is then filled up with zeros",
    });
  }
  const values = lax.fft(operand, type, lengths);
  const scale = scaleOf(norm ?? "backward", inverse, sizeOf(lengths));
  return moveaxis(scale === 1 ? values : lax.mul(values, scale), places, axes);
}
