import { binaryFunctions, unaryFunctions } from "@proj/array";
import { describe, expect, test } from "vitest";
import { assemble } from "../src/assembler/assemble.ts";
import { i32, v128 } from "../src/assembler/instructions.ts";
import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import { hasRelaxedSimd } from "../src/features.ts";
import { vectorBinary, vectorUnary } from "../src/math/accuracy.ts";
import { hostFunctions } from "../src/math/host.ts";
import { hostModule, MathLibrary } from "../src/math/math-library.ts";
import { pageBytes, webAssembly } from "../src/webassembly.ts";

const capacity = 1 << 16;

/** Every vector function as an exported loop over arrays. */
function build(fused: boolean) {
  const module = new ModuleBuilder();
  module.importMemory("env", "memory", 1);
  const library = new MathLibrary(module, fused);
  const names = [...Object.keys(vectorUnary), ...Object.keys(vectorBinary)];
  for (const name of names) {
    const loop = module.function(
      `loop.${name}`,
      { x: "i32", y: "i32", out: "i32", n: "i32" },
      "void",
      (f, { x, y, out, n }) => {
        const m = library.lanes(f);
        const i = f.local("i32");
        f.for(i, 0, i32.mul(n, 4), 16, () => {
          const at = (base: typeof x) => f.let(v128.load(i32.add(base, i)));
          const value =
            name in vectorUnary
              ? vectorUnary[name as keyof typeof vectorUnary].emit(m, at(x))
              : vectorBinary[name as keyof typeof vectorBinary].emit(m, at(x), at(y));
          f.run(v128.store(i32.add(out, i), value));
        });
      },
    );
    module.export(name, loop);
  }
  const bytes = assemble(module);
  const api = webAssembly();
  const memory = new api.Memory({ initial: (3 * 4 * capacity) / pageBytes + 1 });
  const instance = new api.Instance(new api.Module(bytes), { env: { memory }, [hostModule]: hostFunctions() });
  const heap = new Float32Array(memory.buffer);
  return (name: string, x: Float32Array, y: Float32Array = x): Float32Array => {
    heap.set(x, 0);
    heap.set(y, capacity);
    (instance.exports[name] as (...args: number[]) => void)(0, 4 * capacity, 8 * capacity, Math.ceil(x.length / 4) * 4);
    return heap.slice(2 * capacity, 2 * capacity + x.length);
  };
}

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** Numbers spread evenly over all bit patterns between two numbers of one sign, or both signs around zero. */
function spread(low: number, high: number, count: number): number[] {
  const order = (x: number) => {
    floats[0] = x;
    const b = bits[0] ?? 0;
    return b < 0x80000000 ? b : 0x80000000 - b;
  };
  const [from, to] = [order(low), order(high)];
  return Array.from({ length: count }, (_, i) => {
    const b = Math.round(from + ((to - from) * i) / (count - 1));
    bits[0] = b >= 0 ? b : 0x80000000 - b;
    return floats[0] ?? 0;
  });
}

/** Numbers spread evenly in value, jittered so that they have full mantissas. */
function linear(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    Math.fround(low + ((high - low) * (i + 0.37 * Math.sin(i * 12.9898))) / count),
  );
}

const edges = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  Infinity,
  -Infinity,
  NaN,
  1e-40,
  -1e-40,
  2 ** -149,
  3.4e38,
  -3.4e38,
  1e-20,
  100,
  -100,
  1e10,
];

/** Single-precision numbers next to multiples of π/2, where the remainder is smallest. */
const quarterTurns = Array.from({ length: 6000 }, (_, i) => {
  const k = i < 3000 ? i - 1500 : Math.floor(1500 * 1.01 ** (i - 3000));
  return Math.fround((k * Math.PI) / 2);
}).filter((x) => Math.abs(x) < 1e30);

const everything = [
  ...spread(-3.4e38, 3.4e38, 20000),
  ...linear(-20, 20, 12000),
  ...linear(-1.2, 1.2, 12000),
  ...linear(-200, 200, 4000),
  ...quarterTurns,
  ...edges,
];

/** The distance in units in the last place of the correctly rounded result. */
function ulpError(actual: number, exact: number): number {
  if (Number.isNaN(exact)) return Number.isNaN(actual) ? 0 : Infinity;
  const rounded = Math.fround(exact);
  if (actual === rounded) return 0;
  if (!Number.isFinite(rounded) || !Number.isFinite(actual)) {
    // One of them overflowed: count from the largest finite number.
    const limit = 2 ** 128;
    const bounded = (v: number) => Math.max(-limit, Math.min(limit, v));
    return Math.abs(bounded(actual) - bounded(exact)) / 2 ** 104;
  }
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(exact))), -126);
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}

function worst(actual: Float32Array, exact: (i: number) => number, flushes: number) {
  let most = { error: 0, index: 0 };
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i] ?? NaN, exact(i)];
    if (Math.abs(e) < flushes) {
      if (!(Math.abs(a - e) < flushes)) most = { error: Infinity, index: i };
      continue;
    }
    const error = ulpError(a, e);
    if (error > most.error) most = { error, index: i };
  }
  return most;
}

const variants = [
  { name: "with fused multiply-add", run: hasRelaxedSimd() ? build(true) : null },
  { name: "with separate multiply and add", run: build(false) },
];

describe.each(variants)("vector functions $name", ({ run }) => {
  test.skipIf(run === null).each(Object.keys(vectorUnary) as (keyof typeof vectorUnary)[])(
    "%s is within its stated error",
    (name) => {
      const rule = vectorUnary[name];
      const x = Float32Array.from(everything);
      const actual = run!(name, x);
      const exact = (i: number) => unaryFunctions[name].evaluate(x[i] ?? NaN, "float64");
      const { error, index } = worst(actual, exact, "flushes" in rule ? rule.flushes : 0);
      expect(
        error,
        `${name}(${String(x[index])}) = ${String(actual[index])}, exactly ${String(exact(index))}`,
      ).toBeLessThanOrEqual(rule.ulp);
      if (process.env.SHOW_ULP) console.log(name, error.toFixed(2), x[index]);
    },
  );

  test.skipIf(run === null).each(Object.keys(vectorBinary) as (keyof typeof vectorBinary)[])(
    "%s is within its stated error",
    (name) => {
      const pairs: [number, number][] = [];
      for (const a of edges) for (const b of edges) pairs.push([a, b]);
      const some = [...spread(-3.4e38, 3.4e38, 90), ...linear(-30, 30, 90), ...edges];
      for (const a of some) for (const b of some) pairs.push([a, b]);
      const x = Float32Array.from(pairs, ([a]) => a);
      const y = Float32Array.from(pairs, ([, b]) => b);
      const actual = run!(name, x, y);
      const precision = name === "nextAfter" ? "float32" : "float64";
      const exact = (i: number) => {
        const [a, b] = [x[i] ?? NaN, y[i] ?? NaN];
        // JavaScript leaves (±1)^±∞ undefined; C and JAX give 1.
        if (name === "pow" && (a === 1 || (a === -1 && Math.abs(b) === Infinity))) return 1;
        return binaryFunctions[name].evaluate(a, b, precision);
      };
      const { error, index } = worst(actual, exact, 0);
      const what = `${name}(${String(x[index])}, ${String(y[index])}) = ${String(actual[index])}, exactly ${String(exact(index))}`;
      expect(error, what).toBeLessThanOrEqual(vectorBinary[name].ulp === 0 ? 0 : vectorBinary[name].ulp);
      if (process.env.SHOW_ULP) console.log(name, error.toFixed(2), x[index], y[index]);
    },
  );

  test.skipIf(run === null)("functions that keep zero keep its sign", () => {
    const odd = [
      "expm1",
      "log1p",
      "tanh",
      "sinh",
      "asinh",
      "atanh",
      "sin",
      "tan",
      "asin",
      "atan",
      "erf",
      "erfInv",
      "cbrt",
    ] as const;
    for (const name of odd) {
      const [minus, plus] = run!(name, Float32Array.of(-0, 0));
      expect([name, minus, plus]).toStrictEqual([name, -0, 0]);
    }
  });
});

test("both variants give the same normal random numbers to the last place but one", () => {
  const [fused, plain] = variants.map(({ run }) => run);
  if (!fused || !plain) return;
  const u = Float32Array.from(linear(-0.99999, 0.99999, 40000));
  const [a, b] = [fused("erfInv", u), plain("erfInv", u)];
  const bitsOf = (v: Float32Array) => new Int32Array(v.buffer, v.byteOffset, v.length);
  const [ia, ib] = [bitsOf(a), bitsOf(b)];
  const differences = ia.map((v, i) => Math.abs(v - (ib[i] ?? 0)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
});
