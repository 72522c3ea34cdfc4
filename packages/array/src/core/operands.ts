import { writeElement } from "./types/element.ts";
import { abstractArray } from "./types/abstract-array.ts";
import { modes } from "./modes.ts";
import { isForeignArray, isNDArray } from "./types/array-brand.ts";
import { dtypes, isInteger, isUnsigned, isWide, type DType } from "./types/dtype.ts";
import { describeValue, UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { NumberConversion, NumberForms } from "./number-forms.ts";
import { joinTypes, typeOfNumber, type PromotableType } from "./types/promotion.ts";
import { castScalar, convertScalar, type ScalarValue } from "./types/scalar-value.ts";
import { frozenShape, scalarShape, shapesEqual, stretchedShape, stretchesTo, type Shape } from "./types/shape.ts";
import { bind, wrapHostData, wrapNumber } from "./trace.ts";

/** What operations take for an array: an array, or a JavaScript number or boolean, which is a weakly typed scalar. */
export type ArrayLike = NDArray | number | boolean;

/** A concrete scalar. */
export function scalar(value: ScalarValue | boolean, dtype: DType, weakType = false): NDArray {
  const data = dtypes[dtype].allocate(1);
  writeElement(data, 0, castScalar(typeof value === "boolean" ? Number(value) : value, dtype));
  return wrapHostData(data, abstractArray(scalarShape, dtype, weakType));
}

/** The integers that a number may be beside integers of any dtype: what that does not hold of them wraps, as in JAX. */
const [leastInteger, largestInteger] = [-(2 ** 31), 2 ** 31 - 1];

/**
 * A JavaScript number as a scalar of a dtype: rounded once for floats; for integers without its fraction, and NaN is 0.
 *
 * @param operation - what the user called, for messages.
 * @throws UsageError for an integral number that neither the dtype nor int32 can hold, if it is promoted. Those of int32 wrap, as
 * in JAX.
 */
export function numberScalar(
  operation: string,
  value: number,
  dtype: DType,
  weakType: boolean,
  conversion: NumberConversion = "promote",
): NDArray {
  if (!isInteger(dtype)) return scalar(value, dtype, weakType);
  const { min, max } = dtypes[dtype];
  const [least, largest] = [Math.min(leastInteger, min), Math.max(largestInteger, max)];
  if (Number.isInteger(value) && value >= least && value <= largest) return scalar(value, dtype, weakType);
  if (conversion === "promote" && Number.isInteger(value)) {
    throw new UsageError({
      operation,
      received: `the number ${value} where an ${dtype} belongs`,
      expected: `an integer from ${least} to ${largest}`,
      remedy: 'compute in floats, x.astype("float32"), or give a number that fits',
    });
  }
  return scalar(convertScalar(value, "float64", dtype), dtype, weakType);
}

/** A concrete array full of one value. */
export function filled(shape: Shape, value: ScalarValue, dtype: DType): NDArray {
  return broadcastTo(scalar(value, dtype), shape);
}

/**
 * Checks that a value is an array or a scalar.
 *
 * @throws UsageError naming `operation` for anything else: lists must be made arrays by `array` first.
 */
export function checkArrayLike(operation: string, value: unknown): asserts value is ArrayLike {
  if (isNDArray(value) || typeof value === "number" || typeof value === "boolean") return;
  if (isForeignArray(value)) {
    throw new UsageError({
      operation,
      received: "an array made by another copy of @proj/array",
      expected: "arrays of one copy of @proj/array in the whole program",
      remedy: "remove the duplicate from node_modules: all packages share one, their peer dependency",
    });
  }
  throw new UsageError({
    operation,
    received: describeValue(value),
    expected: "an array, a number or a boolean",
    remedy:
      Array.isArray(value) || ArrayBuffer.isView(value)
        ? "make it an array first: array(value)"
        : "pass an array; for trees of arrays use tree.map",
  });
}

/** A value as an array; a number on its own becomes a weak float32, a boolean a bool. */
export function toArray(value: ArrayLike, operation = "toArray"): NDArray {
  checkArrayLike(operation, value);
  if (typeof value === "object") return value;
  return typeof value === "number" ? wrapNumber(value, Number.isInteger(value)) : scalar(value, "bool");
}

/** The number that an array stands for, or null. */
function formsOf(x: NDArray): NumberForms | null {
  return x.weakType && x.ndim === 0 ? x.numberForms() : null;
}

/** An array with another dtype; the same array if it has it already. */
export function convert(x: NDArray, dtype: DType, weakType = false): NDArray {
  if (x.dtype === dtype && x.weakType === weakType) return x;
  const forms = formsOf(x);
  if (forms !== null) return forms.as("astype", dtype, weakType, "convert");
  return bind("convertElementType", [x], { dtype, weakType })[0];
}

/** An integral number, or an array that stands for one, as an int32 scalar; null for anything else. */
export function integerScalar(operation: string, value: unknown): NDArray | null {
  if (typeof value === "number") return Number.isInteger(value) ? numberScalar(operation, value, "int32", false) : null;
  const number = isNDArray(value) ? formsOf(value) : null;
  return number?.integral === true ? number.as(operation, "int32", false, "promote") : null;
}

/** Positions of any integer dtype as int32 or uint32; what 32 bits do not hold becomes their end, which is beyond every array. */
export function toPositions(x: NDArray): NDArray {
  if (!isInteger(x.dtype) || dtypes[x.dtype].bytes === 4) return x;
  if (!isWide(x.dtype)) return convert(x, "int32");
  const below = bind("min", [x, scalar(largestInteger, x.dtype)], {})[0];
  return convert(isUnsigned(x.dtype) ? below : bind("max", [below, scalar(leastInteger, x.dtype)], {})[0], "int32");
}

const boolType: PromotableType = { dtype: "bool", weakType: false };

/** The type with which a value takes part in promotion beside arrays of type `arrays`; null for an array, which is one of them. */
function typeBeside(value: ArrayLike, arrays: PromotableType | null): PromotableType | null {
  if (typeof value === "boolean") return boolType;
  const number = typeof value === "number" ? { integral: Number.isInteger(value) } : formsOf(value);
  return number === null ? null : typeOfNumber(number, arrays);
}

/** The type of an operation on these values: the join of the arrays' types, to which numbers adapt. */
export function promotedType(operation: string, values: readonly ArrayLike[]): PromotableType {
  let arrays: PromotableType | null = null;
  for (const value of values) {
    checkArrayLike(operation, value);
    if (typeof value === "object" && formsOf(value) === null)
      arrays = arrays === null ? value : joinTypes(arrays, value);
  }
  let joined = arrays;
  for (const value of values) {
    const type = typeBeside(value, arrays);
    if (type !== null) joined = joined === null ? type : joinTypes(joined, type);
  }
  if (modes().dtypePromotion === "strict") checkStrict(operation, values, joined!);
  return joined!;
}

/** Refuses arrays whose dtype would change. */
function checkStrict(operation: string, values: readonly ArrayLike[], { dtype }: PromotableType): void {
  const arrays = values.filter((value): value is NDArray => isNDArray(value) && !value.weakType);
  if (arrays.every((array) => array.dtype === dtype)) return;
  throw new UsageError({
    operation,
    received: values.map((value) => (isNDArray(value) ? value.describe() : String(value))).join(" and "),
    expected: 'arrays of one dtype, which numpyDtypePromotion("strict") asks for',
    remedy: `convert with astype("${dtype}")`,
  });
}

/** A value as an array of a dtype; where it has it already, its weakness stays. */
export function promoteTo(operation: string, value: ArrayLike, { dtype, weakType }: PromotableType): NDArray {
  if (typeof value === "number") return numberScalar(operation, value, dtype, weakType);
  if (typeof value === "boolean") return scalar(value, dtype, weakType);
  if (value.dtype === dtype) return value;
  return formsOf(value)?.as(operation, dtype, weakType, "promote") ?? convert(value, dtype, weakType);
}

/** Operands brought to their common dtype under {@link promotedType}; numbers become scalars of that dtype. */
export function promoteOperands(operation: string, values: readonly ArrayLike[]): NDArray[] {
  if (values.length === 0) return [];
  const type = promotedType(operation, values);
  return values.map((value) => promoteTo(operation, value, type));
}

/** An array stretched to `shape` under NumPy's broadcasting; the same array if it has that shape already. */
export function broadcastTo(x: NDArray, shape: Shape, operation = "broadcastTo"): NDArray {
  if (shapesEqual(x.shape, shape)) return x;
  if (!stretchesTo(x.shape, shape)) {
    throw new UsageError({
      operation,
      received: `${x.describe()} and target shape [${shape.join(",")}]`,
      expected: "a shape that has the array's axes last, each of equal length or stretched from 1",
      remedy: "reshape the array, or insert axes of length 1 with expandDims",
    });
  }
  const added = shape.length - x.ndim;
  const broadcastDimensions = x.shape.map((_, axis) => added + axis);
  return bind("broadcastInDim", [x], { shape: frozenShape(shape), broadcastDimensions })[0];
}

/** Refuses, or warns of, arrays with different numbers of axes. */
function checkRanks(operation: string, operands: readonly NDArray[]): void {
  if (operands.every(({ ndim }) => ndim === operands[0]!.ndim)) return;
  const error = new UsageError({
    operation,
    received: operands.map((operand) => operand.describe()).join(" and "),
    expected: "arrays with equally many axes, or scalars, which numpyRankPromotion asks for",
    remedy: "insert axes of length 1 with expandDims",
  });
  if (modes().rankPromotion === "raise") throw error;
  console.warn(error.message);
}

/** Operands stretched to their common shape; scalars stay scalars, as elementwise primitives take them. */
export function broadcastOperands(operation: string, operands: readonly NDArray[]): NDArray[] {
  const ranked = operands.filter((operand) => operand.ndim > 0);
  const [first] = ranked;
  if (first === undefined || ranked.every((operand) => shapesEqual(operand.shape, first.shape))) return [...operands];
  const shape = stretchedShape(operation, ...ranked.map((operand) => operand.shape));
  if (modes().rankPromotion !== "allow") checkRanks(operation, ranked);
  return operands.map((operand) => (operand.ndim === 0 ? operand : broadcastTo(operand, shape)));
}
