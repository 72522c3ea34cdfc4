import { stack, type NDArray } from "@proj/array";
import { jvp, vjp, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { randomProgram, type RandomProgram } from "@proj/random-programs";
import { Draw } from "@proj/primitive-samples";
import { describe, expect, test } from "vitest";

/*
 * The laws that tie the packages together, over random programs. RANDOM_PROGRAMS sets how many; a failure names the seed.
 */

const count = Number(process.env["RANDOM_PROGRAMS"] ?? 150);
const first = Number(process.env["RANDOM_PROGRAMS_FROM"] ?? 0);
const targets = { fused: wasm(), unfused: wasm({ relaxedSimd: false }) };

function forEachProgram(check: (program: RandomProgram) => void): void {
  for (let seed = first; seed < first + count; seed++) {
    try {
      check(randomProgram(seed));
    } catch (error) {
      throw new Error(`program ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, {
        cause: error,
      });
    }
  }
}

function expectClose(actual: readonly NDArray[], expected: readonly NDArray[], tolerance: number): void {
  expect(actual.map((x) => x.describe())).toEqual(expected.map((x) => x.describe()));
  actual.forEach((x, index) => {
    const [a, b] = [x.dataSync(), expected[index]!.dataSync()];
    const scale = Math.max(1, ...Array.from(b, Math.abs));
    a.forEach((value, position) => {
      expect(
        Math.abs(value - b[position]!) / scale,
        `result ${index}, element ${position}: ${value} and ${b[position]!}`,
      ).toBeLessThan(tolerance);
    });
  });
}

const other = (program: RandomProgram, seed: number): NDArray[] => {
  const draw = new Draw(seed);
  return program.types.map(({ shape }) => draw.floats(shape, [-1, 1]));
};

describe("over random programs", () => {
  test.each(Object.entries(targets))(
    "a compiled program (%s) computes what the operations compute one by one",
    (_, target) => {
      forEachProgram(({ apply, operands, seed }) => {
        const args = operands();
        expectClose(jit(apply, { target, name: `program ${seed}` })(args), apply(args), 1e-4);
      });
    },
  );

  test("a vectorised program computes what a loop computes", () => {
    forEachProgram((program) => {
      const batches = [1, 2, 3].map((seed) => other(program, seed));
      const stacked = program.types.map((_, index) => stack(batches.map((args) => args[index]!)));
      const looped = batches.map((args) => program.apply(args));
      const expected = looped[0]!.map((_, index) => stack(looped.map((results) => results[index]!)));
      const batched = (args: NDArray[]): readonly NDArray[] => vmap((inner: NDArray[]) => program.apply(inner))(args);
      expectClose(jit(batched, { target: targets.fused })(stacked), expected, 1e-4);
    });
  });

  test("forward and reverse derivatives are transposes of one another, compiled too", () => {
    forEachProgram((program) => {
      const args = [...program.operands()];
      const tangents = other(program, program.seed + 11);
      const derivatives = (x: NDArray[], t: NDArray[]): { forward: readonly NDArray[]; back: readonly NDArray[] } => {
        const f = (inner: NDArray[]): readonly NDArray[] => program.apply(inner);
        const [results, forward] = jvp(f, [x], [t]);
        const [, pull] = vjp(f, [x]);
        // The results serve as cotangents: any will do.
        return { forward: forward, back: pull(results)[0] };
      };
      const product = (a: readonly NDArray[], b: readonly NDArray[]): number =>
        a.reduce((sum, x, index) => sum + x.mul(b[index]!).sum().item(), 0);
      const { forward, back } = jit(derivatives, { target: targets.fused })(args, tangents);
      const left = product(forward, program.apply(args));
      const right = product(back, tangents);
      expect(Math.abs(left - right) / Math.max(1, Math.abs(left))).toBeLessThan(2e-3);
    });
  });
});
