import { integerOption, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { isFloat } from "../core/types/dtype.ts";
import { knownValues } from "../indexing/positions.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { concatenate } from "./joining.ts";
import { nonzero } from "./nonzero.ts";
import { moveaxis } from "./reshaping.ts";
import { where } from "./selection.ts";

/*
 * The different elements of arrays. What is unique decides the shape of a result; where values are not known, `size` says how many
 * elements to give.
 */

/** How many elements a function of sets gives. */
export interface SizedOptions {
  /** How many elements to give, whatever the values: what a traced array needs. Default as many as there are. */
  readonly size?: number;
  /** What fills up elements that are missing; the default is told by each function. */
  readonly fillValue?: ArrayLike | null;
}

const fillOption: OptionReaders<SizedOptions>["fillValue"] = (value, place) =>
  value === null ? null : arrayOption(value, place);
export const sizedReaders: OptionReaders<SizedOptions> = { size: integerOption(0), fillValue: fillOption };
/** An array of one axis with the same elements. */
export const flat = (x: NDArray): NDArray => lax.reshape(x, [x.size]);

/** Which elements are found, and what fills up. */
export interface Finding extends SizedOptions {
  /** Whether NaN equals NaN; default true. */
  readonly equalNan?: boolean;
}

/** What can be told of the unique slices of an array; each is computed where it is asked for. */
export interface Unique {
  readonly values: NDArray;
  readonly indices: () => NDArray;
  readonly inverse: () => NDArray;
  readonly counts: () => NDArray;
  /** How many there are, as a scalar. */
  readonly count: NDArray;
}

/** The positions where a mask holds; they must be known if their number is not. */
export function positionsWhere(operation: string, mask: NDArray, size: number | undefined, fillValue = 0): NDArray {
  if (size !== undefined) return nonzero(mask, { size, fillValue })[0]!;
  if (knownValues(mask) !== null) return nonzero(mask)[0]!;
  throw new UsageError({
    operation,
    received: `an array whose values are not known here, without size: ${mask.describe()}${mask.origin}`,
    expected: "a concrete array on the host, or size: its values decide the shape of the result",
    remedy: "say how many elements are wanted: { size: 8, fillValue: 0 }",
  });
}

/** The different slices along an axis, in ascending order. */
export function findUnique(
  operation: string,
  x: NDArray,
  axis: number,
  { equalNan = true, size, fillValue }: Finding,
): Unique {
  const lines = moveaxis(x, axis, 0);
  const length = lines.shape[0]!;
  const width = lines.size / Math.max(1, length);
  if (length === 0 && size !== undefined && size > 0 && (fillValue === undefined || fillValue === null)) {
    throw new UsageError({
      operation,
      received: `size: ${size} for an array without elements ${x.describe()}, and no fillValue`,
      expected: "fillValue: what the result is full of",
      remedy: "add { fillValue: 0 }",
    });
  }
  // Slices without elements are all equal.
  const considered = width === 0 ? Math.min(1, length) : length;
  const columns = Array.from({ length: width }, (_, column) =>
    flat(lax.sliceInDim(lax.reshape(lines, [length, width]), column, column + 1, 1, 1)),
  );
  const iota = lax.iota("int32", considered);
  const sorted = width === 0 ? [iota] : lax.sort([...columns, iota], 0, Math.max(1, width));
  const order = sorted.at(-1)!;
  const isNew = columns.length === 0 ? lax.full([considered], 1, "bool") : differs(sorted.slice(0, -1), equalNan);
  const places = positionsWhere(operation, isNew, size);
  const count = lax.reduceSum(convert(isNew, "int32"), [0]);
  const firsts = considered === 0 ? lax.full([places.length], 0, "int32") : order.get(places);
  return {
    values: moveaxis(filledUp(lines, firsts, count, size, fillValue), 0, axis),
    indices: () => firsts,
    inverse: () => {
      if (width === 0 || length === 0) return lax.full([length], 0, "int32");
      const numbers = lax.sub(lax.cumsum(convert(isNew, "int32")), 1);
      return lax.full([length], 0, "int32").at(order).set(numbers, { uniqueIndices: true });
    },
    counts: () => {
      if (width === 0) return lax.full([considered], length, "int32");
      const starts =
        size === undefined
          ? concatenate([places, lax.full([1], length, "int32")])
          : nonzero(isNew, { size: size + 1, fillValue: length })[0]!;
      return lax.sub(lax.sliceInDim(starts, 1, starts.length), lax.sliceInDim(starts, 0, starts.length - 1));
    },
    count,
  };
}

/** The chosen slices; behind the last of them the first again, or the fill value. */
function filledUp(
  lines: NDArray,
  firsts: NDArray,
  count: NDArray,
  size: number | undefined,
  fillValue: ArrayLike | null | undefined,
): NDArray {
  if (lines.shape[0] === 0 && firsts.length === 0) return lines;
  const filler = fillValue === undefined || fillValue === null ? null : convert(toArray(fillValue), lines.dtype);
  if (lines.shape[0] === 0) return lax.full([firsts.length, ...lines.shape.slice(1)], 0, lines.dtype).add(filler ?? 0);
  const chosen = lines.get(firsts);
  if (size === undefined || filler === null) return chosen;
  const isThere = lax.lt(lax.iota("int32", size), count);
  return where(lax.reshape(isThere, [size, ...new Array<number>(chosen.ndim - 1).fill(1)]), chosen, filler);
}

/** Whether each row differs from the one before; the first does. */
function differs(columns: readonly NDArray[], equalNan: boolean): NDArray {
  const length = columns[0]!.length;
  const changes = columns.map((column) => {
    const [later, earlier] = [
      lax.sliceInDim(column, Math.min(1, length), length),
      lax.sliceInDim(column, 0, Math.max(0, length - 1)),
    ];
    const changed = lax.ne(later, earlier);
    if (!equalNan || !isFloat(column.dtype)) return changed;
    const bothNaN = lax.bitwiseAnd(lax.ne(later, later), lax.ne(earlier, earlier));
    return lax.bitwiseAnd(changed, lax.bitwiseNot(bothNaN));
  });
  const [first, ...others] = changes;
  const changed = others.reduce((some, change) => lax.bitwiseOr(some, change), first!);
  return lax.concatenate([lax.full([Math.min(1, length)], 1, "bool"), changed], 0);
}
