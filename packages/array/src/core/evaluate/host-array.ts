import type { Literal } from "../jaxpr/jaxpr.ts";
import { asElement, isComplex, type ScalarValue } from "../types/scalar-value.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import { dtypes, isComplexDType, type DType, type TypedArray } from "../types/dtype.ts";
import { sizeOf, type Shape } from "../types/shape.ts";

/** Values in host memory, dense and row-major: what the reference evaluator computes with. */
export interface HostArray {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: TypedArray;
}

/** A new array of zeros of the given type. */
export function allocate(aval: Pick<AbstractArray, "shape" | "dtype">): HostArray {
  return { shape: aval.shape, dtype: aval.dtype, data: dtypes[aval.dtype].allocate(sizeOf(aval.shape)) };
}

/** Writes an element into the memory of an array: its number, or its two parts. */
export function writeElement(data: TypedArray, position: number, value: ScalarValue): void {
  if (isComplex(value)) {
    data[2 * position] = value.re;
    data[2 * position + 1] = value.im;
  } else data[position] = asElement(value);
}

/** An element as it is in the memory of an array. */
export function readElement(data: TypedArray, position: number, dtype: DType): ScalarValue {
  return isComplexDType(dtype) ? { re: data[2 * position]!, im: data[2 * position + 1]! } : data[position]!;
}

/** A literal as an array. */
export function hostScalar({ value, aval }: Literal): HostArray {
  const scalar = allocate(aval);
  writeElement(scalar.data, 0, value);
  return scalar;
}
