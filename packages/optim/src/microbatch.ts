import { evalShape, foriLoop, zeros, type NDArray } from "@proj/array";
import {
  anyOption,
  choiceOption,
  functionOption,
  integerOption,
  isNDArray,
  normalizeAxis,
  nullableOption,
  positionsOption,
  readArgument,
  readOptions,
  toArray,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { broadcastPrefix, flatten, map } from "@proj/tree";

/** What becomes of the results of all parts: their sum, their mean, the mean of those that are there, or all of them along the first axis. */
export type AccumulationType = "sum" | "mean" | "runningMean" | "concat";

/** Options of {@link microbatch}. */
export interface MicrobatchOptions {
  /** One kind for all results, or a prefix tree of them; default `"sum"`. */
  readonly accumulator?: unknown;
  /** The axis of examples in each of the arguments; default 0. */
  readonly inAxes?: number | readonly number[];
  /** How many parts are computed, the others being padding; default all. */
  readonly numRealMicrobatches?: number | NDArray | null;
}

const readers: OptionReaders<MicrobatchOptions> = {
  accumulator: anyOption<unknown>(),
  inAxes: positionsOption(),
  numRealMicrobatches: nullableOption(anyOption<number | NDArray>()),
};

const kindOption = choiceOption("sum", "mean", "runningMean", "concat");

/** One part of an array: every n-th of its examples, from the i-th. */
function partOf(x: NDArray, axis: number, size: number, index: NDArray): NDArray {
  const count = x.shape[axis]! / size;
  const split = x.reshape([...x.shape.slice(0, axis), size, count, ...x.shape.slice(axis + 1)]);
  return split.take(index, axis + 1);
}

/** The results so far together with one more. */
function gathered(kind: AccumulationType, carry: NDArray, value: NDArray, index: NDArray): NDArray {
  if (kind === "concat") return carry.at(index).set(value);
  if (kind !== "runningMean") return carry.add(value);
  const before = index.astype(value.dtype).div(index.add(1).astype(value.dtype));
  return carry.mul(before).add(value.mul(before.neg().add(1)));
}

/** Results as they are returned. */
function finished(kind: AccumulationType, carry: NDArray, count: number): NDArray {
  if (kind === "mean") return carry.div(count);
  if (kind !== "concat") return carry;
  const [parts, size, ...rest] = carry.shape as readonly [number, number, ...number[]];
  return carry.swapaxes(0, 1).reshape([parts * size, ...rest]);
}

/**
 * A function of a batch that is computed part by part, one after the other, in the memory that one of them takes.
 *
 * @param fun - from examples along an axis to a tree of arrays, such as `valueAndGrad(loss)`.
 * @param argnums - which of its arguments have examples.
 * @param microbatchSize - how many examples a part has; `null` for all at once.
 * @param options - see {@link MicrobatchOptions}.
 * @throws UsageError when the examples cannot be divided so.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { microbatch } from "@proj/optim";
 * const sum = microbatch((x: NDArray) => x.sum(), 0, 2);
 * sum(array([1, 2, 3, 4])).item(); // → 10
 * ```
 */
export function microbatch<Args extends readonly unknown[], R>(
  fun: (...args: Args) => R,
  argnums: number | readonly number[],
  microbatchSize: number | null,
  options?: MicrobatchOptions,
): (...args: Args) => R {
  const operation = "microbatch";
  readArgument(operation, "fun", fun, functionOption());
  const chosen = readArgument(operation, "argnums", argnums, positionsOption(0));
  const places = typeof chosen === "number" ? [chosen] : chosen;
  const size = readArgument(operation, "microbatchSize", microbatchSize, nullableOption(integerOption(1)));
  const { accumulator = "sum", inAxes = 0, numRealMicrobatches = null } = readOptions(operation, options, readers);
  for (const kind of flatten(accumulator)[0]) readArgument(operation, "accumulator", kind, kindOption);
  if (size === null) return fun;
  const axisOf = (place: number): number => (typeof inAxes === "number" ? inAxes : (inAxes[place] ?? 0));
  return (...args) => {
    const lengths = new Set<number>();
    const partArgs = (index: NDArray): Args =>
      args.map((arg, position) => {
        const place = places.indexOf(position);
        if (place < 0) return arg;
        return map((leaf: unknown) => {
          if (!isNDArray(leaf)) return leaf;
          const axis = normalizeAxis(axisOf(place), leaf.ndim, operation);
          const length = leaf.shape[axis]!;
          lengths.add(length);
          if (lengths.size > 1 || length % size !== 0) throw indivisible(operation, leaf, size);
          return partOf(leaf, axis, size, index);
        }, arg);
      }) as unknown as Args;
    const compute = (index: NDArray): R => fun(...partArgs(index));
    const shapes = evalShape(compute as (index: NDArray) => unknown, toArray(0).astype("int32"));
    const count = ([...lengths][0] ?? size) / size;
    const [results, treedef] = flatten(shapes);
    const kinds = broadcastPrefix(accumulator, shapes, {
      operation,
      name: "accumulator",
    }) as readonly AccumulationType[];
    const start = results.map((result, k) => {
      const { shape, dtype } = result as NDArray;
      return zeros(kinds[k] === "concat" ? [count, ...shape] : shape, dtype);
    });
    const all = foriLoop(
      0,
      numRealMicrobatches ?? count,
      (index: NDArray, carry: readonly NDArray[]) =>
        flatten<unknown>(compute(index))[0].map((value, k) => gathered(kinds[k]!, carry[k]!, value as NDArray, index)),
      start as readonly NDArray[],
    );
    return treedef.unflatten(all.map((carry, k) => finished(kinds[k]!, carry, count))) as R;
  };
}

function indivisible(operation: string, leaf: NDArray, size: number): UsageError {
  return new UsageError({
    operation,
    received: `${leaf.describe()} with microbatchSize: ${size}`,
    expected: "as many examples in all arguments, a multiple of microbatchSize",
    remedy: "choose a size that divides their number, or pad them and give numRealMicrobatches",
  });
}
