import { describeValue, functionOption, readArgument, UsageError } from "@proj/tree/core";
import { isNDArray } from "../core/types/array-brand.ts";
import { dtypes, isInexact, type DType } from "../core/types/dtype.ts";
import { normalizeAxes } from "../core/types/shape.ts";
import { fittingNumber, integers, operand, type Term } from "../lax/apply.ts";
import { add, bitwiseAnd, bitwiseOr, bitwiseXor, max, min, mul } from "../lax/binary.ts";
import { convertElementType } from "../lax/elementwise.ts";
import { broadcastInDim } from "../lax/movement.ts";
import {
  foldLast,
  lastAxes,
  reduceAnd,
  reduceMax,
  reduceMin,
  reduceOr,
  reduceProd,
  reduceSum,
  reduceXor,
} from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * Reductions by a function of two elements. Those of which there is a primitive are told by the function.
 */

/** One array, or several that are folded together. */
export type Operands = NDArray | readonly NDArray[];

/**
 * A fold of two elements, or of two lists of elements if several arrays are folded together. It is associative, and called with
 * many elements at once: arrays of one shape.
 */
export type Body = (left: never, right: never) => Operands;

/** The arrays to fold, their initial values as scalars, and the body over lists. */
export interface Fold {
  readonly arrays: readonly [NDArray, ...NDArray[]];
  readonly initial: readonly NDArray[];
  readonly join: (left: readonly NDArray[], right: readonly NDArray[]) => readonly NDArray[];
  readonly isSingle: boolean;
}

/** Reads what functions with a body have in common. */
export function readFold(
  name: string,
  operands: Operands,
  initValues: Term | readonly Term[],
  computation: Body,
): Fold {
  const operation = `lax.${name}`;
  const isSingle = !Array.isArray(operands);
  const arrays = (isSingle ? [operands] : operands).map((x: NDArray) => operand(name, x));
  const values: readonly unknown[] = Array.isArray(initValues) ? initValues : [initValues];
  const [first] = arrays;
  if (
    first === undefined ||
    arrays.length !== values.length ||
    arrays.some((x) => x.shape.join() !== first.shape.join())
  ) {
    throw new UsageError({
      operation,
      received: `${arrays.map((x) => x.describe()).join(", ") || "no arrays"} with ${values.length} initial values`,
      expected: "arrays of one shape, and an initial value for each",
      remedy: "give as many initial values as arrays",
    });
  }
  const initial = values.map((value, k) => {
    const x = typeof value === "number" ? fittingNumber(name, arrays[k]!, value) : value;
    if (isNDArray(x) && x.ndim === 0 && x.dtype === arrays[k]!.dtype) return x;
    throw new UsageError({
      operation,
      received: `an initial value ${isNDArray(x) ? x.describe() : describeValue(x)} for ${arrays[k]!.describe()}`,
      expected: "a scalar of the array's dtype",
      remedy: "convert it with astype",
    });
  });
  // What it takes is what the caller's types say: an array for an array, a list for a list.
  const body = readArgument(operation, "computation", computation, functionOption<Body>()) as (
    left: Operands,
    right: Operands,
  ) => Operands;
  const join: Fold["join"] = (left, right) => {
    const result = isSingle ? body(left[0]!, right[0]!) : body(left, right);
    const results: readonly unknown[] = Array.isArray(result) ? result : [result];
    const fits = results.length === arrays.length && results.every((x, k) => isNDArray(x) && x.dtype === arrays[k]!.dtype && x.shape.join() === left[k]!.shape.join()); // prettier-ignore
    if (fits) return results as readonly NDArray[];
    throw new UsageError({
      operation,
      received: `a body that gives ${results.map((x) => (isNDArray(x) ? x.describe() : describeValue(x))).join(", ")}`,
      expected: `as many arrays as it takes, of their dtypes and shapes: ${left.map((x) => x.describe()).join(", ")}`,
      remedy: "compute element by element, and return what belongs to each array",
    });
  };
  return { arrays: [first, ...arrays.slice(1)], initial, join, isSingle };
}

/** Folds that have a primitive, by the function of two elements. */
export type Monoid = "sum" | "prod" | "max" | "min" | "and" | "or" | "xor";

const monoids = new Map<unknown, Monoid>([
  [add, "sum"],
  [mul, "prod"],
  [max, "max"],
  [min, "min"],
  [bitwiseAnd, "and"],
  [bitwiseOr, "or"],
  [bitwiseXor, "xor"],
]);

function neutralOf(monoid: Monoid, dtype: DType): number {
  const { min: least, max: most } = dtypes[dtype];
  switch (monoid) {
    case "sum":
    case "or":
    case "xor":
      return 0;
    case "prod":
      return 1;
    case "max":
      return isInexact(dtype) ? -Infinity : least;
    case "min":
      return isInexact(dtype) ? Infinity : most;
    case "and":
      return least < 0 ? -1 : most;
  }
}

/** The primitive fold that a body with an initial value is, or null. */
export function monoidOf({ arrays: [x, ...others], initial }: Fold, computation: Body): Monoid | null {
  const monoid = others.length > 0 ? undefined : monoids.get(computation);
  if (monoid === undefined || Number(initial[0]!.knownScalar()) !== neutralOf(monoid, x.dtype)) return null;
  return (monoid === "and" || monoid === "or") && x.dtype !== "bool" ? null : monoid;
}

const reductions: { readonly [M in Monoid]: (x: NDArray, axes: readonly number[]) => NDArray } = {
  sum: reduceSum,
  prod: reduceProd,
  max: reduceMax,
  min: reduceMin,
  and: reduceAnd,
  or: reduceOr,
  xor: reduceXor,
};

/**
 * Arrays folded over axes, which disappear, by a function of two elements.
 *
 * @param operands - an array, or a list of arrays of one shape that are folded together.
 * @param initValues - for each array the scalar with which its fold begins; the body must leave others unchanged beside it.
 * @param computation - associative; called with many elements at once, as arrays of one shape (lists of them for a list).
 * @param dimensions - the axes.
 * @throws UsageError when arrays, initial values and what the body returns do not fit together.
 * @example
 * import { array } from "@proj/array";
 * import { add, mul, reduce } from "@proj/array/lax";
 * reduce(array([1, 2, 3, 4]), 0, (a, b) => add(add(a, b), mul(a, b)), [0]); // → 119
 */
export function reduce<T extends Operands>(
  operands: T,
  initValues: Term | readonly Term[],
  computation: (left: T, right: T) => T,
  dimensions: readonly number[],
): T;
export function reduce(
  operands: Operands,
  initValues: Term | readonly Term[],
  computation: Body,
  dimensions: readonly number[],
): Operands {
  const fold = readFold("reduce", operands, initValues, computation);
  const { arrays, isSingle } = fold;
  const axes = normalizeAxes(integers("reduce", "dimensions", dimensions), arrays[0].ndim, "lax.reduce");
  const monoid = monoidOf(fold, computation);
  if (monoid !== null) {
    const result = reductions[monoid](arrays[0], axes);
    // As of two elements, one of which is the initial value.
    return fold.initial[0]!.weakType ? result : convertElementType(result, result.dtype);
  }
  const results = folded(arrays.map((x) => lastAxes(x, axes)), fold); // prettier-ignore
  return isSingle ? results[0]! : results;
}

/** Lines folded from the initial values on. */
export function folded(lines: readonly NDArray[], { initial, join }: Fold): readonly NDArray[] {
  const shape = lines[0]!.shape.slice(0, -1);
  const first = initial.map((x) => broadcastInDim(x, shape, []));
  return lines[0]!.shape.at(-1) === 0 ? first : join(first, foldLast(lines, join));
}
