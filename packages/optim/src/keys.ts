import type { NDArray } from "@proj/array";
import { isNDArray, wrongOption, type OptionReader } from "@proj/array/core";
import { key } from "@proj/random";

/** Reads a key, or a seed for one. */
export const keyOption: OptionReader<NDArray> = (value, place) => {
  if (typeof value === "number" && Number.isInteger(value)) return key(value);
  if (isNDArray(value) && value.dtype === "uint32" && value.ndim === 1 && value.size === 2) return value;
  throw wrongOption(place, value, "a key, as key(0) makes it, or an integer");
};
