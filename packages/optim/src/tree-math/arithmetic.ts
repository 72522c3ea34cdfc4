import {
  allclose as closeTo,
  broadcastTo,
  clip as clipped,
  maximum,
  minimum,
  where as chosen,
  type ArrayLike,
  type DType,
  type NDArray,
} from "@proj/array";
import {
  arrayOption,
  booleanOption,
  convert,
  filled,
  integerOption,
  isComplexDType,
  isInexact,
  listOption,
  nullableOption,
  numberOption,
  readArgument,
  readOptions,
  scalar,
  sizeOf,
  toArray,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import type { Mapped } from "@proj/tree";
import { normOf, squaredNormOf, total } from "../arrays.ts";
import { accumulatorOption } from "../hyperparameters.ts";
import { arrayLeaves, mapTrees } from "./map.ts";

const anyLengths = listOption(integerOption(0));

/** Reads lengths of axes of an array that can exist. */
const lengthsOption: OptionReader<readonly number[]> = (value, place) => {
  const lengths = anyLengths(value, place);
  if (sizeOf(lengths) < 2 ** 32) return lengths;
  throw wrongOption(place, value, "lengths with fewer than 2³² elements in all");
};

/**
 * The sum of two or more trees, leaf by leaf.
 *
 * @param tree - a tree of arrays.
 * @param others - trees of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.add({ a: array([1]) }, { a: array([2]) }).a.toList(); // → [3]
 * ```
 */
export function add<T>(tree: T, ...others: readonly unknown[]): Mapped<T, NDArray> {
  const named = Object.fromEntries(others.map((other, k) => [`others[${k}]`, other]));
  return mapTrees("tree.add", (x, ...ys) => ys.reduce((sum, y) => sum.add(y), x), tree, named);
}

/**
 * The difference of two trees, leaf by leaf.
 *
 * @param tree - a tree of arrays.
 * @param other - a tree of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.sub({ a: array([1]) }, { a: array([2]) }).a.toList(); // → [-1]
 * ```
 */
export function sub<T>(tree: T, other: unknown): Mapped<T, NDArray> {
  return mapTrees("tree.sub", (x, y) => x.sub(y), tree, { other });
}

/**
 * The product of two trees, leaf by leaf.
 *
 * @param tree - a tree of arrays.
 * @param other - a tree of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.mul({ a: array([1]) }, { a: array([2]) }).a.toList(); // → [2]
 * ```
 */
export function mul<T>(tree: T, other: unknown): Mapped<T, NDArray> {
  return mapTrees("tree.mul", (x, y) => x.mul(y), tree, { other });
}

/**
 * The quotient of two trees, leaf by leaf.
 *
 * @param tree - a tree of arrays.
 * @param other - a tree of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.div({ a: array([1]) }, { a: array([2]) }).a.toList(); // → [0.5]
 * ```
 */
export function div<T>(tree: T, other: unknown): Mapped<T, NDArray> {
  return mapTrees("tree.div", (x, y) => x.div(y), tree, { other });
}

/**
 * A tree times a scalar.
 *
 * @param factor - a number or a scalar.
 * @param tree - a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.scale(2, { a: array([1, 2]) }).a.toList(); // → [2, 4]
 * ```
 */
export function scale<T>(factor: ArrayLike, tree: T): Mapped<T, NDArray> {
  const by = readArgument("tree.scale", "factor", factor, arrayOption);
  return mapTrees("tree.scale", (x) => x.mul(by), tree);
}

/**
 * tree + factor · other.
 *
 * @param tree - a tree of arrays.
 * @param factor - a number or a scalar.
 * @param other - a tree of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.addScale({ a: array([1]) }, 10, { a: array([2]) }).a.toList(); // → [21]
 * ```
 */
export function addScale<T>(tree: T, factor: ArrayLike, other: unknown): Mapped<T, NDArray> {
  const by = readArgument("tree.addScale", "factor", factor, arrayOption);
  return mapTrees("tree.addScale", (x, y) => x.add(y.mul(by)), tree, { other });
}

/**
 * The inner product of two trees: the sum of all products, the first conjugated.
 *
 * @param tree - a tree of arrays.
 * @param other - a tree of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.vdot({ a: array([1, 2]), b: array(3) }, { a: array([4, 5]), b: array(6) }).item(); // → 32
 * ```
 */
export function vdot(tree: unknown, other: unknown): NDArray {
  const terms: NDArray[] = [];
  mapTrees(
    "tree.vdot",
    (x, y) => {
      terms.push((isComplexDType(x.dtype) ? x.conj() : x).mul(y).sum());
      return x;
    },
    tree,
    { other },
  );
  return total(terms);
}

/**
 * The sum of all elements of all leaves; 0 of none.
 *
 * @param tree - a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.sum({ a: array([1, 2]), b: array(3) }).item(); // → 6
 * ```
 */
export function sum(tree: unknown): NDArray {
  return total(arrayLeaves("tree.sum", "tree", tree)[0].map((x) => x.sum()));
}

/**
 * The largest of all elements of all leaves; -Infinity of none.
 *
 * @param tree - a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.max({ a: array([1, 2]), b: array(3) }).item(); // → 3
 * ```
 */
export function max(tree: unknown): NDArray {
  const found = arrayLeaves("tree.max", "tree", tree)[0].filter(({ size: elements }) => elements > 0);
  return found.reduce((best, x) => maximum(best, x.max()), scalar(-Infinity, "float32", true));
}

/**
 * The smallest of all elements of all leaves; Infinity of none.
 *
 * @param tree - a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.min({ a: array([1, 2]), b: array(3) }).item(); // → 1
 * ```
 */
export function min(tree: unknown): NDArray {
  const found = arrayLeaves("tree.min", "tree", tree)[0].filter(({ size: elements }) => elements > 0);
  return found.reduce((best, x) => minimum(best, x.min()), scalar(Infinity, "float32", true));
}

/**
 * The number of elements of all leaves.
 *
 * @param tree - a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.size({ a: array([1, 2]), b: array(3) }); // → 3
 * ```
 */
export function size(tree: unknown): number {
  return arrayLeaves("tree.size", "tree", tree)[0].reduce((sum, x) => sum + x.size, 0);
}

/**
 * The conjugate of each leaf.
 *
 * @param tree - a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.conj({ a: array([1, 2]) }).a.toList(); // → [1, 2]
 * ```
 */
export function conj<T>(tree: T): Mapped<T, NDArray> {
  return mapTrees("tree.conj", (x) => x.conj(), tree);
}

/**
 * The real part of each leaf.
 *
 * @param tree - a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.real({ a: array([1, 2]) }).a.toList(); // → [1, 2]
 * ```
 */
export function real<T>(tree: T): Mapped<T, NDArray> {
  return mapTrees("tree.real", (x) => x.real, tree);
}

/** Options of {@link norm}. */
export interface NormOptions {
  /** The order: 1, 2 or Infinity (also `"inf"`); default `null`, which is 2. */
  readonly ord?: number | "inf" | "infinity" | null;
  /** Whether the square of the norm is returned; default false. */
  readonly squared?: boolean;
}

const normReaders: OptionReaders<NormOptions> = {
  ord: (value, place) => {
    if (value === null || value === 1 || value === 2 || value === Infinity) return value;
    if (value === "inf" || value === "infinity") return value;
    throw wrongOption(place, value, "1, 2, Infinity or null");
  },
  squared: booleanOption,
};

/**
 * The norm of all elements of all leaves taken together.
 *
 * @param tree - a tree of arrays.
 * @param options - see {@link NormOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.norm({ a: array([3]), b: array([-4]) }).item(); // → 5
 * tree.norm({ a: array([3]), b: array([-4]) }, { ord: 1 }).item(); // → 7
 * ```
 */
export function norm(tree: unknown, options?: NormOptions): NDArray {
  const { ord = null, squared = false } = readOptions("tree.norm", options, normReaders);
  const arrays = arrayLeaves("tree.norm", "tree", tree)[0];
  if (ord === null || ord === 2) {
    const floats = arrays.map((x) => (isInexact(x.dtype) ? x : convert(x, "float32")));
    return squared ? squaredNormOf(floats) : normOf(floats);
  }
  const sizes = arrays.map((x) => x.abs());
  const found = ord === 1 ? total(sizes.map((x) => x.sum())) : max(sizes);
  return squared ? found.mul(found) : found;
}

/**
 * Each leaf repeated along new first axes.
 *
 * @param tree - a tree of arrays.
 * @param shape - the lengths of the new axes; default none.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.batchShape({ a: array([1, 2]) }, [3]).a.shape; // → [3, 2]
 * ```
 */
export function batchShape<T>(tree: T, shape: readonly number[] = []): Mapped<T, NDArray> {
  const lengths = readArgument("tree.batchShape", "shape", shape, lengthsOption);
  return mapTrees("tree.batchShape", (x) => broadcastTo(x, [...lengths, ...x.shape]), tree);
}

/**
 * Zeros like each leaf.
 *
 * @param tree - a tree of arrays.
 * @param dtype - the dtype of all; default that of each leaf.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.zerosLike({ a: array([1, 2]) }).a.toList(); // → [0, 0]
 * ```
 */
export function zerosLike<T>(tree: T, dtype?: DType | null): Mapped<T, NDArray> {
  const as = readArgument("tree.zerosLike", "dtype", dtype ?? null, accumulatorOption);
  return mapTrees("tree.zerosLike", (x) => filled(x.shape, 0, as ?? x.dtype), tree);
}

/**
 * Ones like each leaf.
 *
 * @param tree - a tree of arrays.
 * @param dtype - the dtype of all; default that of each leaf.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.onesLike({ a: array([1, 2]) }).a.toList(); // → [1, 1]
 * ```
 */
export function onesLike<T>(tree: T, dtype?: DType | null): Mapped<T, NDArray> {
  const as = readArgument("tree.onesLike", "dtype", dtype ?? null, accumulatorOption);
  return mapTrees("tree.onesLike", (x) => filled(x.shape, 1, as ?? x.dtype), tree);
}

/**
 * One value in the place of each element of each leaf.
 *
 * @param tree - a tree of arrays.
 * @param fillValue - the value.
 * @param dtype - the dtype of all; default that of each leaf.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.fullLike({ a: array([1, 2]) }, 7).a.toList(); // → [7, 7]
 * ```
 */
export function fullLike<T>(tree: T, fillValue: ArrayLike, dtype?: DType | null): Mapped<T, NDArray> {
  const value = toArray(readArgument("tree.fullLike", "fillValue", fillValue, arrayOption));
  const as = readArgument("tree.fullLike", "dtype", dtype ?? null, accumulatorOption);
  return mapTrees("tree.fullLike", (x) => broadcastTo(convert(value, as ?? x.dtype), x.shape), tree);
}

/**
 * Each leaf clipped to a range.
 *
 * @param tree - a tree of arrays.
 * @param minValue - the lower bound; default none.
 * @param maxValue - the upper bound; default none.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.clip({ a: array([-3, 0.5]) }, -1, 1).a.toList(); // → [-1, 0.5]
 * ```
 */
export function clip<T>(tree: T, minValue?: ArrayLike | null, maxValue?: ArrayLike | null): Mapped<T, NDArray> {
  const bound = nullableOption(arrayOption);
  const low = readArgument("tree.clip", "minValue", minValue ?? null, bound);
  const high = readArgument("tree.clip", "maxValue", maxValue ?? null, bound);
  return mapTrees("tree.clip", (x) => clipped(x, low, high), tree);
}

/**
 * The leaves of one of two trees, as a condition decides.
 *
 * @param condition - a boolean, or an array of them that stretches to each leaf.
 * @param tree - where it holds.
 * @param other - where it does not: a tree of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.where(true, { a: array([1]) }, { a: array([2]) }).a.toList(); // → [1]
 * ```
 */
export function where<T>(condition: ArrayLike, tree: T, other: unknown): Mapped<T, NDArray> {
  const test = readArgument("tree.where", "condition", condition, arrayOption);
  return mapTrees("tree.where", (x, y) => chosen(test, x, y), tree, { other });
}

/** How near is near enough, for {@link allclose}. */
export interface AllcloseOptions {
  /** Relative tolerance; default 1e-5. */
  readonly rtol?: number;
  /** Absolute tolerance; default 1e-8. */
  readonly atol?: number;
  /** Whether NaN equals NaN; default false. */
  readonly equalNan?: boolean;
}

const allcloseReaders: OptionReaders<AllcloseOptions> = {
  rtol: numberOption,
  atol: numberOption,
  equalNan: booleanOption,
};

/**
 * Whether two trees are equal within a tolerance: all |a - b| ≤ atol + rtol · |b|.
 *
 * @param tree - a tree of arrays on the host.
 * @param other - a tree of the same structure.
 * @param options - see {@link AllcloseOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.allclose({ a: array([1]) }, { a: array([1 + 1e-7]) }); // → true
 * ```
 */
export function allclose(tree: unknown, other: unknown, options?: AllcloseOptions): boolean {
  const tolerance = readOptions("tree.allclose", options, allcloseReaders);
  let close = true;
  mapTrees(
    "tree.allclose",
    (x, y) => {
      close &&= closeTo(x, y, tolerance);
      return x;
    },
    tree,
    { other },
  );
  return close;
}
