import { describeValue, isRecord, nullableOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import {
  toArray,
  broadcastOperands,
  broadcastTo,
  checkArrayLike,
  convert,
  promoteOperands,
  type ArrayLike,
  scalar,
} from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { promoted, toBool } from "./elementwise.ts";
import { positionsOf, type NonzeroOptions } from "./nonzero.ts";

/**
 * Elements of `x` where the condition holds, of `y` elsewhere; all three broadcast. Without `x` and `y`, the positions where
 * the condition holds, as {@link nonzero} gives them.
 *
 * Both branches are computed, and a NaN in the derivative of the branch not taken is not stopped: where a function is
 * singular, make its argument harmless first.
 *
 * @param condition - booleans; other dtypes count as true where they are not 0.
 * @param x - what is taken where the condition holds.
 * @param y - what is taken elsewhere.
 * @throws UsageError for one of `x` and `y` without the other.
 * @example
 * import { array, where } from "@proj/array";
 * const x = array([-1, 4]);
 * where(x.gt(0), x, 0); // → [0, 4]
 * where(x.gt(0)); // → [[1]]
 */
export function where(condition: ArrayLike, options?: NonzeroOptions): readonly NDArray[];
export function where(condition: ArrayLike, x: ArrayLike, y: ArrayLike): NDArray;
export function where(
  condition: ArrayLike,
  ...args: readonly (ArrayLike | NonzeroOptions | undefined)[]
): NDArray | readonly NDArray[] {
  const [x, y] = args;
  if (args.length < 2 && !isArrayLike(x)) return positionsOf("where", condition, x);
  if (args.length < 2) {
    throw new UsageError({
      operation: "where",
      received: "x, but no y",
      expected: "both of them, or none",
      remedy: "say what to take elsewhere: where(condition, x, 0)",
    });
  }
  checkArrayLike("where", x);
  checkArrayLike("where", y);
  const [a, b] = promoteOperands("where", [x, y]);
  const [test, onTrue, onFalse] = broadcastOperands("where", [toBool(condition, "where"), a!, b!]);
  const chosen = lax.select(test!, onTrue!, onFalse!);
  // As in JAX, nothing depends on what would be taken elsewhere, so that what is NaN of nothing, as a mean, has a tangent of 0.
  return chosen.size === 0 ? convert(broadcastTo(onTrue!, chosen.shape), chosen.dtype, chosen.weakType) : chosen;
}

function isArrayLike(value: unknown): value is ArrayLike {
  return isNDArray(value) || typeof value === "number" || typeof value === "boolean";
}

/**
 * Elements of the first choice whose condition holds; the default where none does.
 *
 * @param conditions - as many as there are choices.
 * @param otherwise - default 0.
 * @throws UsageError when the two lists differ in length.
 * @example
 * import { array, select } from "@proj/array";
 * const x = array([-2, 0.5, 3]);
 * select([x.lt(0), x.lt(1)], [0, x], 1); // → [0, 0.5, 1]
 */
export function select(
  conditions: readonly ArrayLike[],
  choices: readonly ArrayLike[],
  // Nobody wrote this number, so it need not be taken for a float beside booleans.
  otherwise: ArrayLike = scalar(0, "int32", true),
): NDArray {
  const areLists = [conditions, choices].every((list) => Array.isArray(list));
  if (!areLists || conditions.length !== choices.length || conditions.length === 0) {
    throw new UsageError({
      operation: "select",
      received: areLists
        ? `${conditions.length} conditions and ${choices.length} choices`
        : `${describeValue(conditions)} as conditions and ${describeValue(choices)} as choices`,
      expected: "as many conditions as choices, at least one",
      remedy: "pair each choice with its condition, and give what remains as the third argument",
    });
  }
  const [last, ...values] = promoteOperands("select", [otherwise, ...choices]);
  return conditions.reduceRight<NDArray>((rest, condition, index) => where(condition, values[index]!, rest), last!);
}

/**
 * The larger of two elements; NaN if either is.
 *
 * @example
 * import { array, maximum } from "@proj/array";
 * maximum(array([1, 5]), 3); // → [3, 5]
 */
export function maximum(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.max(...promoted("maximum", x, y));
}

/**
 * The smaller of two elements; NaN if either is.
 *
 * @example
 * import { array, minimum } from "@proj/array";
 * minimum(array([1, 5]), 3); // → [1, 3]
 */
export function minimum(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.min(...promoted("minimum", x, y));
}

/** The interval of {@link clip}. */
export interface ClipOptions {
  /** The lower bound; default `null`, for none. */
  readonly min?: ArrayLike | null;
  /** The upper bound; default `null`, for none. It wins where it is below the lower one. */
  readonly max?: ArrayLike | null;
}

const clipReaders: OptionReaders<ClipOptions> = { min: nullableOption(arrayOption), max: nullableOption(arrayOption) };

/**
 * Elements moved into the interval [min, max]; its derivative is 0 outside.
 *
 * @param min - the lower bound, `null` for none; or both bounds as {@link ClipOptions}.
 * @param max - the upper bound, `null` for none.
 * @example
 * import { array, clip } from "@proj/array";
 * clip(array([-2, 0.5, 7]), 0, 1); // → [0, 0.5, 1]
 * clip(array([-2, 0.5, 7]), { max: 1 }); // → [-2, 0.5, 1]
 */
export function clip(x: ArrayLike, options: ClipOptions): NDArray;
export function clip(x: ArrayLike, min?: ArrayLike | null, max?: ArrayLike | null): NDArray;
export function clip(x: ArrayLike, min: ArrayLike | ClipOptions | null = null, max: ArrayLike | null = null): NDArray {
  if (isClipOptions(min)) {
    const bounds = readOptions<ClipOptions>("clip", min, clipReaders);
    return clip(x, bounds.min, bounds.max);
  }
  const raised = min === null ? toArray(x, "clip") : lax.max(...promoted("clip", min, x));
  return max === null ? raised : lax.min(...promoted("clip", max, raised));
}

function isClipOptions(argument: ArrayLike | ClipOptions | null): argument is ClipOptions {
  return isRecord(argument);
}

/**
 * The larger of two elements; if one is NaN the other. Of equal ones it is the second, also for the derivative.
 *
 * @example
 * import { array, fmax } from "@proj/array";
 * fmax(array([1, NaN]), 3); // → [3, 3]
 */
export function fmax(x: ArrayLike, y: ArrayLike): NDArray {
  return ignoringNaN("fmax", lax.gt, x, y);
}

/**
 * The smaller of two elements; if one is NaN the other. Of equal ones it is the second, also for the derivative.
 *
 * @example
 * import { array, fmin } from "@proj/array";
 * fmin(array([1, NaN]), 3); // → [1, 3]
 */
export function fmin(x: ArrayLike, y: ArrayLike): NDArray {
  return ignoringNaN("fmin", lax.lt, x, y);
}

function ignoringNaN(operation: string, precedes: typeof lax.gt, x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted(operation, x, y);
  return lax.select(lax.bitwiseOr(precedes(a, b), lax.ne(b, b)), a, b);
}
