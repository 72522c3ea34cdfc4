import type * as np from "@proj/array";
import { sizeOf } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import type { Argument } from "../call.ts";
import type { Drawing, Value } from "../drawing.ts";
import type { Rows } from "../row.ts";

/*
 * `lax.gather` and `lax.scatter`, with dimension numbers of every kind: windows along some axes, axes without a window, axes in
 * step with an axis of the index vectors, and vectors that name axes in any order.
 */

type Mode = "clip" | "fill" | "promise";

/** How the axes of an array and those of index vectors correspond, in the words of both functions. */
interface Correspondence {
  /** Lengths of the windows, 1 along axes that have none. */
  readonly sizes: readonly number[];
  /** Axes of the result (of a gather) or the updates (of a scatter) along windows. */
  readonly windowDims: readonly number[];
  /** Axes along which there is no window. */
  readonly withoutWindow: readonly number[];
  readonly batching: readonly number[];
  readonly indicesBatching: readonly number[];
  /** Which axes the numbers of an index vector name. */
  readonly named: readonly number[];
  /** The shape of the index vectors, without the vectors themselves. */
  readonly batchShape: readonly number[];
}

const without = <T>(all: readonly T[], some: readonly T[]): readonly T[] => all.filter((one) => !some.includes(one));

function shuffled<T>(d: Drawing, all: readonly T[]): readonly T[] {
  const rest = [...all];
  return all.map(() => rest.splice(d.whole(0, rest.length - 1), 1)[0]!);
}

/** Some of the numbers from 0, in order. */
const someBelow = (d: Drawing, count: number, probability: number): readonly number[] =>
  Array.from({ length: count }, (_, k) => k).filter(() => d.chance(probability));

function correspondence(d: Drawing, { array: { shape } }: Value, batch: readonly number[]): Correspondence {
  const axes = shape.map((_, axis) => axis);
  const batching = d.chance(0.25) ? someBelow(d, shape.length, 0.4) : [];
  const named = shuffled(d, without(axes, batching).filter(() => d.chance(0.7))); // prettier-ignore
  const withoutWindow = without(axes, batching).filter((axis) => shape[axis]! > 0 && d.chance(0.5));
  const sizes = shape.map((length, axis) => {
    if (withoutWindow.includes(axis) || batching.includes(axis)) return 1;
    return named.includes(axis) ? d.whole(Math.min(1, length), length) : length;
  });
  // Where the axes in step lie among those of the index vectors, which are the others in `batch`.
  const places = shuffled(d, [...batch.map(() => null), ...batching]);
  const rest = [...batch];
  const batchShape = places.map((axis) => (axis === null ? rest.shift()! : shape[axis]!));
  const windows = shape.length - withoutWindow.length - batching.length;
  const slots = [...batchShape.map(() => false), ...Array.from({ length: windows }, () => true)];
  const windowDims = shuffled(d, slots).flatMap((isWindow, place) => (isWindow ? [place] : []));
  const found = {
    sizes,
    windowDims,
    withoutWindow,
    batching,
    indicesBatching: batching.map((axis) => places.indexOf(axis)),
    named,
    batchShape,
  };
  return d.chance(0.03) ? mistaken(d, found) : found;
}

/** Dimension numbers with a fault. */
function mistaken(d: Drawing, numbers: Correspondence): Correspondence {
  const { named, withoutWindow, windowDims, sizes } = numbers;
  return d.pick<Correspondence>(
    { ...numbers, named: [...named, 0] },
    { ...numbers, withoutWindow: withoutWindow.toReversed() },
    { ...numbers, windowDims: windowDims.toReversed() },
    { ...numbers, windowDims: windowDims.map((axis) => axis + 1) },
    { ...numbers, batching: [...numbers.batching, 0] },
    { ...numbers, sizes: sizes.map((size) => size + 1) },
  );
}

/** Index vectors: inside if it is promised, else at times beyond either end. */
function vectors(
  d: Drawing,
  { array: { shape } }: Value,
  { named, sizes, batchShape }: Correspondence,
  inside: boolean,
): Argument {
  const count = sizeOf(batchShape);
  const values = Array.from({ length: count }, () =>
    named.map((axis) => {
      const last = Math.max(0, (shape[axis] ?? 1) - sizes[axis]!);
      return inside ? d.whole(0, last) : d.whole(-1, last + 1);
    }),
  );
  return {
    ref: d.constant(inside && d.chance(0.2) ? "uint8" : "int32", [...batchShape, named.length], values.flat()).ref,
  };
}

const listed = (numbers: Correspondence): Argument => [
  numbers.windowDims,
  numbers.withoutWindow,
  numbers.batching,
  numbers.indicesBatching,
  numbers.named,
];

/** Several vectors that name no axis: XLA has an opinion of its own, which can be told from a mistake only where they are known. */
const isDisputed = ({ named, batchShape }: Correspondence): boolean => named.length === 0 && sizeOf(batchShape) > 1;

type Dims = readonly (readonly number[])[];

const gatherDimensions = ([
  offsetDims,
  collapsedSliceDims,
  operandBatchingDims,
  indicesBatchingDims,
  startIndexMap,
]: Dims) =>
  ({ offsetDims, collapsedSliceDims, operandBatchingDims, indicesBatchingDims, startIndexMap }) as Parameters<
    typeof lax.gather
  >[2]["dimensions"];

const scatterDimensions = ([
  updateWindowDims,
  insertedWindowDims,
  operandBatchingDims,
  indicesBatchingDims,
  scatterDimsToOperandDims,
]: Dims) =>
  ({
    updateWindowDims,
    insertedWindowDims,
    operandBatchingDims,
    indicesBatchingDims,
    scatterDimsToOperandDims,
  }) as Parameters<typeof lax.scatter>[3]["dimensions"];

const gatherNumbers =
  "lax.GatherDimensionNumbers(offset_dims=d[0], collapsed_slice_dims=d[1], operand_batching_dims=d[2], start_indices_batching_dims=d[3], start_index_map=d[4])";
const scatterNumbers =
  "lax.ScatterDimensionNumbers(update_window_dims=d[0], inserted_window_dims=d[1], operand_batching_dims=d[2], scatter_indices_batching_dims=d[3], scatter_dims_to_operand_dims=d[4])";
const inJax = "{'promise': 'promise_in_bounds'}.get(mode, mode)";

const anArray = (d: Drawing, kind: "any" | "real"): Value => d.array({ kind, ndim: [1, 3], size: 1 });

const aMode = (d: Drawing): Mode => d.pick("clip", "fill", "promise");

/** The shape of updates: windows where the dimension numbers have them, index vectors along the other axes. */
function updateShape({ shape }: np.NDArray, numbers: Correspondence): readonly number[] {
  const { sizes, windowDims, withoutWindow, batching, batchShape } = numbers;
  const axes = without(shape.map((_, axis) => axis), [...withoutWindow, ...batching]); // prettier-ignore
  const windows = axes.map((axis) => sizes[axis]!);
  const rest = [...batchShape];
  return Array.from({ length: windows.length + rest.length }, (_, place) => {
    const isWindow = windowDims.includes(place) && windows.length > 0;
    return (isWindow ? windows.shift() : (rest.shift() ?? windows.shift()))!;
  });
}

const scatterings = { replace: "", add: "_add", mul: "_mul", min: "_min", max: "_max" } as const;

const scattering = (combine: keyof typeof scatterings): Rows => ({
  [`lax.scatter${scatterings[combine]}`]: {
    nearness: combine === "add" || combine === "mul" ? "composed" : "exact",
    weight: 0.7,
    ours: (x: np.NDArray, i: np.NDArray, updates: np.NDArray, d: Dims, mode: Mode, uniqueIndices: boolean) =>
      lax.scatter(x, i, updates, { dimensions: scatterDimensions(d), mode, combine, uniqueIndices }),
    jax: `lambda x, i, updates, d, mode, unique: lax.scatter${scatterings[combine]}(x, i, updates, ${scatterNumbers}, mode=${inJax}, unique_indices=unique)`,
    draw: (d) => {
      const x = anArray(d, combine === "replace" ? "any" : "real");
      const mode = aMode(d);
      // Which of several values stays is not defined: a single window.
      const single = combine === "replace" || d.chance(0.3);
      const numbers = correspondence(d, x, single ? [] : d.pick<readonly number[]>([3], [2, 2]));
      if (d.depth > 0 && isDisputed(numbers)) return null;
      const updates = d.input({ dtype: x.array.dtype, shape: updateShape(x.array, numbers), tame: true });
      return {
        args: [
          { ref: x.ref },
          vectors(d, x, numbers, mode === "promise"),
          { ref: updates.ref },
          listed(numbers),
          mode,
          single,
        ],
      };
    },
  },
});

const applied = {
  negative: (x: np.NDArray) => x.neg(),
  square: (x: np.NDArray) => x.mul(x),
} as const;

export const gatherScatter: Rows = {
  "lax.gather": {
    nearness: "exact",
    weight: 3,
    ours: (x: np.NDArray, i: np.NDArray, d: Dims, sliceSizes: readonly number[], mode: Mode, fillValue: number) =>
      lax.gather(x, i, { dimensions: gatherDimensions(d), sliceSizes, mode, fillValue }),
    jax: `lambda x, i, d, sizes, mode, fill: lax.gather(x, i, ${gatherNumbers}, sizes, mode=${inJax}, fill_value=fill)`,
    draw: (d) => {
      const x = anArray(d, "any");
      const mode = aMode(d);
      const numbers = correspondence(d, x, d.pick<readonly number[]>([], [3], [2, 2]));
      return {
        args: [
          { ref: x.ref },
          vectors(d, x, numbers, mode === "promise"),
          listed(numbers),
          numbers.sizes,
          mode,
          d.whole(0, 1),
        ],
      };
    },
  },
  ...scattering("replace"),
  ...scattering("add"),
  ...scattering("mul"),
  ...scattering("min"),
  ...scattering("max"),
  "lax.scatter_apply": {
    nearness: "composed",
    weight: 0.7,
    ours: (x: np.NDArray, i: np.NDArray, name: keyof typeof applied, d: Dims, shape: readonly number[], mode: Mode) =>
      lax.scatterApply(x, i, applied[name], { dimensions: scatterDimensions(d), updateShape: shape, mode }),
    jax: `lambda x, i, name, d, shape, mode: lax.scatter_apply(x, i, getattr(jnp, name), ${scatterNumbers}, update_shape=shape, mode=${inJax})`,
    draw: (d) => {
      const x = anArray(d, "real");
      const mode = aMode(d);
      const numbers = correspondence(d, x, d.pick<readonly number[]>([], [3]));
      if (d.depth > 0 && isDisputed(numbers)) return null;
      return {
        args: [
          { ref: x.ref },
          vectors(d, x, numbers, mode === "promise"),
          d.pick("negative", "square"),
          listed(numbers),
          updateShape(x.array, numbers),
          mode,
        ],
      };
    },
  },
  "lax.index_take": {
    nearness: "exact",
    weight: 0.5,
    ours: (x: np.NDArray, positions: readonly np.NDArray[], axes: readonly number[]) =>
      lax.indexTake(x, positions, axes),
    jax: "lax.index_take",
    draw: (d) => {
      const x = anArray(d, "any");
      const axes = someBelow(d, x.array.ndim, 0.6);
      if (axes.length === 0) return null;
      const positions = axes.map((axis) => {
        const length = x.array.shape[axis]!;
        return { ref: d.input({ dtype: "int32", shape: [3], domain: [-length, length - 1] }).ref };
      });
      return { args: [{ ref: x.ref }, positions, axes] };
    },
  },
};
