import { integerOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axesOption, type Axes } from "../core/options.ts";
import { normalizeAxes, shapesEqual, sizeOf } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { moveaxis } from "../numpy/reshaping.ts";
import { inv, solve } from "./solve.ts";

/** Options of {@link tensorinv}. */
export interface TensorinvOptions {
  /** How many axes are the rows; default 2. */
  readonly ind?: number;
}

const inverseReaders: OptionReaders<TensorinvOptions> = { ind: integerOption(1) };

/**
 * The inverse under {@link tensordot}: the first axes of an array taken for the rows of a square matrix, the others for its columns.
 *
 * @param ind - how many axes are the rows, default 2; or {@link TensorinvOptions}.
 * @returns the columns' axes, then the rows'.
 * @throws UsageError unless both have as many elements.
 * @example
 * import { array } from "@proj/array";
 * import { tensorinv } from "@proj/array/linalg";
 * tensorinv(array([[2, 0], [0, 4]]), 1); // → [[0.5, 0], [0, 0.25]]
 */
export function tensorinv(a: ArrayLike, ind?: number | TensorinvOptions): NDArray {
  const { ind: rank = 2 } = readPositionalOptions<TensorinvOptions>("tensorinv", [ind], ["ind"], inverseReaders);
  const x = toArray(a, "tensorinv");
  const [rows, columns] = [x.shape.slice(0, rank), x.shape.slice(rank)];
  if (sizeOf(rows) !== sizeOf(columns)) {
    throw new UsageError({
      operation: "tensorinv",
      received: `${x.describe()} with ind ${rank}`,
      expected: "as many elements in the first axes as in the others",
      remedy: "choose with ind how many axes count as rows",
    });
  }
  const matrix = inv(lax.reshape(x, [sizeOf(rows), sizeOf(columns)]));
  return lax.reshape(matrix, [...columns, ...rows]);
}

/** Options of {@link tensorsolve}. */
export interface TensorsolveOptions {
  /** Axes of `a` that go to its end first. */
  readonly axes?: Axes;
}

const readers: OptionReaders<TensorsolveOptions> = { axes: axesOption };

/**
 * Solves `tensordot(a, x, x.ndim) = b`: the first axes of `a` are those of `b`, the others those of the unknown.
 *
 * @param axes - axes of `a` that go to its end first; or {@link TensorsolveOptions}.
 * @throws UsageError when the shapes do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { tensorsolve } from "@proj/array/linalg";
 * tensorsolve(array([[2, 0], [0, 4]]), array([2, 2])); // → [1, 0.5]
 */
export function tensorsolve(a: ArrayLike, b: ArrayLike, axes?: Axes | TensorsolveOptions): NDArray {
  const { axes: moved = null } = readPositionalOptions<TensorsolveOptions>("tensorsolve", [axes], ["axes"], readers);
  const [given, side] = [toArray(a, "tensorsolve"), toArray(b, "tensorsolve")];
  const places = moved === null ? [] : normalizeAxes(moved, given.ndim, "tensorsolve");
  const x =
    places.length === 0
      ? given
      : moveaxis(
          given,
          places,
          places.map((_, place) => place - places.length),
        );
  const shape = x.shape.slice(side.ndim);
  if (!shapesEqual(x.shape.slice(0, side.ndim), side.shape) || sizeOf(shape) !== side.size) {
    throw new UsageError({
      operation: "tensorsolve",
      received: `${x.describe()} and ${side.describe()}`,
      expected: "a whose first axes are those of b, and whose others have as many elements",
      remedy: "move axes of a to its end with axes",
    });
  }
  const matrix = lax.reshape(x, [side.size, side.size]);
  return lax.reshape(solve(matrix, lax.reshape(side, [side.size])), shape);
}
