import {
  booleanOption,
  describeValue,
  integerOption,
  isRecord,
  readArgument,
  readOptions,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { broadcastTo, convert, type ArrayLike } from "../core/operands.ts";
import {
  arrayOption,
  axisOption,
  countingDTypeReader,
  dtypeReader,
  partOptions,
  readDTypeOptions,
  type DTypeOption,
  type DTypeOr,
} from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isFloat, isInteger, type DType } from "../core/types/dtype.ts";
import { checkSize, normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, divide, multiply, power, subtract } from "./arithmetic.ts";
import { inFloat, promoted } from "./elementwise.ts";
import { log10 } from "./exponential.ts";
import { concatenate } from "./joining.ts";
import { moveaxis } from "./reshaping.ts";

/**
 * Numbers from `start` (0 by default) up to, but not including, `stop`.
 *
 * The number of elements is ⌈(stop - start) / step⌉, which rounding can make one more than expected for fractions: for
 * those {@link linspace} is safer.
 *
 * @param start - the first number.
 * @param stop - what comes behind the last number.
 * @param step - the distance between neighbours; default 1.
 * @param options - the dtype; default int32 if all arguments are integers, else float32.
 * @throws UsageError for anything but finite numbers, for a step of 0, and for booleans, in which nothing is counted.
 * @example
 * import { arange } from "@proj/array";
 * arange(4); // → [0, 1, 2, 3]
 * arange(1, 2, 0.25); // → [1, 1.25, 1.5, 1.75]
 */
export function arange(stop: number, options?: DTypeOr<DTypeOption>): NDArray;
export function arange(start: number, stop: number, options?: DTypeOr<DTypeOption>): NDArray;
export function arange(start: number, stop: number, step: number, options?: DTypeOr<DTypeOption>): NDArray;
export function arange(first: number, ...args: readonly (number | DTypeOr<DTypeOption> | undefined)[]): NDArray {
  const [[second, third], options] = partOptions<DTypeOption>(args);
  const { start, stop, step, count } = readRange(second === undefined ? 0 : first, second ?? first, third ?? 1);
  const whole = Number.isInteger(start) && Number.isInteger(step);
  const { dtype = whole && Number.isInteger(stop) ? "int32" : "float32" } = readDTypeOptions(
    "arange",
    options,
    countingDTypeReader,
  );
  if (start === 0 && step === 1) return lax.iota(dtype, count);
  const steps = lax.iota(isFloat(dtype) || whole ? dtype : "float32", count);
  return convert(add(multiply(steps, step), start), dtype);
}

function readRange(
  start: unknown,
  stop: unknown,
  step: unknown,
): { readonly start: number; readonly stop: number; readonly step: number; readonly count: number } {
  if (typeof start === "number" && typeof stop === "number" && typeof step === "number") {
    const count = Math.ceil((stop - start) / step);
    if (Number.isFinite(count)) {
      checkSize("arange", [count]);
      return { start, stop, step, count: Math.max(0, count) };
    }
  }
  const say = (value: unknown): string =>
    typeof value === "number" ? `${value}` : isNDArray(value) ? value.describe() : describeValue(value);
  throw new UsageError({
    operation: "arange",
    received: `start ${say(start)}, stop ${say(stop)}, step ${say(step)}`,
    expected: "finite numbers and a step that is not 0",
    remedy: "arange gives an array of known length; for traced bounds take arange of a static length and scale it",
  });
}

/** Options of {@link linspace}. */
export interface LinspaceOptions extends DTypeOption {
  /** How many numbers; default 50. */
  readonly num?: number;
  /** Whether `stop` is the last number; default true. */
  readonly endpoint?: boolean;
  /** Whether to give the distance of neighbours as well; default false. */
  readonly retstep?: boolean;
  /** Where the new axis goes when start and stop are arrays; default 0. */
  readonly axis?: number;
}

const countOption = integerOption(0);

const linspaceReaders: OptionReaders<LinspaceOptions> = {
  ...dtypeReader,
  num: countOption,
  endpoint: booleanOption,
  retstep: booleanOption,
  axis: axisOption,
};

/**
 * Numbers at equal distances from `start` to `stop`; both ends are exact.
 *
 * @param start - the first number; arrays give one sequence per element.
 * @param stop - the last number, or what comes behind it if `endpoint` is false.
 * @param num - how many; default 50.
 * @param options - further {@link LinspaceOptions}; `num` may be one of them.
 * @returns the numbers; with `retstep` the numbers and their distance, NaN where there is none.
 * @example
 * import { linspace } from "@proj/array";
 * linspace(0, 1, 5); // → [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(
  start: ArrayLike,
  stop: ArrayLike,
  options: LinspaceOptions & { readonly retstep: true },
): readonly [NDArray, NDArray];
export function linspace(
  start: ArrayLike,
  stop: ArrayLike,
  num: number | undefined,
  options: LinspaceOptions & { readonly retstep: true },
): readonly [NDArray, NDArray];
export function linspace(
  start: ArrayLike,
  stop: ArrayLike,
  num?: number | LinspaceOptions,
  options?: LinspaceOptions,
): NDArray;
export function linspace(
  start: ArrayLike,
  stop: ArrayLike,
  num?: number | LinspaceOptions,
  options?: LinspaceOptions,
): NDArray | readonly [NDArray, NDArray] {
  const read = readOptions<LinspaceOptions>("linspace", isRecord(num) ? num : options, linspaceReaders);
  const { endpoint = true, retstep, axis = 0 } = read;
  const count =
    isRecord(num) || num === undefined ? (read.num ?? 50) : readArgument("linspace", "num", num, countOption);
  checkSize("linspace", [count]);
  const [a, b] = promoted("linspace", start, stop, (common) =>
    inFloat(read.dtype === undefined ? common : { dtype: read.dtype, weakType: false }),
  );
  const shape = a.ndim > 0 ? a.shape : b.shape;
  const { dtype = a.dtype } = read;
  const [first, last] = [lax.expandDims(broadcastTo(a, shape), [0]), lax.expandDims(broadcastTo(b, shape), [0])];
  const intervals = endpoint ? count - 1 : count;
  // The last number is appended, not computed, so that rounding cannot miss it.
  const computed = endpoint && count > 1 ? count - 1 : count;
  const positions = lax.iota(a.dtype, computed);
  const fraction = lax.reshape(intervals > 0 ? lax.div(positions, intervals) : lax.fullLike(positions, 0), [
    computed,
    ...shape.map(() => 1),
  ]);
  // A single number is the first, whatever the last one is.
  const inner = count === 1 ? first : add(multiply(first, subtract(1, fraction)), multiply(last, fraction));
  const sequence = computed < count ? concatenate([inner, last]) : inner;
  const placed = moveaxis(sequence, 0, normalizeAxis(axis, sequence.ndim, "linspace"));
  // Integers below, not towards zero: the numbers would crowd there.
  const numbers = convert(isInteger(dtype) ? lax.floor(placed) : placed, dtype);
  if (retstep !== true) return numbers;
  return [numbers, intervals > 0 ? lax.div(lax.sub(b, a), intervals) : lax.full(shape, NaN, a.dtype)];
}

/** Options of {@link geomspace}. */
export interface GeomspaceOptions extends DTypeOption {
  /** How many numbers; default 50. */
  readonly num?: number;
  /** Whether `stop` is the last number; default true. */
  readonly endpoint?: boolean;
  /** Where the new axis goes when start and stop are arrays; default 0. */
  readonly axis?: number;
}

const geomspaceReaders: OptionReaders<GeomspaceOptions> = {
  ...dtypeReader,
  num: countOption,
  endpoint: booleanOption,
  axis: axisOption,
};

/** Options of {@link logspace}. */
export interface LogspaceOptions extends GeomspaceOptions {
  /** What is raised to the powers; default 10. */
  readonly base?: ArrayLike;
}

const logspaceReaders: OptionReaders<LogspaceOptions> = { ...geomspaceReaders, base: arrayOption };

/** Start and stop as floats: in the given dtype if that is one, else in their own. */
function ends(operation: string, start: ArrayLike, stop: ArrayLike, dtype: DType | undefined): readonly NDArray[] {
  return promoted(operation, start, stop, (common) =>
    inFloat(dtype === undefined ? common : { dtype, weakType: false }),
  ).map((end) => convert(end, end.dtype));
}

/**
 * Powers whose exponents are at equal distances, from `base ** start` to `base ** stop`.
 *
 * @param start - the first exponent; arrays give one sequence per element.
 * @param stop - the last exponent, or what comes behind it if `endpoint` is false.
 * @param num - how many; default 50.
 * @param options - further {@link LogspaceOptions}; `num` may be one of them.
 * @example
 * import { logspace } from "@proj/array";
 * logspace(0, 2, 3); // ≈ [1, 10, 100]
 */
export function logspace(
  start: ArrayLike,
  stop: ArrayLike,
  num?: number | LogspaceOptions,
  options?: LogspaceOptions,
): NDArray {
  const read = readPositionalOptions<LogspaceOptions>("logspace", [num, options], ["num"], logspaceReaders);
  const { base = 10, dtype, ...spacing } = read;
  const [first, last] = ends("logspace", start, stop, dtype);
  const powers = power(base, linspace(first!, last!, spacing));
  return convert(powers, dtype ?? first!.dtype);
}

/**
 * Numbers with equal ratios of neighbours, from `start` to `stop`.
 *
 * @param start - the first number, not 0; arrays give one sequence per element.
 * @param stop - the last number, of the same sign, or what comes behind it if `endpoint` is false.
 * @param num - how many; default 50.
 * @param options - further {@link GeomspaceOptions}; `num` may be one of them.
 * @example
 * import { geomspace } from "@proj/array";
 * geomspace(1, 8, 4); // ≈ [1, 2, 4, 8]
 */
export function geomspace(
  start: ArrayLike,
  stop: ArrayLike,
  num?: number | GeomspaceOptions,
  options?: GeomspaceOptions,
): NDArray {
  const read = readPositionalOptions<GeomspaceOptions>("geomspace", [num, options], ["num"], geomspaceReaders);
  const { dtype, axis = 0, ...spacing } = read;
  const [first, last] = ends("geomspace", start, stop, dtype) as [NDArray, NDArray];
  const sign = lax.sign(first);
  const sequence = logspace(log10(lax.div(first, sign)), log10(divide(last, sign)), spacing);
  const numbers = multiply(sign, sequence);
  return convert(moveaxis(numbers, 0, normalizeAxis(axis, numbers.ndim, "geomspace")), dtype ?? first.dtype);
}
