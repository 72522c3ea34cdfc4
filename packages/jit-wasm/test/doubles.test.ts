import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { unaryFunctions } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { float64Accuracy } from "@proj/generators/primitive-samples";
import { jit } from "@proj/jit";
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd } from "../src/features.ts";
import { float64InPairs, wasm } from "../src/index.ts";

const target = wasm({ threads: 1, float64: float64InPairs });

/** Numbers that differ, some negative, some equal, of any length. */
const numbers = (n: number, from = 0): NDArray =>
  np.array(
    Array.from({ length: n }, (_, i) => (((i + from) * 7) % 11) / 4 - 1),
    "float64",
  );

/** Functions whose loops mix doubles with everything else that loops compute with. */
const mixed: Readonly<Record<string, (x: NDArray, y: NDArray) => NDArray>> = {
  "a comparison that chooses": (x, y) => np.where(np.greater(x, y), x, y.mul(2)),
  "a comparison that is stored": (x, y) => np.less(x, y),
  "comparisons counted as integers": (x, y) => np.sum(np.greaterEqual(x, y).astype("int32")),
  "any and all": (x, y) =>
    np
      .any(np.greater(x, y.add(1)))
      .astype("float64")
      .add(np.all(np.less(x, 9)).astype("float64")),
  "where the largest is": (x, y) => np.argmax(x.mul(y)),
  "where the smallest of each row is": (x, y) => np.argmin(np.outer(x, y), 1),
  "positions as doubles": (x) => np.arange(0, x.size, 1, { dtype: "int32" }).astype("float64").mul(x),
  "doubles as integers and back": (x, y) => x.mul(3).astype("int32").add(1).astype("float64").mul(y),
  "doubles as unsigned integers": (x) => np.abs(x).mul(5).astype("uint32"),
  "singles among doubles": (x, y) => x.astype("float32").add(1).astype("float64").mul(y).astype("float32"),
  "halves of doubles": (x, y) => x.mul(y).astype("float16"),
  "booleans that are read": (x, y) => np.where(np.greater(x, 0), y, 0).mul(np.isfinite(y).astype("float64")),
  "a gather": (x, y) => np.take(x, np.floor(np.abs(y)).astype("int32")).add(y),
  "backwards and every other one": (x, y) => np.flip(x).add(np.repeat(y, 2).reshape([x.size, 2]).T.get(1)),
  "columns of a table": (x, y) => np.max(np.outer(x, y).add(x.size), 0),
  "a sum of products": (x, y) => np.sum(np.outer(x, y), 0),
  "signs, roots and rounded numbers": (x, y) =>
    np
      .sign(x)
      .add(np.sqrt(np.abs(y)))
      .add(np.floor(x))
      .sub(np.ceil(y))
      .add(np.round(x.mul(1.5))),
  "remainders and powers": (x, y) => np.remainder(x, y.add(5)).add(np.power(np.abs(x).add(1), y)),
};

test.each(Object.entries(mixed))("%s, of any length", (_, f) => {
  for (const n of [1, 2, 3, 5, 8, 17]) {
    const [x, y] = [numbers(n), numbers(n, 3)];
    const result = jit(f, { target })(x, y);
    const expected = f(x, y);
    expect([result.dtype, result.shape]).toStrictEqual([expected.dtype, expected.shape]);
    expect(result.toList()).toStrictEqual(expected.toList());
  }
});

test("long sums and products of doubles are right to the last digits", () => {
  const n = 10_007;
  const x = np.arange(1, n + 1, 1, { dtype: "float64" }).div(3);
  const sums = jit((x: NDArray) => [np.sum(x), np.matmul(x, x), np.sum(x.reshape([1, n]), 0).get(n - 1)] as const, {
    target,
  })(x);
  const exact = [(n * (n + 1)) / 6, (n * (n + 1) * (2 * n + 1)) / 54, n / 3];
  sums.forEach((sum, index) => {
    expect(Math.abs(Number(sum.item()) / exact[index]! - 1)).toBeLessThan(1e-14);
  });
});

/** Numbers of all magnitudes, and many of those where functions bend. */
const magnitudes = Array.from({ length: 700 }, (_, i) => 2 ** (3 * i - 1074) * (1 + ((i * 0.618) % 1)));
const near = Array.from(
  { length: 3000 },
  (_, i) => (((i + 0.5) * 0.6180339887498949) % 1) * (i % 3 === 0 ? 2 : 40) - (i % 3 === 0 ? 1 : 20),
);
const far = Array.from({ length: 600 }, (_, i) => -750 + 2.5 * i);
const edges = [0, -0, Infinity, -Infinity, NaN, 1, -1];
const points = Float64Array.from([...edges, ...magnitudes, ...magnitudes.map((x) => -x), ...near, ...far]);

function ordered(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

/** The engine's function, which is itself within a unit; where its formula loses a tail, that. */
function expectedOf(name: keyof typeof float64Accuracy, x: number): number {
  return name === "logistic" && x < -40 ? Math.exp(x) : unaryFunctions[name].evaluate(x, "float64");
}

describe.each(hasRelaxedSimd() ? [true, false] : [false])("with fused multiply-add: %s", (relaxedSimd) => {
  const inVectors = wasm({ threads: 1, relaxedSimd, float64: float64InPairs });
  const names = Object.keys(float64Accuracy) as (keyof typeof float64Accuracy)[];
  test.each(names)("%s of doubles is within its stated error", (name) => {
    const compiled = jit((x: NDArray) => lax[name](x), { target: inVectors });
    const values = compiled(np.array(points)).dataSync();
    const errors = Array.from(points, (x, index) => {
      const [value, expected] = [values[index] as number, expectedOf(name, x)];
      if (Number.isNaN(expected) || expected === 0) return Object.is(value, expected) ? 0 : { x, value, expected };
      const error = Number(ordered(value) - ordered(expected));
      return Math.abs(error) <= float64Accuracy[name] + 1 ? 0 : { x, value, expected };
    });
    expect(errors.filter((error) => error !== 0)).toStrictEqual([]);
  });
});
