import { choiceOption, integerOption, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { abs } from "./arithmetic.ts";
import { toBool, toNumber } from "./elementwise.ts";
import { moveaxis } from "./reshaping.ts";

/** Whether the first bit of a byte is its highest (`"big"`) or its lowest (`"little"`). */
export type BitOrder = "big" | "little";

/** Options of {@link packbits}. */
export interface PackbitsOptions {
  /** By default the array is made one axis first. */
  readonly axis?: number | null;
  /** Default `"big"`. */
  readonly bitorder?: BitOrder;
}

/** Options of {@link unpackbits}. */
export interface UnpackbitsOptions extends PackbitsOptions {
  /** How many bits to give: more are zeros, fewer are cut off, a negative number of them; default all. */
  readonly count?: number | null;
}

const packReaders: OptionReaders<PackbitsOptions> = {
  axis: axisOrNullOption,
  bitorder: choiceOption("big", "little"),
};
const countOption = integerOption();
const unpackReaders: OptionReaders<UnpackbitsOptions> = {
  ...packReaders,
  count: (value, place) => (value === null ? null : countOption(value, place)),
};

/** The lines along an axis as rows, and what puts rows back. */
function rowsAlong(
  operation: string,
  array: NDArray,
  axis: number | null,
): readonly [rows: NDArray, back: (rows: NDArray) => NDArray] {
  if (axis === null) return [lax.reshape(array, [array.size]), (rows) => rows];
  const along = normalizeAxis(axis, array.ndim, operation);
  return [moveaxis(array, along, -1), (rows) => moveaxis(rows, -1, along)];
}

/** The number of places by which each bit of a byte is moved. */
function shifts(bitorder: BitOrder): NDArray {
  const rising = lax.iota("int32", 8);
  return bitorder === "little" ? rising : lax.sub(7, rising);
}

/**
 * Eight elements of integers or booleans, where what is not 0 counts as 1, as the bits of one byte.
 *
 * @param options - the axis alone, or {@link PackbitsOptions}; by default the array is made one axis first.
 * @returns uint8; where elements are missing at the end, their bits are 0.
 * @throws UsageError for floats.
 * @example
 * import { array, packbits } from "@proj/array";
 * packbits(array([true, false, true])); // → [160]
 */
export function packbits(x: ArrayLike, options?: AxisOr<PackbitsOptions>): NDArray {
  const { axis = null, bitorder = "big" } = readAxisOptions<PackbitsOptions>("packbits", options, packReaders);
  const array = toArray(x, "packbits");
  checkDomain("packbits", "bits", array.aval);
  const [rows, back] = rowsAlong("packbits", convert(toBool(array, "packbits"), "int32"), axis);
  const length = rows.shape.at(-1)!;
  const bytes = Math.ceil(length / 8);
  const none = new Array<number>(rows.ndim - 1).fill(0);
  const whole = lax.pad(rows, 0, [...none, 0], [...none, bytes * 8 - length]);
  const bits = lax.reshape(whole, [...rows.shape.slice(0, -1), bytes, 8]);
  const moved = lax.shiftLeft(bits, lax.broadcastInDim(shifts(bitorder), bits.shape, [bits.ndim - 1]));
  return back(convert(lax.reduceSum(moved, [bits.ndim - 1]), "uint8"));
}

/**
 * The bits of bytes, one by one.
 *
 * @param x - uint8.
 * @param options - the axis alone, or {@link UnpackbitsOptions}; by default the array is made one axis first.
 * @returns uint8, eight times as long along the axis.
 * @throws UsageError for other dtypes.
 * @example
 * import { array, unpackbits } from "@proj/array";
 * unpackbits(array([160], "uint8")); // → [1, 0, 1, 0, 0, 0, 0, 0]
 */
export function unpackbits(x: ArrayLike, options?: AxisOr<UnpackbitsOptions>): NDArray {
  const read = readAxisOptions<UnpackbitsOptions>("unpackbits", options, unpackReaders);
  const { axis = null, bitorder = "big", count = null } = read;
  const array = toArray(x, "unpackbits");
  if (array.dtype !== "uint8") {
    throw new UsageError({
      operation: "unpackbits",
      received: array.describe(),
      expected: "an array of uint8",
      remedy: 'convert it with astype("uint8")',
    });
  }
  const [rows, back] = rowsAlong("unpackbits", convert(array, "int32"), axis);
  const wide = [...rows.shape, 8];
  const spread = lax.broadcastInDim(rows, wide, [...rows.shape.keys()]);
  const bits = lax.bitwiseAnd(
    lax.shiftRightLogical(spread, lax.broadcastInDim(shifts(bitorder), wide, [rows.ndim])),
    1,
  );
  const length = rows.shape.at(-1)! * 8;
  const flat = lax.reshape(bits, [...rows.shape.slice(0, -1), length]);
  const none = new Array<number>(rows.ndim - 1).fill(0);
  const wanted = count === null ? length : count < 0 ? Math.max(0, length + count) : count;
  const cut = wanted === length ? flat : lax.pad(flat, 0, [...none, 0], [...none, wanted - length]);
  return back(convert(cut, "uint8"));
}

/**
 * How many bits are 1, of the absolute value; booleans count as int32.
 *
 * @param x - integers or booleans.
 * @returns uint8
 * @throws UsageError for floats.
 * @example
 * import { array, bitwiseCount } from "@proj/array";
 * bitwiseCount(array([7, -1], "int32")); // → [3, 1]
 */
export function bitwiseCount(x: ArrayLike): NDArray {
  const array = toArray(x, "bitwiseCount");
  checkDomain("bitwiseCount", "bits", array.aval);
  return convert(lax.populationCount(abs(toNumber(array))), "uint8");
}
