import type { FloatDType, TypedArray } from "@proj/array";
import type { Difference } from "./differences.ts";
import { orders, type Quantity, type Row } from "./programs.ts";

/*
 * When a number is the reference's. NaN and infinities exactly; the sign of zero in values, not in derivatives, where it depends
 * on the order of products. Other numbers within some units in the last place of the largest among the number itself and, for
 * derivatives, the values and derivatives of no higher order at the point: formulas subtract numbers of that size, here as in
 * the reference. What is small beside the smallest normal number may be zero, for the reference takes subnormal numbers as zeros.
 */

const ulps = 64;

/** Functions that the reference itself computes less accurately in double precision, for large arguments or beside poles. */
const referenceUlps: Readonly<Record<string, number>> = { exp2: 1024, sinh: 1024, cosh: 1024, erfinv: 256 };

/** Functions whose formula subtracts numbers as large as its first argument. */
const cancelling = new Set(["gelu", "logsumexp", "logSoftmax", "softmax"]);

const precisions: { readonly [D in FloatDType]: { readonly unit: number; readonly smallestNormal: number } } = {
  bfloat16: { unit: 2 ** -7, smallestNormal: 2 ** -126 },
  float16: { unit: 2 ** -10, smallestNormal: 2 ** -14 },
  float32: { unit: 2 ** -23, smallestNormal: 2 ** -126 },
  float64: { unit: 2 ** -52, smallestNormal: 2 ** -1022 },
};

/** The largest magnitude of finite numbers that takes part at a point. */
function scaleAt(row: Row, quantity: Quantity, position: number): number {
  const order = orders[quantity];
  const others = order === 0 ? [quantity] : row.quantities.filter((other) => orders[other] <= order);
  const numbers = others.map((other) => row.expected[other]![position]!);
  if (cancelling.has(row.name)) numbers.push(row.points[0]![position]!);
  return Math.max(...numbers.map(Math.abs).filter(Number.isFinite));
}

const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0);

function agrees(row: Row, quantity: Quantity, position: number, actual: number): boolean {
  const wanted = row.expected[quantity]![position]!;
  if (Object.is(actual, wanted)) return true;
  if (!Number.isFinite(actual) || !Number.isFinite(wanted)) return false;
  const isDerivative = orders[quantity] > 0;
  const { unit, smallestNormal } = precisions[row.dtype];
  if (Math.max(Math.abs(actual), Math.abs(wanted)) < 2 ** 12 * smallestNormal)
    return isDerivative || isNegative(actual) === isNegative(wanted);
  const allowed = row.dtype === "float64" ? (referenceUlps[row.name] ?? ulps) : ulps;
  return Math.abs(actual - wanted) <= allowed * unit * scaleAt(row, quantity, position);
}

/**
 * Where a function does not give what the reference gives, in words.
 *
 * @param actual - what it gives at the points of the row.
 * @param differences - where it is meant to differ.
 */
export function disagreements(
  row: Row,
  quantity: Quantity,
  actual: TypedArray,
  differences: readonly Difference[],
): string[] {
  const meant = differences.filter(
    ({ functions, quantities }) => functions.includes(row.name) && quantities.includes(quantity),
  );
  return row.expected[quantity]!.flatMap((wanted, position) => {
    const x = row.points.map((list) => list[position]!);
    const got = actual[position]!;
    if (agrees(row, quantity, position, got) || meant.some(({ at }) => at(...x))) return [];
    return [`${quantity} of ${row.name}(${x.map(text).join(", ")}): ${text(got)} instead of ${text(wanted)}`];
  });
}

const text = (x: number): string => (Object.is(x, -0) ? "-0" : String(x));
