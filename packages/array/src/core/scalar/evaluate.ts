import { castScalar, isComplex, type ScalarValue } from "../types/scalar-value.ts";
import type { DType } from "../types/dtype.ts";
import type { ScalarParams } from "../primitives.ts";
import { binaryFunctions, type BinaryFunction, type BinaryName } from "./binary.ts";
import { unaryFunctions, type UnaryFunction, type UnaryName } from "./unary.ts";

/** The meaning of a function of one real number: that of its row, unless its equation brings one. */
export function meaningOf(name: UnaryName, { form }: ScalarParams): UnaryFunction["evaluate"] {
  return form?.evaluate ?? unaryFunctions[name].evaluate;
}

/** What a function gives for an element of `dtype`, as an element of its result; null if it takes no such element. */
export function evaluateUnary(name: UnaryName, x: ScalarValue, dtype: DType, params: ScalarParams): ScalarValue | null {
  const { bigint, complex, result }: UnaryFunction = unaryFunctions[name];
  const value = isComplex(x) ? complex?.(x) : typeof x === "bigint" ? bigint?.(x) : meaningOf(name, params)(x, dtype);
  return value === undefined ? null : castScalar(value, result === "bool" ? "bool" : dtype);
}

/** What a function gives for two elements of `dtype`, as an element of its result; null if it takes no such elements. */
export function evaluateBinary(name: BinaryName, x: ScalarValue, y: ScalarValue, dtype: DType): ScalarValue | null {
  const row: BinaryFunction = binaryFunctions[name];
  const value = valueOf(row, x, y, dtype);
  return value === null ? null : castScalar(value, row.result === "bool" ? "bool" : dtype);
}

function valueOf(
  { evaluate, bigint, complex }: BinaryFunction,
  x: ScalarValue,
  y: ScalarValue,
  dtype: DType,
): ScalarValue | null {
  if (isComplex(x) && isComplex(y)) return complex?.(x, y) ?? null;
  if (typeof x === "bigint" && typeof y === "bigint") return bigint?.(x, y) ?? null;
  return typeof x === "number" && typeof y === "number" ? evaluate(x, y, dtype) : null;
}
