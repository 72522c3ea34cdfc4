import { i32, v128, f32x4 } from "../src/assembler/instructions.ts";
import { assemble } from "../src/assembler/assemble.ts";
import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import { hostModule } from "../src/math/math-library.ts";
import { webAssembly } from "../src/webassembly.ts";
import type { WasmMemory } from "../src/webassembly.ts";

/** Instantiates a module with a memory of its own. */
export function instantiate(module: ModuleBuilder, pages: number, host: Readonly<Record<string, unknown>> = {}) {
  module.importMemory("env", "memory", 1);
  const api = webAssembly();
  const memory: WasmMemory = new api.Memory({ initial: pages });
  const bytes = assemble(module);
  const instance = new api.Instance(new api.Module(bytes), { env: { memory }, [hostModule]: host });
  return { memory, bytes, exports: instance.exports as Record<string, (...args: number[]) => void> };
}

/** The least time of one run in nanoseconds, over about `budget` milliseconds. */
export function best(run: () => void, budget = 250): number {
  const begin = performance.now();
  let least = Infinity;
  let repeat = 1;
  do {
    const start = performance.now();
    for (let i = 0; i < repeat; i++) run();
    const time = performance.now() - start;
    least = Math.min(least, time / repeat);
    if (time < 0.5) repeat = Math.min(repeat * 2, 1 << 16);
  } while (performance.now() - begin < budget);
  return least * 1e6;
}

/** The machine's peak in multiply-adds from registers, in GFLOP/s: twelve independent chains. */
export function peak(fused: boolean, budget = 400): number {
  const module = new ModuleBuilder();
  const chains = fused ? 12 : 10;
  const loop = module.function("peak", { n: "i32", p: "i32" }, "void", (f, { n, p }) => {
    const sums = Array.from({ length: chains }, () => f.local("v128", "sum"));
    const c = f.let(v128.load(p), "c");
    f.loop((again) => {
      const x = f.let(v128.load(p, 16), "x");
      for (const sum of sums) f.set(sum, fused ? f32x4.relaxedMadd(x, c, sum) : f32x4.add(sum, f32x4.mul(x, c)));
      f.set(n, i32.sub(n, 1));
      f.branchIf(again, n);
    });
    sums.forEach((sum, index) => {
      f.run(v128.store(p, sum, 32 + 16 * index));
    });
  });
  module.export("peak", loop);
  const { exports } = instantiate(module, 1);
  const rounds = 20000;
  return (rounds * chains * 8) / best(() => exports.peak?.(rounds, 1024), budget);
}
