import {
  describeValue,
  integerOption,
  listOption,
  numberOption,
  readArgument,
  readNeededOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import type { ScalarParams } from "../core/primitives.ts";
import type { BinaryName } from "../core/scalar/binary.ts";
import type { FormName } from "../core/scalar/forms/forms.ts";
import type { ComplexName } from "../core/scalar/domain.ts";
import type { UnaryName } from "../core/scalar/unary.ts";
import { numberScalar } from "../core/operands.ts";
import { dtypeOption } from "../core/options.ts";
import { bind } from "../core/trace.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isComplexDType, isInexact, isInteger, type DType } from "../core/types/dtype.ts";
import { checkSize, isLength, isListOf } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * The primitives as plain functions, strictly typed. Unlike NumPy's functions they neither promote nor broadcast: operands
 * have one dtype and one shape, or are scalars. Numbers become scalars of the other operand's dtype. NumPy's functions, rules
 * of derivatives, layers and solvers are written in them, so that each reads as its formula.
 */

/** An operand of a formula: an array, or a number that takes the dtype of the array beside it. */
export type Term = NDArray | number;

/** The operand as an array, which it must be. */
export function operand(operation: string, x: NDArray): NDArray {
  if (isNDArray(x)) return x;
  throw new UsageError({
    operation: `lax.${operation}`,
    received: describeValue(x),
    expected: "an array: functions of lax convert nothing but numbers beside arrays",
    remedy: "make it one with array(…), or use NumPy's function of @proj/array",
  });
}

// The readers are for what does not fit: they know the place of each element, which takes time to say.
const integersReader = listOption(integerOption());
const lengthsReader = listOption(integerOption(0));

/** An argument that has to be a list of integers. */
export function integers(operation: string, name: string, value: readonly number[]): readonly number[] {
  if (isListOf(value, Number.isInteger)) return [...value];
  return readArgument(`lax.${operation}`, name, value, integersReader);
}

/** An argument that has to be lengths of axes. */
export function lengths(operation: string, name: string, value: readonly number[]): readonly number[] {
  if (isListOf(value, isLength)) {
    checkSize(`lax.${operation}`, value);
    return [...value];
  }
  return readArgument(`lax.${operation}`, name, value, lengthsReader);
}

/** An argument that has to be one axis of an array, counted from the front. */
export function axisOf(operation: string, x: NDArray, axis: number): number {
  if (Number.isInteger(axis) && axis >= 0 && axis < operand(operation, x).ndim) return axis;
  throw new UsageError({
    operation: `lax.${operation}`,
    received: `axis ${describeValue(axis)} of ${x.describe()}`,
    expected: x.ndim === 0 ? "an array with at least one axis" : `an integer from 0 to ${x.ndim - 1}`,
    remedy: "functions of lax count axes from the front",
  });
}

/** An argument that has to be a dtype. */
export function checkedDType(operation: string, dtype: DType): DType {
  return readArgument(`lax.${operation}`, "dtype", dtype, dtypeOption);
}

/** An argument that has to be an object with every one of some fields. */
export function allOf<Fields extends object>(operation: string, value: Fields, readers: OptionReaders<Fields>): Fields {
  return readNeededOptions(`lax.${operation}`, value, readers, Object.keys(readers) as (keyof Fields & string)[]);
}

/** Computes by another function of `lax`, whose errors then speak in the name of the one that was called. */
export function inTheNameOf<T>(operation: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { received, expected, remedy } = error;
    throw new UsageError({ operation, received, expected, remedy });
  }
}

/** Operands that have to come as a list of arrays, at least one. */
export function operandList(operation: string, operands: readonly NDArray[]): readonly [NDArray, ...NDArray[]] {
  const [first, ...rest] = Array.isArray(operands) ? operands.map((x: NDArray) => operand(operation, x)) : [];
  if (first !== undefined) return [first, ...rest];
  throw new UsageError({
    operation: `lax.${operation}`,
    received: describeValue(operands),
    expected: "a list of at least one array",
    remedy: "put the arrays into a list: [x, y]",
  });
}

/** Two operands of one dtype, of which at least one is an array. */
export function pair(operation: string, x: Term, y: Term): readonly [NDArray, NDArray] {
  if (typeof x === "number") return [fittingNumber(operation, operand(operation, y as NDArray), x), y as NDArray];
  if (typeof y === "number") return [operand(operation, x), fittingNumber(operation, x, y)];
  if (operand(operation, x).dtype === operand(operation, y).dtype) return [x, y];
  return [adaptedTo(operation, y, x), adaptedTo(operation, x, y)];
}

/** A number as a scalar of the dtype of the array beside it, which it must not change by that. */
export function fittingNumber(operation: string, x: NDArray, value: number): NDArray {
  const isElement = x.dtype === "bool" ? value === 0 || value === 1 : isInexact(x.dtype) || Number.isInteger(value);
  if (!isElement) {
    throw new UsageError({
      operation: `lax.${operation}`,
      received: `the number ${value} beside ${x.describe()}`,
      expected: x.dtype === "bool" ? "0 or 1" : "an integer",
      remedy: 'convert the array first: x.astype("float32")',
    });
  }
  return numberScalar(`lax.${operation}`, value, x.dtype, x.weakType);
}

/** An array that stands for a JavaScript number in the dtype of the array beside it; another array as it is. */
function adaptedTo(operation: string, x: NDArray, y: NDArray): NDArray {
  const number = y.weakType ? y.numberForms() : null;
  if (number === null || (isInteger(x.dtype) && !number.integral)) return y;
  return number.as(`lax.${operation}`, x.dtype, x.weakType, "promote");
}

/**
 * A number as a scalar that fits beside an array.
 *
 * @example
 * import { array } from "@proj/array";
 * import { constantLike } from "@proj/array/lax";
 * constantLike(array([1, 2], { dtype: "int32" }), 7).dtype; // → "int32"
 */
export function constantLike(x: NDArray, value: number): NDArray {
  if (typeof value !== "number") readArgument("lax.constantLike", "value", value, numberOption);
  return numberScalar("lax.constantLike", value, x.dtype, x.weakType);
}

/** What the function of `lax` of a primitive puts into its equation: what not every program is to be loaded with. */
type Brought<Name> = Pick<
  Required<ScalarParams>,
  (Name extends ComplexName ? "complex" : never) | (Name extends FormName ? "form" : never)
>;

/** Applies a function of one scalar by its name. */
export function unary(name: Exclude<UnaryName, ComplexName | FormName>, x: NDArray): NDArray;
export function unary<Name extends Extract<UnaryName, ComplexName | FormName>>(
  name: Name,
  x: NDArray,
  brought: Brought<Name>,
): NDArray;
export function unary(name: UnaryName, x: NDArray, brought: ScalarParams = {}): NDArray {
  return bind(name, [operand(name, x)], broughtFor(x, brought))[0];
}

/** Applies a function of two scalars by its name. */
export function binary(name: Exclude<BinaryName, ComplexName>, x: Term, y: Term): NDArray;
export function binary<Name extends Extract<BinaryName, ComplexName>>(
  name: Name,
  x: Term,
  y: Term,
  brought: Brought<Name>,
): NDArray;
export function binary(name: BinaryName, x: Term, y: Term, brought: ScalarParams = {}): NDArray {
  const operands = pair(name, x, y);
  return bind(name, operands, broughtFor(operands[0], brought))[0];
}

/** The part of it that is for operands of that dtype. */
function broughtFor({ dtype }: NDArray, { complex, form }: ScalarParams): ScalarParams {
  if (complex !== undefined && isComplexDType(dtype)) return { complex };
  return form === undefined ? {} : { form };
}
