import { UsageError } from "@proj/tree/core";
import { isNDArray } from "../core/types/array-brand.ts";

/*
 * Arrays have no elements that JavaScript's brackets could reach: `x[0]` would be undefined, and `x[0] = 7` a property that
 * nothing reads. Both are found at the end of the chain of prototypes, where lookups arrive that every class above has
 * missed; nothing else an array does comes by here. Freezing each instance would cost time in every operation, refuse
 * writes only in strict code, and no reads.
 */

const isPosition = (key: string | symbol): key is string => typeof key === "string" && /^-?\d+$/.test(key);

function refusal(array: unknown, received: string, remedy: string): UsageError {
  return new UsageError({
    operation: "JavaScript's brackets",
    received: `${received} of an array${isNDArray(array) ? ` ${array.describe()}` : ""}`,
    expected: "indexing by methods, as arrays cannot change",
    remedy,
  });
}

/** An object to end a chain of prototypes with, whose elements can be neither read nor written. */
export const withoutElements: object = new Proxy(
  {},
  {
    get(target, key, array): unknown {
      if (isPosition(key)) throw refusal(array, `[${key}]`, `write x.get(${key})`);
      return Reflect.get(target, key, array);
    },
    set(target, key, value, array): boolean {
      if (isPosition(key))
        throw refusal(array, `[${key}] = …`, `write y = x.at(${key}).set(value), which makes a new array`);
      return Reflect.set(target, key, value, array);
    },
  },
);
