import { cond, sqrt, type ArrayLike, type DType, type NDArray } from "@proj/array";
import {
  convert,
  describeValue,
  filled,
  isComplexDType,
  isInexact,
  isNDArray,
  isStoredFloat,
  partDType,
  scalar,
  UsageError,
} from "@proj/array/core";
import { flatten, keyString, leaves } from "@proj/tree";
import type { ArrayTree } from "./transformation.ts";

const isNull = (value: unknown): boolean => value === null;

/** True for leaves that an optimiser changes: arrays of floats. */
export function isTrainable(leaf: unknown): leaf is NDArray {
  return isNDArray(leaf) && isInexact(leaf.dtype);
}

/** Further trees of a map, by what the user calls them. */
export type NamedTrees = Readonly<Record<string, unknown>>;

/**
 * Maps the leaves of a tree, holes (`null`) included, together with what stands in the same place of other trees.
 *
 * @throws UsageError in the name of `operation` where another tree departs from the structure of the first.
 */
export function mapLeaves(
  operation: string,
  f: (leaf: unknown, ...others: readonly unknown[]) => unknown,
  tree: unknown,
  others: NamedTrees = {},
): unknown {
  const [leaves, treedef] = flatten(tree, { isLeaf: isNull });
  const columns = Object.entries(others).map(([name, other]) => treedef.flattenUpTo(other, { operation, name }));
  return treedef.unflatten(leaves.map((leaf, index) => f(leaf, ...columns.map((column) => column[index]))));
}

/** What to do with each place of a tree of updates. */
interface PlaceRule<Other> {
  readonly array: (update: NDArray, ...others: readonly Other[]) => unknown;
  readonly other: (leaf: unknown) => unknown;
}

function mapPlaces(
  operation: string,
  { array, other }: PlaceRule<NDArray>,
  updates: unknown,
  others: NamedTrees,
): unknown {
  const [leaves, treedef] = flatten(updates, { isLeaf: isNull });
  const columns = Object.entries(others).map(([name, tree]): readonly [string, readonly unknown[]] => [
    name,
    treedef.flattenUpTo(tree, { operation, name }),
  ]);
  return treedef.unflatten(
    leaves.map((leaf, index) => {
      if (!isTrainable(leaf)) return other(leaf);
      const beside = columns.map(([name, column]) => {
        const found = column[index];
        if (isNDArray(found)) return found;
        throw noArray(operation, `${name}${keyString(treedef.paths()[index]!)}`, found);
      });
      return array(leaf, ...beside);
    }),
  );
}

function noArray(operation: string, place: string, found: unknown): UsageError {
  return new UsageError({
    operation,
    received: `${describeValue(found)} at ${place}, where the updates have an array`,
    expected: "trees that have an array wherever the updates have one",
    remedy: "call init and update with trees of one structure: null in the updates is what freezes a parameter",
  });
}

/**
 * Maps the arrays of a tree of updates, together with the arrays in the same place of other trees. Holes (`null`) and
 * leaves that are not arrays of floats pass through.
 *
 * @throws UsageError in the name of `operation` where another tree departs from the structure of the updates.
 */
export function mapArrays<Updates>(
  operation: string,
  f: (update: NDArray, ...others: readonly NDArray[]) => NDArray,
  updates: Updates,
  others: NamedTrees = {},
): Updates {
  return mapPlaces(operation, { array: f, other: (leaf) => leaf }, updates, others) as Updates;
}

/** Like {@link mapArrays}, for what a state keeps of each array: all other leaves become `null`, so that a state holds arrays alone. */
export function mapToState(
  operation: string,
  f: (update: NDArray, ...others: readonly NDArray[]) => ArrayTree,
  updates: unknown,
  others: NamedTrees = {},
): ArrayTree {
  return mapPlaces(operation, { array: f, other: () => null }, updates, others) as ArrayTree;
}

/** Zeros like every array of a tree; other leaves become `null`, so that a state holds arrays alone. */
export function zerosLike(params: unknown, dtype?: DType | null): ArrayTree {
  return fullLike(params, 0, dtype);
}

/** One value in the place of every element of a tree's arrays. */
export function fullLike(params: unknown, value: number | NDArray, dtype?: DType | null): ArrayTree {
  return mapToState("init", (leaf) => filledLike(leaf, value, dtype ?? leaf.dtype), params);
}

function filledLike({ shape }: NDArray, value: number | NDArray, dtype: DType): NDArray {
  if (typeof value === "number") return filled(shape, value, dtype);
  return filled(shape, 0, dtype).add(convert(value, dtype));
}

/** The arrays of a tree as a state keeps them: other leaves become `null`. */
export function arraysOf(params: unknown): ArrayTree {
  return mapToState("init", (leaf) => leaf, params);
}

/** The arrays of floats in a tree. */
export function trainableLeaves(tree: unknown): NDArray[] {
  return leaves(tree, undefined).filter(isTrainable);
}

/** A tree like another one, with other arrays in the place of its arrays of floats, in their order. */
export function withLeaves<T>(tree: T, arrays: readonly NDArray[]): T {
  let next = 0;
  return mapLeaves("withLeaves", (leaf) => (isTrainable(leaf) ? arrays[next++] : leaf), tree) as T;
}

/** The dtype of an array's real parts. */
export const realDType = ({ dtype }: NDArray): DType => (isComplexDType(dtype) ? partDType(dtype) : dtype);

/** |x|², a real array. */
export function absSquare(x: NDArray): NDArray {
  return isComplexDType(x.dtype) ? x.real.mul(x.real).add(x.imag.mul(x.imag)) : x.mul(x);
}

/** The squares of halves overflow from 256 on, so that they are taken in single precision. */
export const wide = (x: NDArray): NDArray => (isStoredFloat(x.dtype) ? convert(x, "float32") : x);

/** The sum of scalars; 0 of none. */
export function total(terms: readonly NDArray[]): NDArray {
  const [first, ...others] = terms;
  return first === undefined ? scalar(0, "float32") : others.reduce((sum, term) => sum.add(term), first);
}

/** The sum of |x|² over all arrays, in single precision at least. */
export const wideSquaredNorm = (arrays: readonly NDArray[]): NDArray =>
  total(arrays.map((leaf) => absSquare(wide(leaf)).sum()));

/** The dtype that all arrays have, if they are all of one. */
function commonDType(arrays: readonly NDArray[]): DType | null {
  const [first] = arrays;
  return first !== undefined && arrays.every(({ dtype }) => dtype === first.dtype) ? first.dtype : null;
}

/** A scalar computed from arrays in single precision, as one of theirs if they are halves. */
function narrowed(value: NDArray, arrays: readonly NDArray[]): NDArray {
  const dtype = commonDType(arrays);
  return dtype !== null && isStoredFloat(dtype) ? convert(value, dtype) : value;
}

/** The Euclidean norm of all arrays of a tree taken together. */
export function normOf(tree: unknown): NDArray {
  const arrays = trainableLeaves(tree);
  return narrowed(sqrt(wideSquaredNorm(arrays)), arrays);
}

/** The square of {@link normOf}. */
export function squaredNormOf(tree: unknown): NDArray {
  const arrays = trainableLeaves(tree);
  return narrowed(wideSquaredNorm(arrays), arrays);
}

/** The inner product of two trees, the first conjugated. */
export function vdotOf(operation: string, updates: unknown, others: NamedTrees): NDArray {
  const terms: NDArray[] = [];
  mapArrays(
    operation,
    (x, y) => {
      terms.push((isComplexDType(x.dtype) ? x.conj() : x).mul(y).sum());
      return x;
    },
    updates,
    others,
  );
  return total(terms);
}

const sizes: Readonly<Record<string, number>> = { bfloat16: 0, float16: 1, float32: 2, float64: 3 };

/** The real dtype of the narrowest or the widest array of a tree; float32 if there is none. */
export function extremeDType(tree: unknown, which: "lowest" | "highest"): DType {
  const sign = which === "lowest" ? 1 : -1;
  const found = trainableLeaves(tree).map(realDType);
  return found.sort((a, b) => sign * (sizes[a]! - sizes[b]!))[0] ?? "float32";
}

/** A scalar for an array to be multiplied by: a number stays one, and an array takes the array's dtype, so that this one keeps its. */
export function beside(factor: number | NDArray, array: NDArray): number | NDArray {
  return typeof factor === "number" ? factor : convert(factor, realDType(array));
}

/** One of two trees of one structure, as a scalar decides; leaves that are not arrays are those of the first. */
export function condTrees<T>(predicate: ArrayLike, onTrue: () => T, onFalse: () => T): T {
  let rebuild: ((arrays: readonly NDArray[]) => T) | null = null;
  const arrays = (make: () => T) => (): readonly NDArray[] => {
    const [all, treedef] = flatten<unknown>(make());
    rebuild ??= (chosen) => {
      let next = 0;
      return treedef.unflatten(all.map((leaf) => (isNDArray(leaf) ? chosen[next++] : leaf))) as T;
    };
    return all.filter(isNDArray);
  };
  const chosen = cond(predicate, arrays(onTrue), arrays(onFalse));
  return rebuild!(chosen);
}
