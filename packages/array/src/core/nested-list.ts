import { describeValue, UsageError } from "@proj/tree/core";
import type { Complex } from "./types/scalar-value.ts";
import type { Shape } from "./types/shape.ts";

/** Numbers and booleans in nested lists, as deep as an array has axes. */
export type NestedNumbers = readonly (number | boolean | NestedNumbers)[];

/** Complex numbers among them. */
export type NestedScalars = readonly (number | boolean | bigint | Complex | NestedScalars)[];

/** The shape that nested lists write down, and their elements row by row. */
export interface FlatList {
  readonly shape: Shape;
  readonly values: readonly (number | boolean | bigint | Complex)[];
}

/** True for a complex number as JavaScript has it: an object of its two parts. */
export function isComplexNumber(value: unknown): value is Complex {
  if (typeof value !== "object" || value === null || !("re" in value && "im" in value)) return false;
  return typeof value.re === "number" && typeof value.im === "number";
}

/**
 * Reads nested lists as an array: all lists of one depth must be equally long.
 *
 * @param operation - the function that the user called, for messages.
 * @param elements - what may stand in the lists, in words.
 * @throws UsageError for ragged lists and for other elements, with the place.
 */
export function readNestedList(operation: string, list: unknown, elements: string): FlatList {
  const shape: number[] = [];
  for (let first: unknown = list; Array.isArray(first); first = first[0]) shape.push(first.length);
  const values: (number | boolean | bigint | Complex)[] = [];
  const path: number[] = [];
  const refuse = (received: string): UsageError =>
    new UsageError({
      operation,
      received: `${received}${path.length > 0 ? ` at [${path.join("][")}]` : ""}`,
      expected: `lists of equal length and depth, of ${elements}`,
      remedy: "make the rows equally long, for example by padding them",
    });
  const visit = (value: unknown, axis: number): void => {
    if (axis === shape.length) {
      const isNumber = typeof value === "number" || typeof value === "bigint";
      if (isNumber || typeof value === "boolean" || isComplexNumber(value)) values.push(value);
      else throw refuse(Array.isArray(value) ? `a list of length ${value.length}` : describeValue(value));
    } else if (!Array.isArray(value)) {
      throw refuse(`${describeValue(value)} where a list of length ${shape[axis]!} was begun`);
    } else if (value.length !== shape[axis]) {
      throw refuse(`a list of length ${value.length} beside one of length ${shape[axis]!}`);
    } else {
      for (let index = 0; index < value.length; index++) {
        path.push(index);
        visit(value[index], axis + 1);
        path.pop();
      }
    }
  };
  visit(list, 0);
  return { shape, values };
}
