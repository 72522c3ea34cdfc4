import type { NDArray } from "@proj/array";
import { bind, type IndexMode, type ScatterCombine } from "@proj/array/core";
import { chance, pick, whole } from "../choose.ts";
import { choose, type Context, type Operation } from "../context.ts";
import { asRounded, asSmallInteger, filledTo, isExact, isFloating, isWord, joint, like, value } from "../value.ts";

/** Small integers of the pool, or the numbers from 0, as int32. */
function smallIntegers(context: Context, mask: number): NDArray {
  const known = choose(context, (x) => isExact(x) && isWord(x) && x.array.size > 0);
  if (known !== null && chance(context.draw, 0.7)) return asSmallInteger(known, "int32", mask).array;
  return bind("iota", [], { dtype: "int32", shape: [whole(context.draw, 1, 4)], dimension: 0 })[0];
}

/** An int32 scalar that may lie outside of any array. */
function place(context: Context): NDArray {
  const x = smallIntegers(context, 7);
  const scalar = x.ndim === 0 ? x : bind("reduceMax", [x], { axes: [...x.shape.keys()] })[0];
  return bind("sub", [scalar, like(scalar, whole(context.draw, 0, 3))], {})[0];
}

/** Index vectors of one component: int32[…, 1], some of them outside of an axis of the given length. */
function indexVectors(context: Context): NDArray {
  const x = smallIntegers(context, 7);
  const flat = x.ndim > 2 ? bind("reshape", [x], { shape: [x.size] })[0] : x;
  const moved = bind("sub", [flat, like(flat, whole(context.draw, 0, 2))], {})[0];
  return bind("reshape", [moved], { shape: [...moved.shape, 1] })[0];
}

/** The index vectors moved inside an axis. */
function inside(indices: NDArray, length: number): NDArray {
  const low = bind("max", [indices, like(indices, 0)], {})[0];
  return bind("min", [low, like(indices, length - 1)], {})[0];
}

const window: Operation = (context) => {
  const x = choose(context, ({ array }) => array.ndim > 0);
  if (x === null) return null;
  const sizes = x.array.shape.map((length) => whole(context.draw, Math.min(1, length), length));
  const starts = sizes.map(() => place(context));
  if (chance(context.draw, 0.5)) return [value(bind("dynamicSlice", [x.array, ...starts], { sizes })[0], x.trust)];
  const source = choose(context, ({ array }) => array.dtype === x.array.dtype)!;
  const update = filledTo(source, sizes);
  return [value(bind("dynamicUpdateSlice", [x.array, update.array, ...starts], {})[0], joint(x.trust, update.trust))];
};

const reading: Operation = (context) => {
  const { draw } = context;
  const x = choose(context, ({ array }) => array.ndim > 0 && array.size > 0);
  if (x === null) return null;
  const axis = whole(draw, 0, x.array.ndim - 1);
  const mode = pick(draw, ["clip", "fill", "promise"] as const satisfies readonly IndexMode[]);
  const vectors = indexVectors(context);
  // A whole row for each index, or windows of a few, which keep the axis.
  const collapsed = mode === "promise" || chance(draw, 0.6);
  const length = x.array.shape[axis]!;
  const sliceSizes = x.array.shape.with(axis, collapsed ? 1 : whole(draw, 1, length));
  const batchRank = vectors.ndim - 1;
  const windowRank = x.array.ndim - (collapsed ? 1 : 0);
  const [gathered] = bind("gather", [x.array, mode === "promise" ? inside(vectors, length) : vectors], {
    dimensions: {
      offsetDims: Array.from({ length: windowRank }, (_, k) => batchRank + k),
      collapsedSliceDims: collapsed ? [axis] : [],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      startIndexMap: [axis],
    },
    sliceSizes,
    mode,
    fillValue: whole(draw, 0, 1),
  });
  return [value(gathered, x.trust)];
};

const writing: Operation = (context) => {
  const { draw, smooth } = context;
  const chosen = choose(context, (y) => y.array.ndim > 0 && y.array.size > 0 && (isFloating(y) || isWord(y)));
  if (chosen === null) return null;
  const float = isFloating(chosen);
  const combine = pick<ScatterCombine>(draw, smooth ? ["add", "replace"] : ["add", "replace", "mul", "min", "max"]);
  // Sums of exact floats need not be exact.
  const x = float && (combine === "add" || combine === "mul") ? asRounded(chosen, context.float) : chosen;
  const mode = pick(draw, ["clip", "fill"] as const);
  const count = x.array.shape[0]!;
  // Which of several replacements stays is not defined, so those have distinct places, some of them outside.
  const distinct = combine === "replace";
  const vectors = distinct
    ? bind("reshape", [bind("iota", [], { dtype: "int32", shape: [count], dimension: 0 })[0]], { shape: [count, 1] })[0]
    : indexVectors(context);
  const indices = distinct && mode === "fill" ? bind("sub", [vectors, like(vectors, 1)], {})[0] : vectors;
  const batch = indices.shape.slice(0, -1);
  const source = choose(context, ({ array }) => array.dtype === x.array.dtype)!;
  const update = filledTo(x.trust === "rounded" ? asRounded(source, context.float) : source, [
    ...batch,
    ...x.array.shape.slice(1),
  ]);
  const [result] = bind("scatter", [x.array, indices, update.array], {
    dimensions: {
      updateWindowDims: x.array.shape.slice(1).map((_, k) => batch.length + k),
      insertedWindowDims: [0],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      scatterDimsToOperandDims: [0],
    },
    mode,
    combine,
    uniqueIndices: distinct,
  });
  const trust = joint(x.trust, update.trust);
  if (combine !== "add" || !float) return [value(result, trust)];
  const terms = 1 + batch.reduce((product, length) => product * length, 1);
  return [value(bind("mul", [result, like(result, 1 / terms)], {})[0], "rounded")];
};

export const indexings: readonly Operation[] = [window, reading, writing];
