import type { NDArray } from "@proj/array";
import { describeValue, isNDArray, UsageError } from "@proj/array/core";
import { broadcast, flattenWithPath, keyString, map } from "@proj/tree";
import { isTrainable, mapLeaves } from "../arrays.ts";

/** A prefix tree of booleans, or a function of the parameters that makes one. */
export type Mask = unknown;

/** What a mask says of one leaf; null if it says nothing. */
function truthOf(choice: unknown): boolean | null {
  if (typeof choice === "boolean") return choice;
  const known = isNDArray(choice) && choice.dtype === "bool" && choice.ndim === 0 ? choice.knownScalar() : null;
  return known === null ? null : known !== 0;
}

function checkBooleans(operation: string, mask: unknown): void {
  for (const [path, choice] of flattenWithPath(mask)[0]) {
    if (truthOf(choice) !== null) continue;
    throw new UsageError({
      operation,
      received: `${isNDArray(choice) ? choice.describe() : describeValue(choice)} at mask${keyString(path)}`,
      expected: "true for leaves that are meant, false for the others",
      remedy: "write true or false for each leaf, or for the tree that it is in",
    });
  }
}

/** Says of each array of floats of a tree, in their order, whether it is meant. */
export type Choice = (tree: unknown) => readonly boolean[];

/**
 * Reads a mask.
 *
 * @throws UsageError in the name of `operation`, naming the place: where the mask has anything but booleans, and later where it
 * departs from the structure of a tree that it is for.
 */
export function maskOf(operation: string, mask: Mask): Choice {
  // A list of the caller's may change later.
  const kept: unknown = typeof mask === "function" ? mask : map((choice: unknown) => choice, mask);
  if (typeof kept !== "function" && kept !== undefined) checkBooleans(operation, kept);
  return (tree) => {
    let choices: unknown = kept ?? true;
    if (typeof choices === "function") {
      choices = (choices as (tree: unknown) => unknown)(tree);
      checkBooleans(operation, choices);
    }
    const found: boolean[] = [];
    const spread: unknown = broadcast(choices, tree, { operation, name: "mask" });
    mapLeaves(operation, (leaf, choice) => (isTrainable(leaf) ? found.push(truthOf(choice)!) : null), tree, {
      mask: spread,
    });
    return found;
  };
}

/** The arrays of a tree that are meant; the others become holes. */
export function chosenArrays(operation: string, tree: unknown, chosen: readonly boolean[]): unknown {
  return replaceArrays(operation, tree, (leaf, place) => (chosen[place]! ? leaf : null));
}

/** The tree with what a function makes of each array of floats, given its place among them. */
export function replaceArrays(
  operation: string,
  tree: unknown,
  f: (leaf: NDArray, place: number) => NDArray | null,
): unknown {
  let place = 0;
  return mapLeaves(operation, (leaf) => (isTrainable(leaf) ? f(leaf, place++) : leaf), tree);
}
