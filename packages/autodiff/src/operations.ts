import type { DType, NDArray, Shape } from "@proj/array";
import {
  bind,
  convert,
  scalar,
  shapesEqual,
  type AbstractArray,
  type BinaryName,
  type UnaryName,
} from "@proj/array/core";

/*
 * The primitives as functions, for writing rules as one writes formulas. Unlike the functions that users call they do not
 * promote or broadcast: operands have one dtype and one shape, or are scalars; numbers become scalars of the other's dtype.
 */

/** An operand of a rule's formula. */
export type Term = NDArray | number;

/** A number as a scalar that fits beside `x`. */
export function constantLike(x: NDArray, value: number): NDArray {
  return scalar(value, x.dtype, x.weakType);
}

/** Applies a function of one scalar. */
export function unary(name: UnaryName, x: NDArray): NDArray {
  return bind(name, [x], {})[0];
}

/** Applies a function of two scalars; at least one operand is an array. */
export function binary(name: BinaryName, x: Term, y: Term): NDArray {
  const a = typeof x === "number" ? constantLike(y as NDArray, x) : x;
  const b = typeof y === "number" ? constantLike(a, y) : y;
  return bind(name, [a, b], {})[0];
}

export const add = (x: Term, y: Term): NDArray => binary("add", x, y);
export const sub = (x: Term, y: Term): NDArray => binary("sub", x, y);
export const mul = (x: Term, y: Term): NDArray => binary("mul", x, y);
export const div = (x: Term, y: Term): NDArray => binary("div", x, y);
export const equal = (x: Term, y: Term): NDArray => binary("eq", x, y);
export const neg = (x: NDArray): NDArray => unary("neg", x);

/** `x` to an integer power. */
export function power(x: NDArray, exponent: number): NDArray {
  return bind("integerPow", [x], { exponent })[0];
}

export const square = (x: NDArray): NDArray => power(x, 2);

/** `condition ? x : y`, elementwise; at least one of `x` and `y` is an array. */
export function select(condition: NDArray, x: Term, y: Term): NDArray {
  const a = typeof x === "number" ? constantLike(y as NDArray, x) : x;
  const b = typeof y === "number" ? constantLike(a, y) : y;
  return bind("select", [condition, a, b], {})[0];
}

/** An array full of one value. */
export function fill(shape: Shape, value: number, dtype: DType): NDArray {
  const x = scalar(value, dtype);
  return shape.length === 0 ? x : bind("broadcastInDim", [x], { shape, broadcastDimensions: [] })[0];
}

/** Zeros of a type. */
export function zeros(aval: Pick<AbstractArray, "shape" | "dtype">): NDArray {
  return fill(aval.shape, 0, aval.dtype);
}

/** The same elements in another shape. */
export function reshape(x: NDArray, shape: Shape): NDArray {
  return shapesEqual(x.shape, shape) ? x : bind("reshape", [x], { shape })[0];
}

/** The axes in another order: result axis i is operand axis `permutation[i]`. */
export function transpose(x: NDArray, permutation: readonly number[]): NDArray {
  return permutation.every((axis, position) => axis === position) ? x : bind("transpose", [x], { permutation })[0];
}

/** Stretches `x`, whose axis i becomes axis `dimensions[i]` of the result. */
export function broadcastInDim(x: NDArray, shape: Shape, dimensions: readonly number[]): NDArray {
  return shapesEqual(x.shape, shape) ? x : bind("broadcastInDim", [x], { shape, broadcastDimensions: dimensions })[0];
}

/** The sum over axes, which disappear. */
export function sumOver(x: NDArray, axes: readonly number[]): NDArray {
  return axes.length === 0 ? x : bind("reduceSum", [x], { axes })[0];
}

/** `x` as the operand of an elementwise result of the given shape: a scalar is stretched, anything else has the shape. */
export function stretch(x: NDArray, shape: Shape): NDArray {
  return x.ndim === shape.length ? x : broadcastInDim(x, shape, []);
}

/** The transpose of {@link stretch}: sums over all axes if the operand was a scalar. */
export function unstretch(x: NDArray, operand: Pick<AbstractArray, "shape">): NDArray {
  return operand.shape.length === x.ndim ? x : sumOver(x, range(x.ndim));
}

/** Undoes a reduction's change of shape: the kept axes go back to their places, the reduced ones get their length. */
export function unreduce(x: NDArray, axes: readonly number[], shape: Shape): NDArray {
  return broadcastInDim(
    x,
    shape,
    range(shape.length).filter((axis) => !axes.includes(axis)),
  );
}

/** Several windows of consecutive elements in an array, by start and limit on each axis. */
export function slice(
  x: NDArray,
  start: readonly number[],
  limit: readonly number[],
  strides: readonly number[] = start.map(() => 1),
): NDArray {
  const whole = start.every((s, axis) => s === 0 && limit[axis] === x.shape[axis] && strides[axis] === 1);
  return whole ? x : bind("slice", [x], { start, limit, strides })[0];
}

/** The elements from `start` to `limit` along one axis. */
export function sliceAlong(x: NDArray, axis: number, start: number, limit: number): NDArray {
  return slice(x, range(x.ndim).map((a) => (a === axis ? start : 0)), x.shape.with(axis, limit)); // prettier-ignore
}

/** Surrounds an array with a value; negative amounts cut. */
export function pad(
  x: NDArray,
  value: Term,
  low: readonly number[],
  high: readonly number[],
  interior: readonly number[] = low.map(() => 0),
): NDArray {
  const nothing = [...low, ...high, ...interior].every((amount) => amount === 0);
  const filler = typeof value === "number" ? constantLike(x, value) : value;
  return nothing ? x : bind("pad", [x, filler], { low, high, interior })[0];
}

/** With another dtype, weakness unchanged. */
export function toDType(x: NDArray, dtype: DType): NDArray {
  return convert(x, dtype, x.weakType);
}

/** 0, 1, …, n-1. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index);
}

/** The axis `from` moved to the place `to` of the result. */
export function moveAxis(x: NDArray, from: number, to: number): NDArray {
  const rest = range(x.ndim).filter((axis) => axis !== from);
  return transpose(x, rest.toSpliced(to, 0, from));
}
