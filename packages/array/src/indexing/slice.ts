import { isNDArray } from "../core/types/array-brand.ts";
import { UsageError } from "@proj/tree/core";

/** A range of positions along an axis, as Python's `start:stop:step`; `null` leaves a bound open. */
export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number;
}

/** A slice in Python's notation: `":"`, `"1:3"`, `"::-1"`. */
export type SliceText = `${number | ""}:${number | ""}` | `${number | ""}:${number | ""}:${number | ""}`;

/** The positions `start`, `start + step`, … of an axis, `count` of them, all inside the axis. */
export interface Range {
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

class SliceValue implements Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number;

  constructor(start: number | null, stop: number | null, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** True for what {@link slice} makes. */
export function isSlice(value: unknown): value is Slice {
  return value instanceof SliceValue;
}

function rejectBound(bound: unknown): never {
  const traced = isNDArray(bound);
  throw new UsageError({
    operation: "slice",
    received: traced ? `a bound that is an array ${bound.describe()}` : `a bound ${String(bound)}`,
    expected: "integers known while tracing, since they decide the shape of the result",
    remedy: traced
      ? "use dynamicSlice(x, starts, sizes), whose starts may be arrays, or x.item() for a concrete scalar"
      : "round the number, or use null for an open bound",
  });
}

const isBound = (bound: unknown): bound is number | null => bound === null || Number.isInteger(bound);

/**
 * A range of positions for {@link NDArray.get} and {@link NDArray.at}, where the bounds are computed; for constants the
 * text form `"1:3"` is shorter.
 *
 * @param start - first position; negative counts from the end; `null` is the beginning (the end for a negative step).
 * @param stop - the position before which to stop; `null` is the end (the beginning for a negative step).
 * @param step - default 1; negative runs backwards.
 * @throws UsageError for bounds that are not integers, and for a step of 0.
 * @example
 * import { arange, slice } from "@proj/array";
 * const half = 3;
 * arange(6).get(slice(half)); // → [3, 4, 5]
 */
export function slice(start: number | null = null, stop: number | null = null, step: number | null = 1): Slice {
  for (const bound of [start, stop, step]) if (!isBound(bound)) rejectBound(bound);
  if (step === 0)
    throw new UsageError({
      operation: "slice",
      received: "step 0",
      expected: "a step that is not 0",
      remedy: "repeat elements with repeat",
    });
  return new SliceValue(start, stop, step ?? 1);
}

/** Reads {@link SliceText}; null for any other text. */
export function parseSlice(text: string): Slice | null {
  const parts = text.split(":").map((part) => part.trim());
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => /^([+-]?\d+)?$/.test(part))) return null;
  const [start, stop, step] = parts.map((part) => (part === "" ? null : Number(part)));
  return slice(start ?? null, stop ?? null, step ?? 1);
}

/** The positions that a slice means on an axis of a given length; bounds beyond the ends are moved to the ends. */
export function resolveSlice({ start, stop, step }: Slice, length: number): Range {
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const place = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, lowest), highest);
  const first = start === null ? (step > 0 ? lowest : highest) : place(start);
  const last = stop === null ? (step > 0 ? highest : lowest) : place(stop);
  const count = Math.max(0, Math.ceil((last - first) / step));
  return count === 0 ? { start: 0, count: 0, step: 1 } : { start: first, count, step };
}
