import type { DType, NDArray, RealDType } from "@proj/array";
import {
  bigintsOf,
  dtypes,
  evaluateJaxpr,
  fromHostData,
  isComplexDType,
  isFloat,
  isInexact,
  partDType,
  toHost,
  type HostArray,
} from "@proj/array/core";
import { convertElementType } from "@proj/array/lax";
import { play, readByCall, rowOf, type Call, type Values } from "@proj/generators/random-calls";
import { Draw } from "@proj/generators/primitive-samples";
import { caseOf } from "../case.ts";
import { evaluatePerturbed } from "../perturbed.ts";

/*
 * How far a result may be from JAX's. Both are given the same values to the bit, so what differs is the rounding of one call.
 *
 * - Integers and booleans are equal, and floats that are only moved, chosen or compared. NaN equals NaN, of whatever bits; zeros
 *   of either sign are equal, as XLA does not keep the sign through sums.
 * - Of a complex number that is not finite no part is compared: C counts it as one infinity, whatever its parts.
 * - Numbers below the smallest normal one count as zero: XLA flushes them on a CPU.
 * - A function of elements may differ by its row's units in the last place (8 if the row says nothing, and at most 4 of a half,
 *   which is computed in single precision and rounded once or after each operation), and by four times what its result moves when
 *   its arguments move by one unit: no implementation can know more of `sin(1e6)`. A complex number is measured as a whole.
 * - A logarithm of a gamma function and the like is a sum of terms that cancel near its zeros; units are those of 1 there, and
 *   those of x log x, the largest term, where an argument x is large.
 * - A result that is composed of many may be off by eight times what it moves when every rounding on the way is a larger one
 *   (Monte Carlo arithmetic, as for the targets) and every argument is moved by a unit in the last place; and by eight units of
 *   its largest element, since sums are taken in another order.
 * - What is made of factors of matrices may be off as if each element of a matrix, zeros too, were moved by a unit of the largest
 *   one: factorisations are no nearer, LAPACK's neither.
 * - What moves by more than a 64th, or changes its kind, is at the mercy of rounding and is not compared; it is counted.
 */

/** The distance from 1 to the next number, and the smallest normal number. */
const units: { readonly [D in "bfloat16" | "float16" | "float32" | "float64"]: readonly [unit: number, tiny: number] } =
  {
    bfloat16: [2 ** -7, 2 ** -126],
    float16: [2 ** -10, 2 ** -14],
    float32: [2 ** -23, 2 ** -126],
    float64: [2 ** -52, 2 ** -1022],
  };

const unitsOf = (dtype: DType): readonly [unit: number, tiny: number] => {
  const part: RealDType = isComplexDType(dtype) ? partDType(dtype) : dtype;
  return isFloat(part) ? units[part] : [0, 0];
};

const usualUlps = 8;
const ulpsOfHalves = 4;

/** The units in the last place that a call's results may always be off. */
function ulpsOf({ row }: Call, dtype: DType): number {
  const { ulps = usualUlps, nearness } = rowOf(row);
  if (nearness === "exact") return 0;
  return dtype === "float16" || dtype === "bfloat16" ? Math.min(ulps, ulpsOfHalves) : ulps;
}

/** The size of what an element belongs to: of a complex number both parts count. */
function magnitude(data: ArrayLike<number>, position: number, complex: boolean): number {
  if (!complex) return Math.abs(data[position]!);
  const even = position - (position % 2);
  return Math.hypot(data[even]!, data[even + 1]!);
}

/** What units in the last place are counted of. */
const scaleOf = ({ row }: Call, data: ArrayLike<number>, position: number, complex: boolean): number =>
  Math.max(magnitude(data, position, complex), rowOf(row).nearness === "terms" ? 1 : 0);

/** Where a result lies too far off: its position, or null. */
type Far = number | null;

/** What a result is compared with, and how far it may be off at each position. */
export function firstFar(ours: HostArray, theirs: HostArray, allowed: (position: number) => number): Far {
  const [a, b] = [bigintsOf(ours.data) ?? ours.data, bigintsOf(theirs.data) ?? theirs.data];
  const [, tiny] = unitsOf(theirs.dtype);
  const complex = isComplexDType(theirs.dtype);
  const isInfinite = ({ data }: HostArray, position: number): boolean =>
    complex && !Number.isFinite(magnitude(data, position, true));
  for (let position = 0; position < b.length; position++) {
    const [x, y] = [a[position]!, b[position]!];
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    if (typeof x === "bigint" || typeof y === "bigint") return position;
    if (isInfinite(ours, position) && isInfinite(theirs, position)) continue;
    const distance = Math.abs(x - y);
    if (distance <= tiny || distance <= allowed(position)) continue;
    return position;
  }
  return null;
}

/** The first rule: equal, or within units in the last place. */
export function nearEnough(call: Call, ours: HostArray, theirs: HostArray): Far {
  const [unit] = unitsOf(theirs.dtype);
  const complex = isComplexDType(theirs.dtype);
  const most = ulpsOf(call, theirs.dtype) * unit;
  return firstFar(ours, theirs, (position) => most * scaleOf(call, theirs.data, position, complex));
}

const largest = ({ data }: HostArray): number => {
  let most = 0;
  for (const value of data) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
};

/** An array with floats that are moved by a unit in the last place, of its own or of the largest element, or left alone. */
function moved(x: NDArray, draw: Draw, asMatrix: boolean): NDArray {
  if (!isInexact(x.dtype)) return x;
  const host = toHost(x, "tolerance");
  const { data, shape, dtype } = host;
  const [unit] = unitsOf(dtype);
  const most = largest(host);
  const changed = data.map((value) => {
    const way = unit * (Math.floor(draw.uniform() * 3) - 1);
    return asMatrix ? value + most * way : value * (1 + way);
  });
  const result = fromHostData(changed, shape, dtype);
  return x.weakType ? convertElementType(result, dtype, true) : result;
}

/** What is allowed at each position of each result; null for a result that is at the mercy of rounding. */
export type Allowance = ((position: number) => number) | null;

/** How many disturbed runs there are. */
const runs = 4;

/** The second rule: how far results may be off, from how far they move. */
export function allowances(call: Call, values: Values, theirs: readonly HostArray[]): readonly Allowance[] {
  const { nearness, concrete } = rowOf(call.row);
  // Others are not moved, and may have to be known: masks, counts.
  const read = [...new Set(readByCall(call))].filter((number) => isInexact(values.get(number)!.dtype));
  const operands = read.map((number) => values.get(number)!);
  if (operands.length === 0 && !theirs.some(({ dtype }) => isInexact(dtype))) return theirs.map(() => () => 0);
  const withOperands = (args: readonly NDArray[]): NDArray[] => {
    const all = new Map(values);
    read.forEach((number, k) => all.set(number, args[k]!));
    return play(call, all).filter((leaf) => typeof leaf === "object");
  };
  const factored = nearness === "factored";
  const composed = (nearness === "composed" || factored) && concrete !== true;
  const whole = composed ? caseOf(call.row, withOperands, operands) : null;
  const run = (draw: Draw | null): readonly HostArray[] => {
    const args = draw === null ? operands : operands.map((x) => moved(x, draw, factored));
    if (whole === null) return withOperands(args).map((x) => toHost(x, "tolerance"));
    const inputs = [
      ...whole.inputs.slice(0, whole.inputs.length - args.length),
      ...args.map((x) => toHost(x, "tolerance")),
    ];
    return draw === null ? evaluateJaxpr(whole.jaxpr, inputs) : evaluatePerturbed(whole.jaxpr, inputs, draw);
  };
  const plain = run(null);
  const disturbed = Array.from({ length: runs }, (_, k) => run(new Draw(k + 1)));
  return theirs.map((result, k) => {
    const others = disturbed.map((all) => all[k]!);
    return composed ? ofComposed(plain[k]!, others, result) : ofElements(call, operands, plain[k]!, others, result);
  });
}

const distanceOf = (x: number, y: number): number =>
  x === y || (Number.isNaN(x) && Number.isNaN(y)) ? 0 : Math.abs(x - y);

/** How large the terms of a sum are. */
function termsOf({ row }: Call, operands: readonly NDArray[]): number {
  if (rowOf(row).nearness !== "terms") return 0;
  const most = Math.max(1, ...operands.map((x) => largest(toHost(x, "tolerance"))));
  return most * Math.log(most);
}

function ofElements(
  call: Call,
  operands: readonly NDArray[],
  plain: HostArray,
  others: readonly HostArray[],
  theirs: HostArray,
): Allowance {
  const terms = termsOf(call, operands);
  const [unit] = unitsOf(theirs.dtype);
  const complex = isComplexDType(theirs.dtype);
  const most = ulpsOf(call, theirs.dtype) * unit;
  if (most === 0) return () => 0;
  return (position) => {
    const moves = others.map(({ data }) => distanceOf(data[position]!, plain.data[position]!));
    return most * Math.max(terms, scaleOf(call, theirs.data, position, complex)) + 4 * Math.max(...moves);
  };
}

function ofComposed(plain: HostArray, others: readonly HostArray[], theirs: HostArray): Allowance {
  const [unit] = unitsOf(theirs.dtype);
  let spread = 0;
  for (const { data } of others)
    for (let position = 0; position < data.length; position++)
      spread = Math.max(spread, distanceOf(data[position]!, plain.data[position]!));
  if (Number.isNaN(spread) || spread === Infinity) return null;
  if (!isInexact(theirs.dtype)) return spread === 0 ? () => 0 : null;
  const scale = largest(theirs);
  const allowed = 8 * spread + usualUlps * unit * scale;
  // Of nothing but NaN there is no scale.
  return spread > Math.max(scale, largest(plain)) / 64 && spread > unit ? null : () => allowed;
}

/** True for dtypes of 64 bits. */
export const isSixtyFour = (dtype: DType): boolean => dtypes[dtype].bytes === (isComplexDType(dtype) ? 16 : 8);
