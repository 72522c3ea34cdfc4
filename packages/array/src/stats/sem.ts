import { choiceOption, integerOption, readPositionalOptions, type OptionReaders, booleanOption } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { axisOrNullOption } from "../core/options.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divide, sqrt } from "../numpy/arithmetic.ts";
import { real } from "../numpy/elementwise.ts";
import { nanstd } from "../numpy/nan-reductions.ts";
import { countNonzero } from "../numpy/reduction.ts";
import { astype } from "../numpy/creation.ts";
import { isnan } from "../numpy/special-values.ts";
import { std } from "../numpy/statistics.ts";
import { logicalNot } from "../numpy/logical.ts";

/** Options of {@link sem}. */
export interface SemOptions {
  /** The axis, or `null` for all elements. Default 0. */
  readonly axis?: number | null;
  /** What is taken from the number of elements: degrees of freedom. Default 1. */
  readonly ddof?: number;
  /** Whether NaN makes the result NaN (default), or is left out. */
  readonly nanPolicy?: "propagate" | "omit";
  /** Whether the axis stays, with length 1. Default false. */
  readonly keepdims?: boolean;
}

const readers: OptionReaders<SemOptions> = {
  axis: axisOrNullOption,
  ddof: integerOption(),
  nanPolicy: choiceOption("propagate", "omit"),
  keepdims: booleanOption,
};

/**
 * The standard error of the mean: the standard deviation over the root of the number of elements.
 *
 * @param axis - default 0, `null` for all elements; or options.
 * @param ddof - degrees of freedom, default 1; or options.
 * @param nanPolicy - `"omit"` leaves NaN out; or options, also `keepdims`.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array } from "@proj/array";
 * import { sem } from "@proj/array/stats";
 * sem(array([1, 2, 3, 4])); // ≈ 0.6455
 */
export function sem(
  a: ArrayLike,
  axis?: number | null | SemOptions,
  ddof?: number | SemOptions,
  nanPolicy?: "propagate" | "omit" | SemOptions,
): NDArray {
  const read = readPositionalOptions<SemOptions>(
    "stats.sem",
    [axis, ddof, nanPolicy],
    ["axis", "ddof", "nanPolicy"],
    readers,
  );
  const x = real("stats.sem", a);
  const along = read.axis === null ? null : normalizeAxis(read.axis ?? 0, x.ndim, "stats.sem");
  const folding = { axis: along, ...(read.keepdims === undefined ? {} : { keepdims: read.keepdims }) };
  const spread = { ...folding, ddof: read.ddof ?? 1 };
  if (read.nanPolicy !== "omit") return divide(std(x, spread), Math.sqrt(along === null ? x.size : x.shape[along]!));
  const count = countNonzero(logicalNot(isnan(x)), folding);
  return divide(nanstd(x, spread), sqrt(astype(count, x.dtype)));
}
