import { describe, expect, test } from "vitest";
import { assemble } from "../src/assembler/assemble.ts";
import { select } from "../src/assembler/expression.ts";
import type { FunctionBuilder } from "../src/assembler/function-builder.ts";
import { f32, f32x4, f64, i32, i32x4, i64, i8x16, memory, v128 } from "../src/assembler/instructions.ts";
import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import { printModule } from "../src/assembler/print.ts";
import { webAssembly } from "../src/webassembly.ts";

function run(module: ModuleBuilder, imports: Readonly<Record<string, unknown>> = {}) {
  const api = webAssembly();
  const bytes = assemble(module);
  expect(api.validate(bytes)).toBe(true);
  const heap = new api.Memory({ initial: 1 });
  const instance = new api.Instance(new api.Module(bytes), { env: { memory: heap, ...imports } });
  return { exports: instance.exports as Record<string, (...args: number[]) => number>, heap };
}

function sumOfArray(): ModuleBuilder {
  const module = new ModuleBuilder();
  module.importMemory("env", "memory", 1);
  const sum = module.function("sum", { x: "i32", n: "i32" }, "f32", (f, { x, n }) => {
    const total = f.local("f32", "total");
    const i = f.local("i32", "i");
    f.for(i, 0, n, 1, () => {
      f.set(total, f32.add(total, f32.load(i32.add(x, i32.mul(i, 4)), 16)));
    });
    f.return(total);
  });
  module.export("sum", sum);
  return module;
}

describe("the assembler", () => {
  test("makes modules that the engine accepts and that compute", () => {
    const { exports, heap } = run(sumOfArray());
    new Float32Array(heap.buffer).set([1.5, 2.5, -7], 4);
    expect(exports.sum?.(0, 3)).toBe(-3);
    expect(exports.sum?.(0, 0)).toBe(0);
  });

  test("prints what it assembles", () => {
    expect(printModule(sumOfArray())).toMatchInlineSnapshot(`
      "(module
        (import "env" "memory" (memory 1))
        (func $sum (param $x i32) (param $n i32) (result f32)
          (local $total f32) (local $i i32)
          (set $i (i32.const 0))
          (if (i32.lt_s $i $n)
            (loop $again
              (set $total (f32.add $total (f32.load +16 (i32.add $x (i32.mul $i (i32.const 4))))))
              (set $i (i32.add $i (i32.const 1)))
              (br_if $again (i32.lt_s $i $n))))
          (return $total))
        (export "sum" (func $sum)))
      "
    `);
  });

  test("makes the vector constants of loops once, where the function begins", () => {
    const ofLoops = (between: (f: FunctionBuilder, body: () => void) => void): ModuleBuilder => {
      const module = new ModuleBuilder();
      const count = module.function("count", { n: "i32" }, "f32", (f, { n }) => {
        const [total, i, j] = [f.local("v128"), f.local("i32"), f.local("i32")];
        f.for(i, 0, n, 1, () => {
          f.for(j, 0, n, 1, () => {
            between(f, () => {
              f.set(total, f32x4.add(f32x4.add(total, f32x4.const(0.5)), f32x4.add(f32x4.const(2), f32x4.const(0.5))));
            });
          });
          f.set(total, f32x4.add(total, f32x4.const(2)));
        });
        f.return(f32x4.extractLane(1, f32x4.add(total, f32x4.const(0))));
      });
      module.export("count", count);
      return module;
    };
    const constants = (module: ModuleBuilder): number =>
      [...assemble(module)].filter((byte, index, bytes) => byte === 0xfd && bytes[index + 1] === 0x0c).length;
    const inside = ofLoops((_, body) => {
      body();
    });
    // Two, and the zeros outside.
    expect(constants(inside)).toBe(3);
    expect(run(inside).exports.count?.(3)).toBe(9 * 3 + 3 * 2);
    expect(run(inside).exports.count?.(0)).toBe(0);
    // In a branch they stay, unless what is outside of it holds them already: its three, the one behind it, the zeros.
    const inBranch = ofLoops((f, body) => {
      f.if(i32.const(1), body);
    });
    expect(constants(inBranch)).toBe(5);
    expect(run(inBranch).exports.count?.(3)).toBe(9 * 3 + 3 * 2);
  });

  test("encodes integers of any size, signed and unsigned", () => {
    const values = [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, -8192, 2 ** 31 - 1, -(2 ** 31)];
    const module = new ModuleBuilder();
    module.importMemory("env", "memory", 1);
    values.forEach((value, index) => {
      module.export(
        `i${String(index)}`,
        module.function(`i${String(index)}`, {}, "i32", (f) => {
          f.return(i32.const(value));
        }),
      );
      module.export(
        `l${String(index)}`,
        module.function(`l${String(index)}`, {}, "f64", (f) => {
          f.return(f64.reinterpretI64(i64.add(i64.const(BigInt(value) << 20n), i64.const(0n))));
        }),
      );
    });
    const { exports } = run(module);
    const bits = new DataView(new ArrayBuffer(8));
    values.forEach((value, index) => {
      expect(exports[`i${String(index)}`]?.()).toBe(value);
      bits.setFloat64(0, exports[`l${String(index)}`]?.() ?? NaN);
      // A NaN may lose its payload on the way through JavaScript.
      if (value >= 0) expect(bits.getBigInt64(0)).toBe(BigInt(value) << 20n);
    });
  });

  test("calls imports and other functions with arguments by name, and writes variables of the module", () => {
    const module = new ModuleBuilder();
    module.importMemory("env", "memory", 1);
    const counter = module.global(40, "counter");
    const host = module.importFunction("env", "host", { x: "f64", y: "f64" }, "f64");
    const count = module.function("count", { by: "i32" }, "i32", (f, { by }) => {
      f.setGlobal(counter, i32.add(counter, by));
      f.return(counter);
    });
    const both = module.function("both", { x: "f64" }, "f64", (f, { x }) => {
      f.return(host.call({ y: 10, x: f64.add(x, f64.convertI32S(count.call({ by: 2 }))) }));
    });
    module.export("both", both);
    const { exports } = run(module, { host: (x: number, y: number) => x - y });
    expect(exports.both?.(1)).toBe(33);
    expect(exports.both?.(1)).toBe(35);
  });

  test("nests blocks, loops and conditions, with branches out of any of them", () => {
    const module = new ModuleBuilder();
    module.importMemory("env", "memory", 1);
    const collatz = module.function("collatz", { n: "i32" }, "i32", (f, { n }) => {
      const steps = f.local("i32", "steps");
      f.block((done) => {
        f.loop((again) => {
          f.branchIf(done, i32.eq(n, 1));
          f.if(
            i32.and(n, 1),
            () => {
              f.set(n, i32.add(i32.mul(n, 3), 1));
            },
            () => {
              f.set(n, i32.shrU(n, 1));
            },
          );
          f.set(steps, i32.add(steps, 1));
          f.branch(again);
        });
      });
      f.return(select(steps, i32.const(-1), i32.gtS(steps, 0)));
    });
    module.export("collatz", collatz);
    const { exports } = run(module);
    expect(exports.collatz?.(27)).toBe(111);
    expect(exports.collatz?.(1)).toBe(-1);
  });

  test("has vectors, lanes, shuffles and memory blocks", () => {
    const module = new ModuleBuilder();
    module.importMemory("env", "memory", 1);
    const vectors = module.function("vectors", {}, "void", (f) => {
      f.run(v128.store(0, v128.const(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer)), 64));
      const x = f.let(v128.load(0, 64), "x");
      const backwards = i8x16.shuffle(x, x, [12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]);
      f.run(
        v128.store(0, f32x4.add(backwards, v128.const(new Uint8Array(Float32Array.of(0, 10, 20, 30).buffer))), 128),
      );
      f.run(v128.store32Lane(2, 0, i32x4.shl(i32x4.const(1, 2, 3, 4), 4), 160));
      f.run(f32.store(0, f32x4.extractLane(1, f32x4.replaceLane(1, x, f32.const(9))), 164));
      f.run(memory.copy(192, 128, 16));
      f.run(memory.fill(200, 0, 4));
    });
    module.export("vectors", vectors);
    const { exports, heap } = run(module);
    exports.vectors?.();
    const floats = new Float32Array(heap.buffer);
    expect([...floats.slice(32, 36)]).toStrictEqual([4, 13, 22, 31]);
    expect(new Int32Array(heap.buffer)[40]).toBe(48);
    expect(floats[41]).toBe(9);
    expect([...floats.slice(48, 52)]).toStrictEqual([4, 13, 0, 31]);
  });

  test("refuses operands of the wrong type where they are written", () => {
    expect(() => i32.add(f32.const(1) as never, 2)).toThrowErrorMatchingInlineSnapshot(
      `[Error: expected an operand of type i32, got f32.const of type f32]`,
    );
    expect(() =>
      (v128.load as (x: unknown) => unknown)(v128.const(new Uint8Array(16))),
    ).toThrowErrorMatchingInlineSnapshot(`[Error: expected an operand of type i32, got v128.const of type v128]`);
  });

  test("assembles a hundred kilobytes", () => {
    const module = new ModuleBuilder();
    module.importMemory("env", "memory", 1);
    for (let index = 0; index < 100; index++) {
      module.function(`f${String(index)}`, { p: "i32" }, "void", (f, { p }) => {
        for (let step = 0; step < 60; step++) {
          const x = f.let(v128.load(p, 16 * step), "x");
          f.run(v128.store(p, f32x4.add(f32x4.mul(x, x), x), 16 * step));
        }
      });
    }
    const bytes = assemble(module);
    expect(bytes.length).toBeGreaterThan(100_000);
    expect(webAssembly().validate(bytes)).toBe(true);
  });
});
