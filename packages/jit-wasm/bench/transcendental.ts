import { scalarForms, unaryParams } from "@proj/array/core";
import { v128 } from "../src/assembler/instructions.ts";
import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import { MathLibrary } from "../src/math/math-library.ts";
import { vectorFunction, vectorUnary, type LibraryUnary } from "../src/math/unary.ts";
import { best, instantiate } from "./machine.ts";

/** Nanoseconds per element of each vector function over 4096 elements, which stay in the first-level cache. */
export function transcendental(
  fused: boolean,
  names: readonly LibraryUnary[] = Object.keys({ ...vectorUnary, ...scalarForms }) as LibraryUnary[],
): Record<string, number> {
  const module = new ModuleBuilder();
  const library = new MathLibrary(module, fused);
  const length = 4096;
  const [input, output] = [65536, 131072];
  for (const name of names) {
    const loop = module.function(`loop.${name}`, {}, "void", (f) => {
      const i = f.local("i32");
      f.for(i, 0, 4 * length, 16, () => {
        const x = f.let(v128.load(i, input));
        f.run(v128.store(i, vectorFunction(name, unaryParams(name).form)(library.lanes(f), x), output));
      });
    });
    module.export(name, loop);
  }
  const { exports, memory } = instantiate(module, 4, library.imported);
  return Object.fromEntries(
    names.map((name) => {
      const range = ["acosh"].includes(name)
        ? [1, 9]
        : ["log", "rsqrt", "cbrt"].includes(name)
          ? [0.1, 20]
          : ["asin", "acos", "atanh", "erfInv", "log1p"].includes(name)
            ? [-0.95, 0.95]
            : [-8, 8];
      const [low = 0, high = 1] = range;
      new Float32Array(memory.buffer, input, length).forEach((_, i, x) => {
        x[i] = low + (high - low) * ((i * 0.618034) % 1);
      });
      return [name, best(() => exports[name]?.()) / length];
    }),
  );
}
