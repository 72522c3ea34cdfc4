import { abstractArray, type AbstractArray } from "../types/abstract-array.ts";
import { everyLength, sizeOf } from "../types/shape.ts";
import type { MovementName } from "../families.ts";
import type { ShapeRule } from "./index.ts";
import { misfit } from "./misfit.ts";

const reshaped = (x: AbstractArray, shape: readonly number[]): AbstractArray =>
  abstractArray(shape, x.dtype, x.weakType);

const isLength = (length: number): boolean => Number.isInteger(length) && length >= 0;

/** True when `axes` lists some of 0 … rank-1, each at most once. */
function distinctAxes(axes: readonly number[], rank: number): boolean {
  return new Set(axes).size === axes.length && axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank);
}

/** True when `axes` lists 0 … rank-1 in some order. */
function isPermutation(axes: readonly number[], rank: number): boolean {
  return axes.length === rank && distinctAxes(axes, rank);
}

/** True when each list says something about each axis. */
function onePerAxis(x: AbstractArray, ...lists: readonly (readonly number[])[]): boolean {
  return lists.every((list) => list.length === x.shape.length && list.every(Number.isInteger));
}

/** Shape rules of the primitives that move elements without computing. */
export const movementShapeRules: { readonly [P in MovementName]: ShapeRule<P> } = {
  broadcastInDim: ([x], { shape, broadcastDimensions }) => {
    const fits =
      broadcastDimensions.length === x.shape.length &&
      broadcastDimensions.every(
        (target, axis) => target in shape && (axis === 0 || target > broadcastDimensions[axis - 1]!),
      ) &&
      everyLength(x.shape, (length, axis) => length === 1 || length === shape[broadcastDimensions[axis]!]);
    if (!fits) {
      throw misfit(
        "broadcastInDim",
        [x],
        { shape, broadcastDimensions },
        "one axis per axis, in increasing order, each of equal length or stretched from 1",
        "correct broadcastDimensions or the target shape",
      );
    }
    return [reshaped(x, shape)];
  },
  reshape: ([x], { shape }) => {
    if (sizeOf(shape) !== sizeOf(x.shape) || !everyLength(shape, isLength)) {
      throw misfit(
        "reshape",
        [x],
        { shape },
        "a shape of as many elements",
        "choose lengths whose product is the number of elements; one may be -1",
      );
    }
    return [reshaped(x, shape)];
  },
  transpose: ([x], { permutation }) => {
    if (!isPermutation(permutation, x.shape.length)) {
      throw misfit("transpose", [x], { permutation }, "each axis exactly once", "list all axes in the new order");
    }
    return [
      reshaped(
        x,
        permutation.map((axis) => x.shape[axis]!),
      ),
    ];
  },
  reverse: ([x], { dimensions }) => {
    if (!distinctAxes(dimensions, x.shape.length)) {
      throw misfit("reverse", [x], { dimensions }, "distinct axes of the array", "correct the axes");
    }
    return [x];
  },
  slice: ([x], { start, limit, strides }) => {
    const fits =
      onePerAxis(x, start, limit, strides) &&
      everyLength(
        x.shape,
        (length, axis) =>
          start[axis]! >= 0 && start[axis]! <= limit[axis]! && limit[axis]! <= length && strides[axis]! >= 1,
      );
    if (!fits) {
      throw misfit(
        "slice",
        [x],
        { start, limit, strides },
        "0 ≤ start ≤ limit ≤ length and stride ≥ 1 on each axis",
        "correct the bounds",
      );
    }
    return [
      reshaped(
        x,
        x.shape.map((_, axis) => Math.ceil((limit[axis]! - start[axis]!) / strides[axis]!)),
      ),
    ];
  },
  pad: ([x, value], { low, high, interior }) => {
    const shape = x.shape.map(
      (length, axis) => low[axis]! + length + high[axis]! + Math.max(0, length - 1) * interior[axis]!,
    );
    if (
      !onePerAxis(x, low, high, interior) ||
      value.shape.length !== 0 ||
      value.dtype !== x.dtype ||
      shape.some((length) => length < 0) ||
      interior.some((amount) => amount < 0)
    ) {
      throw misfit(
        "pad",
        [x, value],
        { low, high, interior },
        "a padding scalar of the array's dtype, interior ≥ 0, and a result without negative lengths",
        "correct the amounts, or convert the padding value with astype",
      );
    }
    return [reshaped({ ...x, weakType: x.weakType && value.weakType }, shape)];
  },
  concatenate: (operands, { dimension }) => {
    const [first] = operands;
    const agree =
      first !== undefined &&
      dimension >= 0 &&
      dimension < first.shape.length &&
      operands.every(
        (x) =>
          x.dtype === first.dtype &&
          x.shape.length === first.shape.length &&
          everyLength(x.shape, (length, axis) => axis === dimension || length === first.shape[axis]),
      );
    if (!agree) {
      throw misfit(
        "concatenate",
        operands,
        { dimension },
        "at least one array; equal dtypes, ranks and lengths, except along the axis",
        "reshape or convert the arrays so that they agree",
      );
    }
    const length = operands.reduce((sum, x) => sum + x.shape[dimension]!, 0);
    return [
      abstractArray(
        first.shape.with(dimension, length),
        first.dtype,
        operands.every((x) => x.weakType),
      ),
    ];
  },
  split: ([x], { sizes, axis }) => {
    if (
      !distinctAxes([axis], x.shape.length) ||
      !sizes.every(isLength) ||
      sizes.reduce((a, b) => a + b, 0) !== x.shape[axis]
    ) {
      throw misfit(
        "split",
        [x],
        { sizes, axis },
        "sizes that add up to the length of the axis",
        "correct the sizes or the axis",
      );
    }
    return sizes.map((size) => reshaped(x, x.shape.with(axis, size)));
  },
  windows: ([x], { axis, size, stride, dilation }) => {
    const steps = [size, stride, dilation];
    const last = distinctAxes([axis], x.shape.length) ? x.shape[axis]! - (size - 1) * dilation - 1 : -1;
    if (last < 0 || !steps.every((step) => Number.isInteger(step) && step >= 1)) {
      throw misfit(
        "windows",
        [x],
        { axis, size, stride, dilation },
        "natural numbers, and an axis at least as long as a window",
        "pad the array, or choose smaller windows",
      );
    }
    return [reshaped(x, [...x.shape.with(axis, Math.floor(last / stride) + 1), size])];
  },
  shardingConstraint: ([x], { sharding }) => {
    sharding.checkCuts("withShardingConstraint", x.shape);
    return [x];
  },
  iota: (_, { dtype, shape, dimension }) => {
    if (!everyLength(shape, isLength) || !distinctAxes([dimension], shape.length)) {
      throw misfit(
        "iota",
        [],
        { shape, dimension },
        "lengths that are natural numbers, and one of the axes",
        "correct the shape or the axis",
      );
    }
    return [abstractArray(shape, dtype)];
  },
};
