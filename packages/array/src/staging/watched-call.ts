import { leaves } from "@proj/tree";
import { modes } from "../core/modes.ts";
import { toArray } from "../core/operands.ts";
import { noteRead, watchTruths, type TruthBook } from "../core/truth-values.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { rejectConditionsOf } from "./stage.ts";

/**
 * Calls a user's function on arrays of a transformation that does not stage it, and refuses one that decides by the truth value of
 * an array.
 *
 * @param description - what the user called, for messages.
 * @param f - gives a tree; runs once, and is staged for a look at it if it has made arrays of booleans that nothing reads.
 */
export function watchedCall<R>(description: string, f: (args: readonly NDArray[]) => R, args: readonly NDArray[]): R {
  const book: TruthBook = { description, unread: new Map() };
  const result = watchTruths(book, () => {
    const given = f(args);
    if (book.unread.size > 0) arraysIn(given).forEach(noteRead);
    return given;
  });
  if (book.unread.size > 0 && !modes().stagingForbidden) {
    const types = args.map(({ aval }) => aval);
    rejectConditionsOf((again) => arraysIn(f(again)), types, description);
  }
  return result;
}

/** The arrays and numbers of a tree, which may hold other things. */
function arraysIn(tree: unknown): NDArray[] {
  return leaves(tree).flatMap((leaf) => {
    if (isNDArray(leaf)) return [leaf];
    return typeof leaf === "number" || typeof leaf === "boolean" ? [toArray(leaf)] : [];
  });
}
