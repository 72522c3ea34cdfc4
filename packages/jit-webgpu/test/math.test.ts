import { binaryFunctions, domains, dtypes, unaryFunctions } from "@proj/array";
import type { BinaryName, DType, TypedArray, UnaryName } from "@proj/array";
import { describe, expect, test } from "vitest";
import { binaryAccuracy, unaryAccuracy, type Accuracy } from "../src/codegen/math/accuracy.ts";
import { binarySpellings } from "../src/codegen/math/binary.ts";
import {
  emulatedFusedMultiplyAdd,
  fusedMultiplyAddProbe,
} from "../src/codegen/math/fused-multiply-add.ts";
import { binaryFunction, unaryFunction } from "../src/codegen/math/index.ts";
import { unarySpellings } from "../src/codegen/math/unary.ts";
import { evaluate } from "./evaluate.ts";

const unaryNames = Object.keys(unaryFunctions) as UnaryName[];
const binaryNames = Object.keys(binaryFunctions) as BinaryName[];

const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);

/** Numbers spread evenly over all bit patterns between two numbers of one sign, or both signs around zero. */
function spread(low: number, high: number, count: number): number[] {
  const order = (x: number) => {
    floats[0] = x;
    const b = words[0] ?? 0;
    return b < 0x80000000 ? b : 0x80000000 - b;
  };
  const [from, to] = [order(low), order(high)];
  return Array.from({ length: count }, (_, i) => {
    const b = Math.round(from + ((to - from) * i) / (count - 1));
    words[0] = b >= 0 ? b : 0x80000000 - b;
    return floats[0] ?? 0;
  });
}

/** Numbers spread evenly in value, jittered so that they have full mantissas. */
function linear(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    Math.fround(low + ((high - low) * (i + 0.37 * Math.sin(i * 12.9898))) / count),
  );
}

/** Numbers of any bits, the same in each run. */
function anyBits(count: number, seed: number): Float32Array {
  let state = seed;
  return new Float32Array(
    Uint32Array.from({ length: count }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    }).buffer,
  );
}

const edges = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2,
  -2,
  2.5,
  3,
  -3,
  Infinity,
  -Infinity,
  NaN,
  1e-40,
  -1e-40,
  2 ** -149,
  2 ** -126,
  -(2 ** -126),
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1 - 2 ** -24,
  1 + 2 ** -23,
  1e-20,
  100,
  -100,
  1e10,
  88.72283,
  88.7229,
  -87.33655,
  2147483647,
  16777215,
];

/** Single-precision numbers next to multiples of π/2, where what remains of them is smallest. */
const quarterTurns = Array.from({ length: 6000 }, (_, i) => {
  const k = i < 3000 ? i - 1500 : Math.floor(1500 * 1.01 ** (i - 3000));
  return Math.fround((k * Math.PI) / 2);
}).filter((x) => Math.abs(x) < 1e30);

const everything = Float32Array.from([
  ...spread(-3.4e38, 3.4e38, 20000),
  ...linear(-20, 20, 12000),
  ...linear(-1.2, 1.2, 12000),
  ...linear(-200, 200, 4000),
  ...quarterTurns,
  // Among singles, the one nearest to a multiple of π/2.
  16367173 * 2 ** 72,
  ...edges,
]);

const smallestNormal = 2 ** -126;
const negative = (x: number): boolean => x < 0 || Object.is(x, -0);
const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < smallestNormal;

/** How many units in the last place a value is off the correctly rounded result. */
function ulpError(actual: number, exact: number, flushes: number): number {
  if (Number.isNaN(exact)) return Number.isNaN(actual) ? 0 : Infinity;
  const nearest = Math.fround(exact);
  if (Object.is(actual, nearest)) return 0;
  // A subnormal result may be zero, of its sign.
  if (Math.abs(exact) < flushes) return Math.abs(actual) < flushes && negative(actual) === negative(exact) ? 0 : Infinity;
  if (!Number.isFinite(nearest) || !Number.isFinite(actual)) {
    // One of them overflowed: count from the largest finite number.
    const limit = 2 ** 128;
    const bounded = (v: number) => Math.max(-limit, Math.min(limit, v));
    return Number.isNaN(actual) ? Infinity : Math.abs(bounded(actual) - bounded(exact)) / 2 ** 104;
  }
  return Math.abs(actual - exact) / 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 23);
}

/** The worst error, where arguments that are subnormal may count as zeros of their sign. */
function worst(
  actual: TypedArray,
  operands: readonly Float32Array[],
  exact: (...x: readonly number[]) => number,
  flushes: number,
) {
  let most = { error: 0, message: "" };
  actual.forEach((value, i) => {
    const x = operands.map((operand) => operand[i] ?? NaN);
    const flushed = x.map((v) => (isSubnormal(v) ? v * 0 : v));
    let error = ulpError(value, exact(...x), flushes);
    if (x.some(isSubnormal)) {
      error = Math.min(error, ulpError(value, exact(...flushed), flushes));
    }
    if (error > most.error) most = { error, message: `(${x.join(", ")}) = ${value}, exactly ${exact(...x)}` };
  });
  return most;
}

const allowed = ({ ulp, flushes = smallestNormal }: Accuracy) => ({
  // Half a unit is what rounding correctly leaves.
  ulp: ulp === 0.5 ? 0 : ulp,
  // What is rounded to a subnormal number on the way may vanish.
  flushes: flushes * (1 + 2 ** -20),
});

describe("functions of one float", () => {
  test.each(Object.keys(unaryAccuracy) as (keyof typeof unaryAccuracy)[])("%s is as accurate as stated", async (name) => {
    const { evaluate: scalar, result } = unaryFunctions[name];
    const { values, milliseconds } = await evaluate(
      (kernel, x) => unaryFunction(name, "float32", x!, kernel),
      result === "bool" ? "bool" : "float32",
      [{ dtype: "float32", data: everything }],
    );
    const { ulp, flushes } = allowed(unaryAccuracy[name]);
    const precision = name === "erfInv" ? "float32" : "float64";
    const { error, message } = worst(values, [everything], (x) => scalar(x!, precision), flushes);
    if (process.env.SHOW_ULP) console.log(name, error.toFixed(2), message, `${milliseconds.toFixed(0)} ms`);
    expect(error, name + message).toBeLessThanOrEqual(ulp);
  });
});

describe("functions of two floats", () => {
  const some = [...spread(-3.4e38, 3.4e38, 90), ...linear(-30, 30, 90), ...edges];
  const [left, right] = [anyBits(20000, 1), anyBits(20000, 2)];
  const near = linear(0.5, 2, 3000);
  const pairs = [
    ...edges.flatMap((a) => edges.map((b) => [a, b] as const)),
    ...some.flatMap((a) => some.map((b) => [a, b] as const)),
    ...[...left].map((a, i) => [a, right[i] ?? 0] as const),
    // Powers that neither overflow nor vanish, and remainders with long quotients.
    ...near.map((a, i) => [a, (i % 170) - 85 + 0.3] as const),
    ...near.map((a, i) => [1 + (a - 1) * 1e-3, ((i % 170) - 85) * 900] as const),
    ...near.map((a, i) => [a * 2 ** ((i % 200) - 100), (i % 13) / 10] as const),
  ];
  const x = Float32Array.from(pairs, ([a]) => a);
  const y = Float32Array.from(pairs, ([, b]) => b);

  test.each(Object.keys(binaryAccuracy) as (keyof typeof binaryAccuracy)[])("%s is as accurate as stated", async (name) => {
    const { evaluate: scalar, result } = binaryFunctions[name];
    const { values, milliseconds } = await evaluate(
      (kernel, a, b) => binaryFunction(name, "float32", a!, b!, kernel),
      result === "bool" ? "bool" : "float32",
      [
        { dtype: "float32", data: x },
        { dtype: "float32", data: y },
      ],
    );
    const { ulp, flushes } = allowed(binaryAccuracy[name]);
    const precision = name === "nextAfter" ? "float32" : "float64";
    const { error, message } = worst(values, [x, y], (a, b) => scalar(a!, b!, precision), flushes);
    if (process.env.SHOW_ULP) console.log(name, error.toFixed(2), message, `${milliseconds.toFixed(0)} ms`);
    expect(error, name + message).toBeLessThanOrEqual(ulp);
  });
});
