import {
  binaryFunctions,
  binaryNames,
  domains,
  dtypes,
  scalarForms,
  unaryFunctions,
  unaryNames,
} from "@proj/array/core";
import type { DType, TypedArray } from "@proj/array";
import type { BinaryName, Domain, UnaryName } from "@proj/array/core";
import {
  accuracyOf,
  anyBits,
  binaryAccuracy,
  float32Arguments,
  float32Pairs,
  inaccuracy,
  linear,
  unaryAccuracy,
  worstError,
  type Flushing,
} from "@proj/generators/primitive-samples";
import { describe, expect, test } from "vitest";
import { binarySpellings } from "../src/math/binary.ts";
import { emulatedFusedMultiplyAdd, fusedMultiplyAddProbe } from "../src/math/fused-multiply-add.ts";
import { binaryFunction, unaryFunction } from "../src/math/functions.ts";
import { erfInv } from "../src/math/inverse-error-function.ts";
import { unarySpellings } from "../src/math/unary.ts";
import { evaluate } from "./evaluate.ts";
import { runProbe } from "./run-probe.ts";

/** Devices may take subnormal numbers for zeros, and what is rounded to one on the way may vanish. */
const flushing = (magnitude = 2 ** -126): Flushing => ({
  flushes: magnitude * (1 + 2 ** -20),
  flushesArguments: true,
});

const takes = (domain: Domain, dtype: DType): boolean => domains[domain].includes(dtype);
/** The values of a function of the table, for operands of one dtype. */
function valuesOf(name: UnaryName | BinaryName, dtype: DType, operands: readonly TypedArray[]) {
  const { result } = name in unaryFunctions ? unaryFunctions[name as UnaryName] : binaryFunctions[name as BinaryName];
  return evaluate(
    (kernel, x, y) =>
      operands.length === 1
        ? unaryFunction(name as UnaryName, dtype, x, kernel)
        : binaryFunction(name as BinaryName, dtype, x, y, kernel),
    result === "bool" ? "bool" : dtype,
    operands.map((data) => ({ dtype, data })),
  );
}

describe("functions of one float", () => {
  test.each(Object.keys(unaryAccuracy) as (keyof typeof unaryAccuracy)[])(
    "%s is as accurate as stated",
    async (name) => {
      const accuracy = accuracyOf(name, "webgpu");
      const { values } = await valuesOf(name, "float32", [float32Arguments]);
      expect(inaccuracy(name, values, [float32Arguments], accuracy, flushing(accuracy.flushes))).toBe(null);
    },
  );

  test("normal random numbers are the reference's to the last bit", async () => {
    const uniform = Float32Array.from(linear(-1, 1, 60000));
    const { values } = await valuesOf("erfInv", "float32", [uniform]);
    const expected = uniform.map((x) => scalarForms.erfInv.evaluate!(x, "float32"));
    expect(new Uint32Array(values.buffer)).toStrictEqual(new Uint32Array(expected.buffer));
  });

  test("with the built-in multiply-add, the inverse of erf corrects its quotients and roots", async () => {
    const inner = Float32Array.from(linear(-0.9, 0.9, 20000));
    const { values } = await evaluate((kernel, x) => `${kernel.helper(erfInv(true))}(${x})`, "float32", [
      { dtype: "float32", data: inner },
    ]);
    // This device's built-in rounds twice, so a few units are left; a wrong correction would leave more.
    const { error, message } = worstError(values, [inner], (x) => scalarForms.erfInv.evaluate!(x, "float64"));
    expect(error, message).toBeLessThanOrEqual(6);
  });
});

describe("functions of two floats", () => {
  test.each(Object.keys(binaryAccuracy) as (keyof typeof binaryAccuracy)[])(
    "%s is as accurate as stated",
    async (name) => {
      const accuracy = accuracyOf(name, "webgpu");
      const { values } = await valuesOf(name, "float32", float32Pairs);
      expect(inaccuracy(name, values, float32Pairs, accuracy, flushing(accuracy.flushes))).toBe(null);
    },
  );
});

const integers = [
  0,
  1,
  2,
  3,
  5,
  7,
  12,
  31,
  32,
  33,
  63,
  64,
  100,
  255,
  65535,
  65536,
  2 ** 24 + 1,
  2 ** 30,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 31 + 1,
  2 ** 32 - 100,
  2 ** 32 - 33,
  2 ** 32 - 32,
  2 ** 32 - 3,
  2 ** 32 - 2,
  2 ** 32 - 1,
  0x9e3779b9,
  0x12345678,
];
const samples = {
  bool: Uint8Array.of(0, 1),
  int32: Int32Array.from(integers, (n) => n | 0),
  uint32: Uint32Array.from(integers),
};

describe.each(["bool", "int32", "uint32"] as const)("functions of %s", (dtype) => {
  const sample: TypedArray = samples[dtype];
  const bool = (values: TypedArray) => values.map((value) => (value === 0 ? 0 : 1));
  const rows = [...sample].flatMap((a) => [...sample].map((b) => [a, b] as const));
  const [left, right] = [0, 1].map((k) => {
    const operand = dtypes[dtype].allocate(rows.length);
    rows.forEach((row, i) => (operand[i] = row[k]!));
    return operand;
  }) as [TypedArray, TypedArray];

  test.each(unaryNames.filter((name) => takes(unaryFunctions[name].domain, dtype)))(
    "%s is the reference's",
    async (name) => {
      const { values } = await valuesOf(name, dtype, [sample]);
      const expected = dtypes[dtype].allocate(sample.length);
      sample.forEach((x, i) => (expected[i] = unaryFunctions[name].evaluate(x, dtype)));
      expect(values).toStrictEqual(expected);
    },
  );

  test.each(binaryNames.filter((name) => takes(binaryFunctions[name].domain, dtype)))(
    "%s is the reference's",
    async (name) => {
      const { evaluate: scalar, result } = binaryFunctions[name];
      const { values } = await valuesOf(name, dtype, [left, right]);
      const kind = result === "bool" ? "bool" : dtype;
      const expected = dtypes[kind].allocate(rows.length);
      rows.forEach(([a, b], i) => (expected[i] = scalar(a, b, dtype)));
      // A truth value shifted to the left may be 2 there.
      expect(values).toStrictEqual(kind === "bool" ? bool(expected) : expected);
    },
  );
});

describe("the tables of spellings", () => {
  const all = Object.keys(dtypes) as DType[];

  test("have what the functions are defined for, of the dtypes that WGSL has; complex numbers become pairs before", () => {
    const spelled = (domain: Domain) =>
      all.filter(
        (dtype) =>
          ["bool", "int32", "uint32", "float32"].includes(dtype) &&
          domain !== "part" &&
          domain !== "complex" &&
          takes(domain, dtype),
      );
    const has = (row: Readonly<Record<DType, unknown>>) => all.filter((dtype) => typeof row[dtype] === "function");
    for (const name of unaryNames)
      expect([name, ...has(unarySpellings[name])]).toStrictEqual([name, ...spelled(unaryFunctions[name].domain)]);
    for (const name of binaryNames)
      expect([name, ...has(binarySpellings[name])]).toStrictEqual([name, ...spelled(binaryFunctions[name].domain)]);
  });

  test("say why there is none", () => {
    const kernel = {} as never;
    expect(() => unaryFunction("sin", "float64", "x", kernel)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the WGSL of sin received operands of dtype float64: WGSL has no numbers of 64 bits
        expected: a dtype that the function takes, and not float64
        to fix:   convert the operands, with astype(x, 'float32') for instance]
    `);
    expect(() => binaryFunction("pow", "int32", "x", "y", kernel)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the WGSL of pow received operands of dtype int32: the function is not defined for this dtype
        expected: a dtype that the function takes, and not float64
        to fix:   convert the operands, with astype(x, 'float32') for instance]
    `);
  });
});

describe("multiply-add with one rounding", () => {
  /** x · y + z rounded to single precision once, from doubles: their sum rounded to odd, which a second rounding does not notice. */
  function exactly(x: number, y: number, z: number): number {
    const product = x * y;
    const sum = product + z;
    if (!Number.isFinite(sum) || Math.abs(sum) < 1e-300) return Math.fround(sum);
    const other = sum - product;
    const leftOut = product - (sum - other) + (z - other);
    if (leftOut === 0) return Math.fround(sum);
    const view = new BigInt64Array(Float64Array.of(sum).buffer);
    if (view[0]! % 2n === 0n) view[0]! += leftOut < 0 === sum < 0 ? 1n : -1n;
    return Math.fround(new Float64Array(view.buffer)[0]!);
  }

  const special = [
    0,
    -0,
    1,
    -1,
    Infinity,
    -Infinity,
    NaN,
    3e38,
    -3e38,
    2 ** -126,
    2 ** -149,
    1 + 2 ** -23,
    1 - 2 ** -24,
  ];
  const triples: (readonly [number, number, number])[] = [
    ...special.flatMap((x) => special.flatMap((y) => special.map((z) => [x, y, z] as const))),
  ];
  const [xs, ys, zs] = [anyBits(60000, 11), anyBits(60000, 12), anyBits(60000, 13)];
  xs.forEach((x, i) => {
    const [y, z] = [ys[i]!, zs[i]!];
    triples.push([x, y, z]);
    // Addends near the product: they cancel it, meet its lower half, or make ties.
    const a = 1 + (i % 4096) / 4096 + 2 ** -23 * (i % 7);
    const b = 1 + ((i * 37) % 8192) / 8192 + 2 ** -23 * (i % 5);
    const c = -Math.fround(a * b);
    triples.push([a, b, c], [a, b, -c * 2 ** ((i % 60) - 30)], [a, -b, c * (1 + 2 ** -12)]);
    triples.push([a, b, Math.fround(z / 2 ** Math.floor(Math.log2(Math.abs(z)))) * 2 ** ((i % 120) - 60)]);
    // A tie of the product, and something far below that decides it.
    triples.push([1 + 2 ** -12 * (2 * (i % 2000) + 1), 1 + 2 ** -12, (i % 2 === 0 ? 1 : -1) * 2 ** -(30 + (i % 100))]);
  });
  const [x, y, z] = [0, 1, 2].map((k) => Float32Array.from(triples, (triple) => triple[k]!)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];

  test("is exact where the device has no instruction for it", async () => {
    const { values } = await evaluate(
      (kernel, ...operands) => `${kernel.helper(emulatedFusedMultiplyAdd)}(${operands.join(", ")})`,
      "float32",
      [x, y, z].map((data) => ({ dtype: "float32", data })),
    );
    const { error, message } = worstError(values, [x, y, z], (a, b, c) => exactly(a, b, c), flushing());
    expect(error, message).toBe(0);
  });

  test("is told apart from multiplying and adding by the probe", async () => {
    const { inputs, outputWords, roundsOnce } = fusedMultiplyAddProbe;
    const rows = Array.from({ length: outputWords }, (_, i) => inputs.subarray(3 * i, 3 * i + 3));
    const asWords = (value: (a: number, b: number, c: number) => number) =>
      new Uint32Array(Float32Array.from(rows, ([a, b, c]) => value(a!, b!, c!)).buffer);
    expect(roundsOnce(asWords((a, b, c) => a * b + c))).toBe(true);
    expect(roundsOnce(asWords((a, b, c) => Math.fround(a * b) + c))).toBe(false);
    // And what it says of this device's built-in is true.
    const { values } = await evaluate((_, a, b, c) => `fma(${a}, ${b}, ${c})`, "float32", [
      { dtype: "float32", data: x },
      { dtype: "float32", data: y },
      { dtype: "float32", data: z },
    ]);
    const { error } = worstError(values, [x, y, z], (a, b, c) => exactly(a, b, c), flushing());
    expect(roundsOnce(await runProbe())).toBe(error === 0);
  });
});
