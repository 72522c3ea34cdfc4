import type { NDArray } from "../ndarray/ndarray.ts";
import type { NestedNumbers } from "../core/nested-list.ts";
import type { Slice, SliceText } from "./slice.ts";

/** Integers, or booleans as a mask, in nested lists. */
export type IndexList = NestedNumbers;

/**
 * What stands between the commas of an index:
 *
 * - a number takes one position and drops the axis; negative counts from the end;
 * - `slice(…)` or its text `"1:3"`, `":"`, `"::-1"` takes a range;
 * - `null` inserts an axis of length 1; `"..."` stands for as many `":"` as are missing;
 * - an array or list of integers takes those positions; several of them broadcast against each other (NumPy's advanced
 *   indexing); an integer scalar that is traced is a number not known yet;
 * - an array or list of booleans takes the positions that are true; it covers as many axes as it has, and must be concrete.
 */
export type IndexElement = number | null | "..." | SliceText | Slice | NDArray | IndexList;

/** The element, with lists of its own that nobody else can change. */
export function ownElement(element: IndexElement): IndexElement {
  return Array.isArray(element) ? ownList(element as IndexList) : element;
}

const ownList = (list: IndexList): IndexList =>
  list.map((entry) => (Array.isArray(entry) ? ownList(entry as IndexList) : entry));
