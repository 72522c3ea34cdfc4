import { isFloat, isInteger, type DType } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { broadcastTo, convert, filled, promoteOperands, type ArrayLike } from "../core/operands.ts";
import { broadcastShapes, normalizeAxis } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import type { DTypeOption } from "./creation.ts";
import { toFloat } from "./elementwise.ts";
import { concatenate } from "./joining.ts";
import { expandDims, moveaxis, reshape } from "./reshaping.ts";
import { floor } from "./rounding.ts";

/** 0, 1, 2 … along one axis. */
export function iota(length: number, dtype: DType = "int32"): NDArray {
  return bind("iota", [], { dtype, shape: [length], dimension: 0 })[0];
}

function countSteps(start: number, stop: number, step: number): number {
  const count = Math.ceil((stop - start) / step);
  if (Number.isFinite(count)) return Math.max(0, count);
  throw new UsageError({
    operation: "arange",
    received: `start ${start}, stop ${stop}, step ${step}`,
    expected: "finite numbers and a step that is not 0",
    remedy: "arange gives an array of known length; for traced bounds take arange of a static length and scale it",
  });
}

/**
 * Numbers from `start` (0 by default) up to, but not including, `stop`.
 *
 * The number of elements is ⌈(stop - start) / step⌉, which rounding can make one more than expected for fractions: for
 * those {@link linspace} is safer.
 *
 * @param dtype - default int32 if all arguments are integers, else float32.
 * @example
 * import { arange } from "@proj/array";
 * arange(4); // → [0, 1, 2, 3]
 * arange(1, 2, 0.25); // → [1, 1.25, 1.5, 1.75]
 */
export function arange(stop: number, options?: DTypeOption): NDArray;
export function arange(start: number, stop: number, options?: DTypeOption): NDArray;
export function arange(start: number, stop: number, step: number, options?: DTypeOption): NDArray;
export function arange(...args: readonly (number | DTypeOption | undefined)[]): NDArray {
  const numbers = args.filter((value) => typeof value === "number");
  const options = args.find((value) => typeof value === "object") ?? {};
  const [start, stop, step] =
    numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0] ?? NaN, numbers[1] ?? NaN, numbers[2] ?? 1];
  const dtype = options.dtype ?? ([start, stop, step].every(Number.isInteger) ? "int32" : "float32");
  const count = countSteps(start, stop, step);
  if (start === 0 && step === 1) return iota(count, dtype === "bool" ? "int32" : dtype).astype(dtype);
  const steps = iota(
    count,
    isFloat(dtype) || [start, step].every(Number.isInteger) ? (dtype === "bool" ? "int32" : dtype) : "float32",
  );
  return convert(add(multiply(steps, step), start), dtype);
}

/** Options of {@link linspace}. */
export interface LinspaceOptions extends DTypeOption {
  /** Whether `stop` is the last number; default true. */
  readonly endpoint?: boolean;
  /** Where the new axis goes when start and stop are arrays; default 0. */
  readonly axis?: number;
}

/**
 * `count` numbers at equal distances from `start` to `stop`; both ends are exact.
 *
 * @param start - first number; arrays give one sequence per element.
 * @param count - how many; default 50.
 * @example
 * import { linspace } from "@proj/array";
 * linspace(0, 1, 5); // → [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(
  start: ArrayLike,
  stop: ArrayLike,
  count = 50,
  { endpoint = true, axis = 0, dtype }: LinspaceOptions = {},
): NDArray {
  if (!Number.isInteger(count) || count < 0) {
    throw new UsageError({
      operation: "linspace",
      received: `count ${count}`,
      expected: "a non-negative integer",
      remedy: "give the number of elements, not their distance; arange takes a distance",
    });
  }
  const [a, b] = promoteOperands("linspace", [start, stop]).map(toFloat) as [NDArray, NDArray];
  const shape = broadcastShapes("linspace", a.shape, b.shape);
  const [first, last] = [a, b].map((end) => expandDims(broadcastTo(end, shape), 0)) as [NDArray, NDArray];
  const intervals = endpoint ? count - 1 : count;
  // The last number is appended, not computed, so that rounding cannot miss it.
  const computed = endpoint && count > 1 ? count - 1 : count;
  const fraction = reshape(
    intervals > 0 ? divide(iota(computed, a.dtype), intervals) : filled([computed], 0, a.dtype),
    [computed, ...shape.map(() => 1)],
  );
  const inner = add(multiply(first, subtract(1, fraction)), multiply(last, fraction));
  const sequence = computed < count ? concatenate([inner, last]) : inner;
  const placed = moveaxis(sequence, 0, normalizeAxis(axis, sequence.ndim, "linspace"));
  // Integers below, not towards zero: the numbers would crowd there.
  return convert(dtype !== undefined && isInteger(dtype) ? floor(placed) : placed, dtype ?? a.dtype);
}
