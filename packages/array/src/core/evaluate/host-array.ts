import type { Literal } from "../jaxpr/jaxpr.ts";
import { writeElement } from "../types/element.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import { dtypes, type DType, type TypedArray } from "../types/dtype.ts";
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

/** A literal as an array. */
export function hostScalar({ value, aval }: Literal): HostArray {
  const scalar = allocate(aval);
  writeElement(scalar.data, 0, value);
  return scalar;
}
