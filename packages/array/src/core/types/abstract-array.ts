import { dtypes, type DType } from "./dtype.ts";
import { formatShape, frozenShape, shapesEqual, sizeOf, type Shape } from "./shape.ts";

/** What is known of an array before its values are: the type of a variable in a Jaxpr. */
export interface AbstractArray {
  readonly shape: Shape;
  readonly dtype: DType;
  /** A weak dtype gives way to the other operand's; JavaScript numbers have it. */
  readonly weakType: boolean;
}

/** Makes an {@link AbstractArray}; strong unless said otherwise. */
export function abstractArray(shape: Shape, dtype: DType, weakType = false): AbstractArray {
  return { shape: frozenShape(shape), dtype, weakType };
}

/** True when shape, dtype and weakness agree. */
export function abstractArraysEqual(a: AbstractArray, b: AbstractArray): boolean {
  return a.dtype === b.dtype && a.weakType === b.weakType && shapesEqual(a.shape, b.shape);
}

/** The number of bytes that the values take. */
export function byteSize(aval: AbstractArray): number {
  return sizeOf(aval.shape) * dtypes[aval.dtype].bytes;
}

/** In Jaxpr notation: `f32[2,3]`. */
export function formatAbstractArray(aval: AbstractArray): string {
  return `${dtypes[aval.dtype].short}${formatShape(aval.shape)}`;
}

/** In words for messages: `float32[2,3]`, `weak float32[]`. */
export function describeArray(aval: AbstractArray): string {
  return `${aval.weakType ? "weak " : ""}${aval.dtype}${formatShape(aval.shape)}`;
}
