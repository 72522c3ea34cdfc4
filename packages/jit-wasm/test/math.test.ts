import {
  binaryFunctions,
  scalarForms,
  unaryFunctions,
  unaryParams,
  type BinaryName,
  type UnaryName,
} from "@proj/array/core";
import {
  accuracyOf,
  binaryAccuracy,
  float32Arguments,
  float32Pairs,
  inaccuracy,
  linear,
  unaryAccuracy,
  worstError,
} from "@proj/generators/primitive-samples";
import { describe, expect, test } from "vitest";
import { assemble } from "../src/assembler/assemble.ts";
import { i32 } from "../src/assembler/instructions.ts";
import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import type { Place } from "../src/codegen/emitters/emitter.ts";
import { VectorEmitter } from "../src/codegen/emitters/vector-emitter.ts";
import { hasRelaxedSimd } from "../src/features.ts";
import { hostModule, MathLibrary } from "../src/math/math-library.ts";
import { pageBytes, webAssembly } from "../src/webassembly.ts";

const capacity = 1 << 17;

const unaryNames = Object.keys(unaryAccuracy) as (keyof typeof unaryAccuracy)[];
const binaryNames = Object.keys(binaryAccuracy) as (keyof typeof binaryAccuracy)[];

/** Every function of float32 as an exported loop over arrays, four elements at a time; truth values are 0 and 1. */
function build(fused: boolean) {
  const module = new ModuleBuilder();
  module.importMemory("env", "memory", 1);
  const library = new MathLibrary(module, fused);
  const names: readonly (UnaryName | BinaryName)[] = [...unaryNames, ...binaryNames];
  for (const name of names) {
    const loop = module.function(
      `loop.${name}`,
      { x: "i32", y: "i32", out: "i32", n: "i32" },
      "void",
      (f, { x, y, out, n }) => {
        const lanes = new VectorEmitter(f, library);
        const i = f.local("i32");
        f.for(i, 0, i32.mul(n, 4), 16, () => {
          const at = (base: typeof x): Place => ({ pointer: f.let(i32.add(base, i)), base: 0, stride: 4, count: 4 });
          const load = (base: typeof x) => lanes.let(lanes.load("float32", at(base)));
          const value =
            name in unaryFunctions
              ? lanes.unary(name as UnaryName, "float32", load(x), unaryParams(name as UnaryName).form)
              : lanes.binary(name as BinaryName, "float32", load(x), load(y), null);
          const { result } = { ...unaryFunctions, ...binaryFunctions }[name];
          lanes.store("float32", at(out), result === "bool" ? lanes.convert("bool", "float32", value) : value);
        });
      },
    );
    module.export(name, loop);
  }
  const bytes = assemble(module);
  const api = webAssembly();
  const memory = new api.Memory({ initial: (3 * 4 * capacity) / pageBytes + 1 });
  const instance = new api.Instance(new api.Module(bytes), { env: { memory }, [hostModule]: library.imported });
  const heap = new Float32Array(memory.buffer);
  return (name: string, x: Float32Array, y: Float32Array = x): Float32Array => {
    heap.set(x, 0);
    heap.set(y, capacity);
    (instance.exports[name] as (...args: number[]) => void)(0, 4 * capacity, 8 * capacity, Math.ceil(x.length / 4) * 4);
    return heap.slice(2 * capacity, 2 * capacity + x.length);
  };
}

const variants = [
  { name: "with fused multiply-add", run: hasRelaxedSimd() ? build(true) : null },
  { name: "with separate multiply and add", run: build(false) },
];

describe.each(variants)("vector functions $name", ({ run }) => {
  test.skipIf(run === null).each(unaryNames)("%s is within its stated error", (name) => {
    const values = run!(name, float32Arguments);
    expect(inaccuracy(name, values, [float32Arguments], accuracyOf(name, "wasm"))).toBe(null);
  });

  test.skipIf(run === null).each(binaryNames)("%s is within its stated error", (name) => {
    const values = run!(name, ...float32Pairs);
    expect(inaccuracy(name, values, float32Pairs, accuracyOf(name, "wasm"))).toBe(null);
  });

  test.skipIf(run === null)("the inverse of erf is within 64 units of the true value, as its formula is", () => {
    const { error, message } = worstError(run!("erfInv", float32Arguments), [float32Arguments], (x) =>
      scalarForms.erfInv.evaluate!(x, "float64"),
    );
    expect(error, message).toBeLessThanOrEqual(64);
  });

  test.skipIf(run === null)("tanh never leaves [-1, 1], and reaches its ends exactly", () => {
    const bound = 7.905;
    const values = run!("tanh", Float32Array.from(linear(-2 * bound, 2 * bound, 40001)));
    expect(values.every((value) => Math.abs(value) <= 1)).toBe(true);
    const far = [bound + 0.01, 20, 3e38, Infinity];
    expect([...run!("tanh", Float32Array.from(far))]).toStrictEqual(far.map(() => 1));
    expect([...run!("tanh", Float32Array.from(far.map((x) => -x)))]).toStrictEqual(far.map(() => -1));
    expect(run!("tanh", Float32Array.of(NaN))[0]).toBeNaN();
  });

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
