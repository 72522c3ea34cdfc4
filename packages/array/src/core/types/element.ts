import { isComplexDType, type DType, type TypedArray } from "./dtype.ts";
import { asElement, isComplex, type ScalarValue } from "./scalar-value.ts";

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
