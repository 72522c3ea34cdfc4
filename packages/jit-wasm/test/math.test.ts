import { binaryFunctions, unaryFunctions } from "@proj/array/core";
import { float32Arguments, float32Pairs, linear, worstError } from "@proj/primitive-samples";
import { describe, expect, test } from "vitest";
import { assemble } from "../src/assembler/assemble.ts";
import { i32, v128 } from "../src/assembler/instructions.ts";
import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import { hasRelaxedSimd } from "../src/features.ts";
import { vectorBinary, vectorUnary, type VectorRule } from "../src/math/accuracy.ts";
import { hostFunctions } from "../src/math/host.ts";
import { hostModule, MathLibrary } from "../src/math/math-library.ts";
import { pageBytes, webAssembly } from "../src/webassembly.ts";

const capacity = 1 << 17;

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

const variants = [
  { name: "with fused multiply-add", run: hasRelaxedSimd() ? build(true) : null },
  { name: "with separate multiply and add", run: build(false) },
];

describe.each(variants)("vector functions $name", ({ run }) => {
  test.skipIf(run === null).each(Object.keys(vectorUnary) as (keyof typeof vectorUnary)[])(
    "%s is within its stated error",
    (name) => {
      const { ulp, flushes = 0 }: VectorRule<unknown> = vectorUnary[name];
      const { error, message } = worstError(
        run!(name, float32Arguments),
        [float32Arguments],
        (value) => unaryFunctions[name].evaluate(value, "float64"),
        { flushes },
      );
      if (process.env.SHOW_ULP) console.log(name, error.toFixed(2), message);
      expect(error, name + message).toBeLessThanOrEqual(ulp);
    },
  );

  test.skipIf(run === null).each(Object.keys(vectorBinary) as (keyof typeof vectorBinary)[])(
    "%s is within its stated error",
    (name) => {
      const precision = name === "nextAfter" ? "float32" : "float64";
      const { error, message } = worstError(run!(name, ...float32Pairs), float32Pairs, (x, y) =>
        binaryFunctions[name].evaluate(x, y, precision),
      );
      if (process.env.SHOW_ULP) console.log(name, error.toFixed(2), message);
      expect(error, name + message).toBeLessThanOrEqual(vectorBinary[name].ulp);
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
