import { defect } from "@proj/tree/core";
import { binaryFunctions, type BinaryFunction, type BinaryName } from "../scalar/binary.ts";
import { bigintsOf, type BigIntArray, type TypedArray } from "../types/dtype.ts";
import { asElement } from "../types/scalar-value.ts";

/*
 * Integers of 64 bits are bigints, which no other number mixes with: loops over them are apart from those over numbers. What moves
 * elements needs none. An array of bigints wraps on assignment.
 */

/** The values of an array that is known to hold integers of 64 bits. */
export function bigints(data: TypedArray): BigIntArray {
  const values = bigintsOf(data);
  if (values === null) throw defect("bigints were expected");
  return values;
}

/** Writes what a function of two integers of 64 bits gives, element by element; a step of 0 stays at a scalar. */
export function binaryOfWide(
  name: BinaryName,
  [x, xStep]: readonly [TypedArray, number],
  [y, yStep]: readonly [TypedArray, number],
  result: TypedArray,
): void {
  const { bigint }: BinaryFunction = binaryFunctions[name];
  const [left, right] = [bigints(x), bigints(y)];
  for (let i = 0; i < result.length; i++) result[i] = asElement(bigint!(left[i * xStep]!, right[i * yStep]!));
}

/** `x` multiplied with itself `exponent` times. */
export function wideIntegerPower(x: bigint, exponent: number): bigint {
  let power = 1n;
  for (let base = x, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = BigInt.asIntN(64, power * base);
    base = BigInt.asIntN(64, base * base);
  }
  return power;
}

/** `out[b,i,j] = Σₖ left[b,i,k]·right[b,j,k]` of integers of 64 bits. */
export function multiplyWide(
  left: BigIntArray,
  right: BigIntArray,
  out: TypedArray,
  { rows, columns, depth, batch }: Record<"batch" | "rows" | "columns" | "depth", number>,
): void {
  const target = bigints(out);
  for (let write = 0; write < batch * rows * columns; write++) {
    const row = Math.floor(write / columns) * depth;
    const column = (Math.floor(write / (rows * columns)) * columns + (write % columns)) * depth;
    let sum = 0n;
    for (let k = 0; k < depth; k++) sum += left[row + k]! * right[column + k]!;
    target[write] = sum;
  }
}
