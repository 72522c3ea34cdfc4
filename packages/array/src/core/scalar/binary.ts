import { isFloat, type DType } from "../types/dtype.ts";
import type { Domain } from "./unary.ts";
import { nextAfter } from "./next-after.ts";

/** A function of two scalars of one dtype. */
export interface BinaryFunction {
  /** The value for elements of `dtype`; it is then rounded or wrapped to the result's dtype. */
  readonly evaluate: (x: number, y: number, dtype: DType) => number;
  readonly domain: Domain;
  /** `same`: the operands' dtype; `bool`: a comparison. */
  readonly result: "same" | "bool";
}

const compare = (evaluate: (x: number, y: number) => boolean): BinaryFunction => ({
  evaluate: (x, y) => (evaluate(x, y) ? 1 : 0),
  domain: "any",
  result: "bool",
});

/** Integer division by zero gives -1 (all bits set), as XLA does; nothing may trap inside a kernel. */
function divide(x: number, y: number, dtype: DType): number {
  if (isFloat(dtype)) return x / y;
  return y === 0 ? -1 : Math.trunc(x / y);
}

/** The remainder has the sign of the dividend; by zero it is the dividend for integers, NaN for floats. */
function remainder(x: number, y: number, dtype: DType): number {
  return y === 0 && !isFloat(dtype) ? x : x % y;
}

/** IEEE 754's power: 1 to any power is 1, and -1 to an infinite one too, where JavaScript's has NaN. */
function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return x ** y;
}

/** Shifting by the width or more leaves nothing of the number, instead of wrapping the amount as JavaScript does. */
const inRange = (amount: number): boolean => amount >= 0 && amount < 32;

/** The functions of two scalars. A new row here asks for derivatives and for each target's spelling, by type errors. */
export const binaryFunctions = {
  add: { evaluate: (x, y) => x + y, domain: "number", result: "same" },
  sub: { evaluate: (x, y) => x - y, domain: "number", result: "same" },
  mul: { evaluate: (x, y, dtype) => (isFloat(dtype) ? x * y : Math.imul(x, y)), domain: "number", result: "same" },
  div: { evaluate: divide, domain: "number", result: "same" },
  rem: { evaluate: remainder, domain: "number", result: "same" },
  pow: { evaluate: power, domain: "float", result: "same" },
  max: { evaluate: (x, y) => Math.max(x, y), domain: "any", result: "same" },
  min: { evaluate: (x, y) => Math.min(x, y), domain: "any", result: "same" },
  atan2: { evaluate: Math.atan2, domain: "float", result: "same" },
  /** The next representable number after x in the direction of y. */
  nextAfter: { evaluate: nextAfter, domain: "float", result: "same" },
  and: { evaluate: (x, y) => x & y, domain: "bits", result: "same" },
  or: { evaluate: (x, y) => x | y, domain: "bits", result: "same" },
  xor: { evaluate: (x, y) => x ^ y, domain: "bits", result: "same" },
  shiftLeft: { evaluate: (x, y) => (inRange(y) ? x << y : 0), domain: "bits", result: "same" },
  shiftRightLogical: { evaluate: (x, y) => (inRange(y) ? x >>> y : 0), domain: "bits", result: "same" },
  shiftRightArithmetic: {
    // A uint32 element above 2³¹ counts as negative here: the shift copies the top bit, whatever the dtype.
    evaluate: (x, y) => (x | 0) >> (inRange(y) ? y : 31),
    domain: "bits",
    result: "same",
  },
  eq: compare((x, y) => x === y),
  ne: compare((x, y) => x !== y),
  lt: compare((x, y) => x < y),
  le: compare((x, y) => x <= y),
  gt: compare((x, y) => x > y),
  ge: compare((x, y) => x >= y),
} as const satisfies Record<string, BinaryFunction>;

/** The names of the functions of two scalars. */
export type BinaryName = keyof typeof binaryFunctions;
