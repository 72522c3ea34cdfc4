import { array, scan, type DType, type NDArray } from "@proj/array";
import { fromHostData, type GatherDimensions, type ScatterDimensions } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { Draw } from "../primitive-samples/index.ts";
import { chance, pick, shuffled, whole } from "../random-programs/choose.ts";

/*
 * Operations that read and write at computed places, of arrays that are empty, that have one element, and larger ones, at places
 * that are inside, just outside and as far outside as integers go.
 */

/** An operation with arguments; every number in it is so small an integer that any order of sums and products is exact. */
export interface DrawnOperation {
  readonly title: string;
  readonly operands: readonly NDArray[];
  readonly apply: (operands: readonly NDArray[]) => readonly NDArray[];
}

const lengths: readonly number[] = [0, 1, 1, 2, 3, 5, 17];
const batchLengths: readonly number[] = [0, 1, 2, 3, 7, 40];
const far = [2 ** 31 - 1, -(2 ** 31), 2 ** 30, -(2 ** 30), 65536] as const;

/** Places along axes of about a length. */
function hostilePlaces(draw: Draw, shape: readonly number[], near: number): NDArray {
  const place = (): number =>
    chance(draw, 0.6) ? whole(draw, 0, Math.max(0, near - 1)) : pick(draw, [-1, near, near + 1, -near, ...far]);
  const values = Array.from({ length: shape.reduce((size, length) => size * length, 1) }, place);
  switch (pick(draw, ["int32", "int32", "uint32", "float32"] as const)) {
    case "int32":
      return fromHostData(Int32Array.from(values), shape, "int32");
    case "uint32":
      return fromHostData(Uint32Array.from(values), shape, "uint32");
    case "float32": {
      const hostile = values.map((value) => (chance(draw, 0.2) ? pick(draw, [NaN, Infinity, -Infinity, 1e30]) : value));
      return fromHostData(Float32Array.from(hostile), shape, "float32");
    }
  }
}

/** Places as indices: what floats are converted to. */
const asIndices = (places: NDArray): NDArray =>
  places.dtype === "float32" ? lax.convertElementType(places, "int32") : places;

const smallNumbers = (draw: Draw, shape: readonly number[], dtype: DType): NDArray => {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Array.from({ length: size }, () => (dtype === "bool" ? whole(draw, 0, 1) : pick(draw, [1, 2, -1, 1])));
  const numbers = fromHostData(Int32Array.from(values), shape, "int32");
  return lax.convertElementType(numbers, dtype);
};

/** How the axes of an array, of windows of it and of indices correspond. */
interface Windows {
  readonly shape: readonly number[];
  /** The length of a window along each axis of the array. */
  readonly window: readonly number[];
  /** Axes that a window has not. */
  readonly dropped: readonly number[];
  /** An axis that goes in step with one of the indices, or none. */
  readonly batching: readonly number[];
  readonly batchShape: readonly number[];
  /** For each axis of `batching`, that of the indices. */
  readonly indicesBatching: readonly number[];
  readonly addressed: readonly number[];
  /** Where the window's axes are in the result of a gather, or in the updates of a scatter. */
  readonly windowAxes: readonly number[];
  /** The shape of that. */
  readonly result: readonly number[];
}

/** @param emptyIsDropped - whether a window may lack an axis of length 0, which nothing can be read from. */
function drawnWindows(draw: Draw, emptyIsDropped: boolean): Windows {
  const shape = Array.from({ length: whole(draw, 1, 3) }, () => pick(draw, lengths));
  const batchShape = Array.from({ length: whole(draw, 0, 2) }, () => pick(draw, batchLengths));
  const axes = shape.map((_, axis) => axis);
  const paired = axes.filter((axis) => shape[axis]! > 0).at(0);
  const batching = paired !== undefined && batchShape.length > 0 && chance(draw, 0.3) ? [paired] : [];
  const indicesBatching = batching.map(() => 0);
  for (const axis of batching) batchShape[0] = shape[axis]!;
  const others = axes.filter((axis) => !batching.includes(axis));
  const dropped = others.filter((axis) => (emptyIsDropped || shape[axis]! > 0) && chance(draw, 0.5));
  const window = shape.map((length, axis) =>
    dropped.includes(axis) || batching.includes(axis) ? 1 : whole(draw, 0, length),
  );
  const kept = others.filter((axis) => !dropped.includes(axis));
  const addressed = shuffled(draw, others).slice(0, whole(draw, Math.min(1, others.length), others.length));
  const rank = batchShape.length + kept.length;
  const windowAxes = shuffled(
    draw,
    Array.from({ length: rank }, (_, axis) => axis),
  )
    .slice(0, kept.length)
    .sort((a, b) => a - b);
  const result = Array.from({ length: rank }, () => 0);
  let [batch, next] = [0, 0];
  for (let axis = 0; axis < rank; axis++)
    result[axis] = windowAxes.includes(axis) ? window[kept[next++]!]! : batchShape[batch++]!;
  return { shape, window, dropped, batching, batchShape, indicesBatching, addressed, windowAxes, result };
}

function drawnGather(draw: Draw, dtype: DType): DrawnOperation {
  const windows = drawnWindows(draw, false);
  const { shape, window, dropped, batching, batchShape, indicesBatching, addressed, windowAxes } = windows;
  const dimensions: GatherDimensions = {
    offsetDims: windowAxes,
    collapsedSliceDims: dropped,
    operandBatchingDims: batching,
    indicesBatchingDims: indicesBatching,
    startIndexMap: addressed,
  };
  const mode = pick(draw, ["clip", "fill", "promise"] as const);
  const places = hostilePlaces(draw, [...batchShape, addressed.length], Math.max(...shape));
  const params = { dimensions, sliceSizes: window, mode, fillValue: 7 };
  // What a gather gives in place of an index is an index out of every range.
  const twice = chance(draw, 0.3);
  return {
    title: `gather ${JSON.stringify({ shape, ...params, places: places.shape, twice })} of ${dtype}`,
    operands: [smallNumbers(draw, shape, dtype), places],
    apply: ([x, at]) => {
      const indices = asIndices(at!);
      if (!twice) return [lax.gather(x!, indices, params)];
      const inStep = { offsetDims: [], collapsedSliceDims: [0], operandBatchingDims: [], indicesBatchingDims: [] };
      const table = array([0, 1, 2, 3, -1], { dtype: "int32" });
      const looked = lax.gather(table, lax.reshape(indices, [...indices.shape, 1]), {
        dimensions: { ...inStep, startIndexMap: [0] },
        sliceSizes: [1],
        mode: "fill",
        fillValue: -(2 ** 31),
      });
      return [lax.gather(x!, looked, params)];
    },
  };
}

function drawnScatter(draw: Draw, dtype: DType): DrawnOperation {
  const { shape, dropped, batching, batchShape, indicesBatching, addressed, windowAxes, result } = drawnWindows(
    draw,
    true,
  );
  const dimensions: ScatterDimensions = {
    updateWindowDims: windowAxes,
    insertedWindowDims: dropped,
    operandBatchingDims: batching,
    indicesBatchingDims: indicesBatching,
    scatterDimsToOperandDims: addressed,
  };
  const mode = pick(draw, ["clip", "fill", "promise"] as const);
  const combines = ["replace", "add", "mul", "min", "max"] as const;
  const combine = pick(draw, dtype === "bool" ? (["replace", "min", "max"] as const) : combines);
  const places = hostilePlaces(draw, [...batchShape, addressed.length], Math.max(...shape));
  const params = { dimensions, mode, combine, uniqueIndices: false };
  return {
    title: `scatter ${JSON.stringify({ shape, ...params, places: places.shape, result })} of ${dtype}`,
    operands: [smallNumbers(draw, shape, dtype), places, smallNumbers(draw, result, dtype)],
    apply: ([x, at, updates]) => [lax.scatter(x!, asIndices(at!), updates!, params)],
  };
}

function drawnSlices(draw: Draw, dtype: DType): DrawnOperation {
  const shape = Array.from({ length: whole(draw, 1, 3) }, () => pick(draw, lengths));
  const sizes = shape.map((length) => whole(draw, 0, length));
  const starts = shape.map((length) => hostilePlaces(draw, [], length));
  const steps = whole(draw, 0, 3);
  return {
    title: `dynamicSlice and dynamicUpdateSlice ${JSON.stringify({ shape, sizes, steps })} of ${dtype}`,
    operands: [smallNumbers(draw, shape, dtype), smallNumbers(draw, sizes, dtype), ...starts],
    apply: ([x, update, ...places]) => {
      const at = places.map(asIndices);
      const window = lax.dynamicSlice(x!, at, sizes);
      const written = lax.dynamicUpdateSlice(x!, update!, at);
      // In a loop, at places that move with it.
      const [looped, read] = scan(
        (carry: NDArray, step: NDArray) => {
          const moved = at.map((start) => lax.add(lax.convertElementType(start, "int32"), step));
          return [lax.dynamicUpdateSlice(carry, update!, moved), lax.dynamicSlice(carry, moved, sizes)];
        },
        x!,
        array(
          Array.from({ length: steps }, (_, step) => step - 1),
          { dtype: "int32" },
        ),
      );
      return [window, written, looped, read];
    },
  };
}

function drawnLines(draw: Draw, dtype: DType): DrawnOperation {
  const shape = Array.from({ length: whole(draw, 1, 2) }, () => pick(draw, [...lengths, 70]));
  const axis = whole(draw, 0, shape.length - 1);
  const reverse = chance(draw, 0.5);
  const indices = fromHostData(
    Int32Array.from({ length: shape[axis]! }, (_, k) => k),
    [shape[axis]!],
    "int32",
  );
  const places = lax.broadcastInDim(indices, shape, [axis]);
  return {
    title: `sort, cumsum and cummax along axis ${axis} of ${dtype}${JSON.stringify(shape)}`,
    operands: [smallNumbers(draw, shape, dtype), places],
    apply: ([x, at]) => [
      ...lax.sort([x!, at!], axis),
      ...(dtype === "bool" ? [] : [lax.cumsum(x!, axis, reverse), lax.cummax(x!, axis, reverse)]),
    ],
  };
}

/**
 * Operations at hostile places.
 *
 * @param seed - the same seed gives the same operations and values.
 * @param count - how many.
 * @param dtypes - those of the arrays.
 */
export function drawnOperations(seed: number, count: number, dtypes: readonly DType[]): DrawnOperation[] {
  const draw = new Draw(seed);
  const kinds = [drawnGather, drawnGather, drawnScatter, drawnScatter, drawnScatter, drawnSlices, drawnLines] as const;
  return Array.from({ length: count }, () => pick(draw, kinds)(draw, pick(draw, dtypes)));
}
