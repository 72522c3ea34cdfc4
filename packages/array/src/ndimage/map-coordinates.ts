import {
  choiceOption,
  numberOption,
  readArgument,
  readPositionalOptions,
  UsageError,
  wrongOption,
  type OptionReaders,
} from "@proj/tree/core";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { isComplexDType, isInexact, isInteger } from "../core/types/dtype.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { stridesOf } from "../core/types/shape.ts";
import { take } from "../indexing/take.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { abs, add, floorDivide, multiply, remainder, subtract } from "../numpy/arithmetic.ts";
import { greaterEqual, less } from "../numpy/comparison.ts";
import { logicalAnd } from "../numpy/logical.ts";
import { clip, where } from "../numpy/selection.ts";

/** What is outside of an array. */
export type BoundaryMode = "constant" | "nearest" | "wrap" | "mirror" | "reflect";

/** Options of {@link mapCoordinates}. */
export interface MapCoordinatesOptions {
  /**
   * What is outside of the array: `cval` (`"constant"`, the default), the nearest element, the array once more (`"wrap"`), or turned
   * round, with the last element once (`"mirror"`) or twice (`"reflect"`).
   */
  readonly mode?: BoundaryMode;
  /** The value outside in mode `"constant"`; default 0. */
  readonly cval?: number;
}

const readers: OptionReaders<MapCoordinatesOptions> = {
  mode: choiceOption("constant", "nearest", "wrap", "mirror", "reflect"),
  cval: numberOption,
};

const orderOption = choiceOption(0, 1);

/** A position that goes to and fro between the first and the last of so many. */
function mirrored(position: NDArray, size: number): NDArray {
  const last = size - 1;
  return abs(subtract(remainder(add(position, last), 2 * last), last));
}

/** The position of the element that stands for one outside. */
const inside: { readonly [M in BoundaryMode]: (position: NDArray, size: number) => NDArray } = {
  constant: (position) => position,
  nearest: (position, size) => clip(position, 0, size - 1),
  wrap: (position, size) => remainder(position, size),
  mirror: mirrored,
  reflect: (position, size) => floorDivide(subtract(mirrored(add(multiply(position, 2), 1), 2 * size + 1), 1), 2),
};

/** The nearest integers; halves go away from 0. */
function rounded(x: NDArray): NDArray {
  if (!isInexact(x.dtype)) return x;
  if (isComplexDType(x.dtype)) return lax.complex(rounded(lax.real(x)), rounded(lax.imag(x)));
  const size = lax.abs(x);
  const whole = lax.floor(size);
  const up = lax.select(lax.ge(lax.sub(size, whole), 0.5), lax.add(whole, 1), whole);
  return lax.mul(lax.sign(x), up);
}

/** A neighbour of a place along one axis. */
interface Neighbour {
  readonly position: NDArray;
  /** Whether it is in the array; `null` if all are. */
  readonly isInside: NDArray | null;
  readonly weight: ArrayLike;
}

function neighboursOf(coordinate: NDArray, size: number, order: 0 | 1, mode: BoundaryMode): readonly Neighbour[] {
  const neighbour = (position: NDArray, weight: ArrayLike): Neighbour => ({
    position: inside[mode](position, size),
    isInside: mode === "constant" ? logicalAnd(greaterEqual(position, 0), less(position, size)) : null,
    weight,
  });
  if (order === 0) return [neighbour(convert(rounded(coordinate), "int32"), lax.full([], 1, coordinate.dtype))];
  const lower = isInexact(coordinate.dtype) ? lax.floor(coordinate) : coordinate;
  const share = lax.sub(coordinate, lower);
  const position = convert(lower, "int32");
  return [neighbour(position, subtract(1, share)), neighbour(add(position, 1), share)];
}

/** All choices of one from each list. */
const product = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  lists.reduce<readonly (readonly T[])[]>((all, list) => all.flatMap((one) => list.map((x) => [...one, x])), [[]]);

/**
 * The values of an array at places between its elements.
 *
 * @param input - an array of any dtype.
 * @param coordinates - for each axis of the array, where the places are along it: arrays that broadcast together.
 * @param order - 0 for the nearest element, 1 for linear interpolation.
 * @param mode - what is outside of the array, default `"constant"`; or {@link MapCoordinatesOptions}.
 * @param cval - the value outside in that mode, default 0; or options.
 * @returns an array of the dtype of the input, of the shape of the coordinates. Integers are rounded.
 * @throws UsageError for another number of coordinates, other orders and modes.
 * @example
 * import { array } from "@proj/array";
 * import { mapCoordinates } from "@proj/array/ndimage";
 * mapCoordinates(array([[1, 2], [3, 4]]), [array([0.5, 1]), array([0.5, 3])], 1); // → [2.5, 0]
 */
export function mapCoordinates(
  input: ArrayLike,
  coordinates: readonly ArrayLike[] | NDArray,
  order: 0 | 1,
  mode?: BoundaryMode | MapCoordinatesOptions,
  cval?: number | MapCoordinatesOptions,
): NDArray {
  const operation = "mapCoordinates";
  const x = toArray(input, operation);
  const places = coordinatesOf(operation, coordinates);
  const degree = readArgument(operation, "order", order, orderOption);
  const read = readPositionalOptions<MapCoordinatesOptions>(operation, [mode, cval], ["mode", "cval"], readers);
  const wrong = places.find(({ dtype }) => isComplexDType(dtype) || dtype === "bool");
  if (places.length !== x.ndim || x.ndim === 0 || x.size === 0 || wrong !== undefined) {
    throw new UsageError({
      operation,
      received: `${x.describe()} and coordinates ${places.map((place) => place.describe()).join(", ") || "[]"}`,
      expected: "an array with elements, and one array of real coordinates for each of its axes",
      remedy: "give a list with as many coordinates as the array has axes",
    });
  }
  const outside = lax.full([], read.cval ?? 0, x.dtype === "bool" ? "int32" : x.dtype);
  const flat = lax.reshape(x, [x.size]);
  const strides = stridesOf(x.shape);
  const neighbours = places.map((place, axis) => neighboursOf(place, x.shape[axis]!, degree, read.mode ?? "constant"));
  const terms = product(neighbours).map((corner) => {
    const position = corner.map((one, axis) => multiply(one.position, strides[axis]!)).reduce((a, b) => add(a, b));
    const value = take(flat, position, { mode: "clip" });
    const conditions = corner.flatMap(({ isInside }) => (isInside === null ? [] : [isInside]));
    const known =
      conditions.length === 0
        ? value
        : where(
            conditions.reduce((a, b) => logicalAnd(a, b)),
            value,
            outside,
          );
    return multiply(
      corner.map(({ weight }) => weight).reduce((a, b) => multiply(a, b)),
      known,
    );
  });
  const result = terms.reduce((a, b) => add(a, b));
  return convert(isInteger(x.dtype) ? rounded(result) : result, x.dtype);
}

function coordinatesOf(operation: string, coordinates: unknown): readonly NDArray[] {
  if (isNDArray(coordinates) && coordinates.ndim > 0) return [...coordinates];
  if (Array.isArray(coordinates)) return coordinates.map((one: ArrayLike) => toArray(one, operation));
  throw wrongOption({ operation, name: "coordinates" }, coordinates, "a list of arrays, one for each axis");
}
