import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * JavaScript cannot tell us that `if (x.gt(0))` asked an array for a truth value: an object is always true. But the array of
 * booleans was made, and nothing reads it. Functions that are staged leave a Jaxpr, in which that is seen (staging/truth-values.ts);
 * for those that a transformation runs as they are, these books are kept.
 */

/** What a watched function has made and nothing has read yet. */
export interface TruthBook {
  /** What the user called, for messages. */
  readonly description: string;
  /** Arrays of booleans, with the primitives that gave them. */
  readonly unread: Map<NDArray, string>;
}

/** A loop that has made so many arrays of booleans which nothing reads does not end. */
export const mostUnread = 1 << 11;

/** Books of the functions under way that are watched, from the outermost to the innermost. */
const books: TruthBook[] = [];

/** Runs a function and keeps a book of it. */
export function watchTruths<R>(book: TruthBook, body: () => R): R {
  books.push(book);
  try {
    return body();
  } finally {
    books.pop();
  }
}

/** True where a watched function has made something that nothing has read yet. */
export function hasUnread(): boolean {
  return books.length > 0 && books.some(({ unread }) => unread.size > 0);
}

/** Notes that the values of an array are read. */
export function noteRead(array: NDArray): void {
  for (const { unread } of books) if (unread.size > 0) unread.delete(array);
}

/**
 * Notes what a primitive gave that the user's function applied.
 *
 * @throws UsageError in a loop whose condition is an array, which would never end.
 */
export function noteTruth(primitive: string, results: readonly NDArray[]): void {
  const book = books.at(-1);
  const [result] = results;
  if (book === undefined || result?.dtype !== "bool" || results.length > 1) return;
  book.unread.set(result, primitive);
  if (book.unread.size >= mostUnread) throw askedForTruth(book.description, primitive);
}

/** The error for an array as a condition. */
export function askedForTruth(description: string, primitive: string): UsageError {
  return new UsageError({
    operation: description,
    received: `an array, the result of "${primitive}", as the condition of an if, a while, && or ?:`,
    expected: "control flow that does not depend on arrays: to JavaScript every object is true",
    remedy: "use where, cond or whileLoop, or mark the argument as static",
  });
}
