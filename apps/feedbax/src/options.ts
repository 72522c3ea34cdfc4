import type { NDArray } from "@proj/array";
import { isArray } from "@proj/module";
import { wrongOption, type OptionReader } from "@proj/tree/core";

/** Reads a random key. */
export const keyOption: OptionReader<NDArray> = (value, place) => {
  if (isArray(value)) return value;
  throw wrongOption(place, value, "a random key, such as key(0) of @proj/random");
};
