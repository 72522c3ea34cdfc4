import { array, reshape, type DType, type NDArray, type Shape } from "@proj/array";
import { bigintsOf, dtypes, fromHostData, isComplexDType } from "@proj/array/core";
import type { Tensor } from "@proj/reference";

const words = { "int64-words": "int64", "uint64-words": "uint64" } as const;

/** The dtype of a recorded array. */
export const recordedDType = ({ dtype }: Tensor): DType =>
  dtype === "int64-words" || dtype === "uint64-words" ? words[dtype] : dtype;

/** Its shape, without the axis of words that integers of 64 bits have. */
export const recordedShape = ({ dtype, shape }: Tensor): Shape => (dtype in words ? shape.slice(0, -1) : shape);

/** A recorded array. */
export function recordedArray(tensor: Tensor): NDArray {
  const { data, shape } = tensor;
  const dtype = recordedDType(tensor);
  if (isComplexDType(dtype)) return fromHostData(data.slice(), shape, dtype);
  if (tensor.dtype !== "int64-words" && tensor.dtype !== "uint64-words")
    return reshape(array([...data], { dtype }), shape);
  const wide = dtypes[dtype].allocate(data.length / 2);
  bigintsOf(wide)!.forEach((_, k, all) => {
    all[k] = (BigInt(data[2 * k]!) << 32n) | BigInt(data[2 * k + 1]!);
  });
  return fromHostData(wide, recordedShape(tensor), dtype);
}
