import { dtypes, isFloat, type DType } from "../types/dtype.ts";
import type { Complex, ScalarValue } from "../types/scalar-value.ts";
import type { Domain } from "./unary.ts";
import { nextAfter } from "./next-after.ts";

/** A function of two scalars of one dtype. */
export interface BinaryFunction {
  /** The value for elements of `dtype`; it is then rounded or wrapped to the result's dtype. */
  readonly evaluate: (x: number, y: number, dtype: DType) => number;
  /** The value for 64-bit integers; null if it takes none. */
  readonly bigint: ((x: bigint, y: bigint) => ScalarValue) | null;
  /** The value for complex numbers; null if it takes none. */
  readonly complex: ((x: Complex, y: Complex) => ScalarValue) | null;
  readonly domain: Domain;
  /** `same`: the operands' dtype; `bool`: a comparison. */
  readonly result: "same" | "bool";
  /** Its cost in additions, of which the order of magnitude matters: what is cheap is computed again rather than kept. */
  readonly cost: number;
  /** Whether the operands may be exchanged. */
  readonly commutative: boolean;
  /** The y for which the value is x, whatever x is, cast to the dtype; null if there is none. */
  readonly rightIdentity: ScalarValue | null;
}

/** A function whose result has the operands' dtype. */
function operation<D extends Domain>(
  domain: D,
  evaluate: BinaryFunction["evaluate"],
  { bigint = null, complex = null, cost = 1, commutative = false, rightIdentity = null }: Partial<BinaryFunction> = {},
): BinaryFunction & { readonly domain: D } {
  return { evaluate, bigint, complex, domain, result: "same", cost, commutative, rightIdentity };
}

/** A comparison of what has an order. */
function comparison<D extends Domain>(
  domain: D,
  evaluate: (x: number | bigint, y: number | bigint) => boolean,
  { complex = null, commutative = false }: Partial<BinaryFunction> = {},
): BinaryFunction & { readonly domain: D } {
  const compare = (x: number | bigint, y: number | bigint): number => (evaluate(x, y) ? 1 : 0);
  return {
    evaluate: compare,
    bigint: compare,
    complex,
    domain,
    result: "bool",
    cost: 1,
    commutative,
    rightIdentity: null,
  };
}

const sum = (x: Complex, y: Complex): Complex => ({ re: x.re + y.re, im: x.im + y.im });
const difference = (x: Complex, y: Complex): Complex => ({ re: x.re - y.re, im: x.im - y.im });
const product = (x: Complex, y: Complex): Complex => ({
  re: x.re * y.re - x.im * y.im,
  im: x.re * y.im + x.im * y.re,
});
const equal = (x: Complex, y: Complex): boolean => x.re === y.re && x.im === y.im;

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

const larger = (x: bigint, y: bigint): bigint => (x > y ? x : y);
const smaller = (x: bigint, y: bigint): bigint => (x < y ? x : y);

/** The number of bits of an element. */
const bitsOf = (dtype: DType): number => (dtype === "bool" ? 32 : 8 * dtypes[dtype].bytes);

/** Shifting by the width or more leaves nothing of the number, instead of wrapping the amount as JavaScript does. */
const inRange = (amount: number, dtype: DType): boolean => amount >= 0 && amount < bitsOf(dtype);

/** The bits of an integer as those of one without a sign. */
const unsigned = (x: number, dtype: DType): number => (bitsOf(dtype) < 32 ? x & ((1 << bitsOf(dtype)) - 1) : x);

/** The bits of an integer as those of one with a sign. */
const signed = (x: number, dtype: DType): number => (x << (32 - bitsOf(dtype))) >> (32 - bitsOf(dtype));

/** The amount of a shift of 64 bits, or null beyond. */
const wideAmount = (amount: bigint): bigint | null => (amount >= 0n && amount < 64n ? amount : null);

/** The functions of two scalars. A new row here asks for derivatives and for each target's spelling, by type errors. */
export const binaryFunctions = {
  // x + 0 is not x for x = -0; x + -0 is.
  add: operation("number", (x, y) => x + y, {
    bigint: (x, y) => x + y,
    complex: sum,
    commutative: true,
    rightIdentity: -0,
  }),
  sub: operation("number", (x, y) => x - y, { bigint: (x, y) => x - y, complex: difference, rightIdentity: 0 }),
  mul: operation("number", (x, y, dtype) => (isFloat(dtype) ? x * y : Math.imul(x, y)), {
    bigint: (x, y) => x * y,
    complex: product,
    commutative: true,
    rightIdentity: 1,
  }),
  div: operation("number", divide, { cost: 4, rightIdentity: 1, bigint: (x, y) => (y === 0n ? -1n : x / y) }),
  rem: operation("real", remainder, { cost: 8, bigint: (x, y) => (y === 0n ? x : x % y) }),
  pow: operation("inexact", power, { cost: 30, rightIdentity: 1 }),
  max: operation("any", (x, y) => Math.max(x, y), { commutative: true, bigint: larger }),
  min: operation("any", (x, y) => Math.min(x, y), { commutative: true, bigint: smaller }),
  atan2: operation("inexact", Math.atan2, { cost: 26 }),
  /** The next representable number after x in the direction of y. */
  nextAfter: operation("float", nextAfter, { cost: 6 }),
  and: operation("bits", (x, y) => x & y, { commutative: true, rightIdentity: -1, bigint: (x, y) => x & y }),
  or: operation("bits", (x, y) => x | y, { commutative: true, rightIdentity: 0, bigint: (x, y) => x | y }),
  xor: operation("bits", (x, y) => x ^ y, { commutative: true, rightIdentity: 0, bigint: (x, y) => x ^ y }),
  shiftLeft: operation("bits", (x, y, dtype) => (inRange(y, dtype) ? x << y : 0), {
    rightIdentity: 0,
    bigint: (x, y) => x << (wideAmount(y) ?? 64n),
  }),
  shiftRightLogical: operation("bits", (x, y, dtype) => (inRange(y, dtype) ? unsigned(x, dtype) >>> y : 0), {
    rightIdentity: 0,
    bigint: (x, y) => BigInt.asUintN(64, x) >> (wideAmount(y) ?? 64n),
  }),
  // An unsigned element above the middle counts as negative here: the shift copies the top bit, whatever the dtype.
  shiftRightArithmetic: operation("bits", (x, y, dtype) => signed(x, dtype) >> (inRange(y, dtype) ? y : 31), {
    rightIdentity: 0,
    bigint: (x, y) => BigInt.asIntN(64, x) >> (wideAmount(y) ?? 63n),
  }),
  eq: comparison("any", (x, y) => x === y, { complex: (x, y) => (equal(x, y) ? 1 : 0), commutative: true }),
  ne: comparison("any", (x, y) => x !== y, { complex: (x, y) => (equal(x, y) ? 0 : 1), commutative: true }),
  lt: comparison("ordered", (x, y) => x < y),
  le: comparison("ordered", (x, y) => x <= y),
  gt: comparison("ordered", (x, y) => x > y),
  ge: comparison("ordered", (x, y) => x >= y),
} as const satisfies Record<string, BinaryFunction>;

/** The names of the functions of two scalars. */
export type BinaryName = keyof typeof binaryFunctions;

/** Every {@link BinaryName}. */
export const binaryNames = Object.keys(binaryFunctions) as readonly BinaryName[];

/** True for the names of functions of two scalars. */
export function isBinary(name: string): name is BinaryName {
  return Object.hasOwn(binaryFunctions, name);
}
