import type { NDArray } from "@proj/array";
import { isArray } from "@proj/module";
import { wrongOption, type OptionReader } from "@proj/tree/core";

/** Reads a random key. */
export const keyOption: OptionReader<NDArray> = (value, place) => {
  if (isArray(value)) return value;
  throw wrongOption(place, value, "a random key, such as key(0) of @proj/random");
};

/** A reader of objects that have a method or field of some name; what it is called in messages. */
export function objectWith<T extends object>(member: keyof T & string, expected: string): OptionReader<T> {
  return (value, place) => {
    if (typeof value === "object" && value !== null && member in value) return value as T;
    throw wrongOption(place, value, expected);
  };
}
