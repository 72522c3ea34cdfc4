import { UsageError, type NDArray } from "@proj/array";
import {
  checkArrayLike,
  convert,
  describeArray,
  describeValue,
  flattenArrays,
  isInexact,
  isNDArray,
  leafName,
  shapesEqual,
  toArray,
  type AbstractArray,
  type FlatArrays,
} from "@proj/array/core";
import { leaves, map } from "@proj/tree";

/**
 * Takes a tree of tangents or cotangents apart, in the structure of the values to which they belong; `null` stands for
 * zero at any leaf.
 *
 * @param operation - what the user called, for messages.
 * @param name - what the tree is called in messages.
 * @throws UsageError naming the first leaf by its path whose shape or dtype is not that of its value.
 */
export function flattenTangents(
  operation: string,
  name: string,
  tree: unknown,
  values: FlatArrays,
): (NDArray | null)[] {
  const { arrays, treedef } = values;
  return treedef.flattenUpTo(tree, { operation, name }).map((leaf, k) => {
    if (leaf === null) return null;
    const value = arrays[k]!;
    const where = leafName(name, treedef, k);
    checkArrayLike(operation, leaf);
    const tangent = isNDArray(leaf) ? leaf : convert(toArray(leaf, operation), value.dtype, value.weakType);
    if (!isInexact(value.dtype)) {
      throw new UsageError({
        operation,
        received: `${tangent.describe()} at ${where}, whose value is ${value.describe()}`,
        expected: "null for values that are not floating-point: they do not change smoothly",
        remedy: "pass null there, or convert the value with astype",
      });
    }
    if (tangent.dtype !== value.dtype || !shapesEqual(tangent.shape, value.shape)) {
      throw new UsageError({
        operation,
        received: `${tangent.describe()} at ${where}`,
        expected: `${value.dtype}[${value.shape.join(",")}], as its value is`,
        remedy: "give it the shape and dtype of its value (reshape, broadcastTo, astype)",
      });
    }
    return tangent;
  });
}

/** A user's function whose result is taken apart, with what it returned beside. */
export interface Outcome {
  readonly result: FlatArrays;
  readonly aux: unknown;
}

/**
 * Takes apart what a user's function returned.
 *
 * @param hasAux - whether it returns a pair of result and further values that are not differentiated.
 * @param primalOf - gives arrays among those without their tangents.
 */
export function outcomeOf(
  operation: string,
  returned: unknown,
  hasAux: boolean,
  primalOf: (x: NDArray) => NDArray,
): Outcome {
  if (!hasAux) return { result: flattenArrays(operation, "result", returned), aux: undefined };
  if (!Array.isArray(returned) || returned.length !== 2) {
    throw new UsageError({
      operation,
      received: `a function with hasAux that returned ${describeReturned(returned)}`,
      expected: "a pair [result, aux]",
      remedy: "return both, or leave hasAux out",
    });
  }
  const [result, aux] = returned as [unknown, unknown];
  const strip = (leaf: unknown): unknown => (isNDArray(leaf) ? primalOf(leaf) : leaf);
  return { result: flattenArrays(operation, "result", result), aux: leaves(aux).length === 0 ? aux : map(strip, aux) };
}

/** Which arrays can have tangents. */
export const differentiableMask = (arrays: readonly NDArray[]): boolean[] =>
  arrays.map(({ dtype }) => isInexact(dtype));

/**
 * Refuses arrays of other types than expected.
 *
 * @param name - what the tree is called in messages.
 */
export function checkTypes(
  operation: string,
  name: string,
  { arrays, treedef }: FlatArrays,
  types: readonly AbstractArray[],
): void {
  arrays.forEach((x, k) => {
    const type = types[k]!;
    if (x.dtype === type.dtype && shapesEqual(x.shape, type.shape)) return;
    throw new UsageError({
      operation,
      received: `${x.describe()} at ${leafName(name, treedef, k)}`,
      expected: describeArray({ ...type, weakType: false }),
      remedy: "return an array of this shape and dtype (reshape, astype)",
    });
  });
}

/** What a user's function returned, in words. */
export function describeReturned(returned: unknown): string {
  return isNDArray(returned) ? returned.describe() : describeValue(returned);
}
