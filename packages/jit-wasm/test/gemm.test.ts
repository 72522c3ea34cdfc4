import { describe, expect, test } from "vitest";
import { assemble } from "../src/assembler/assemble.ts";
import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import { hasRelaxedSimd } from "../src/features.ts";
import { GemmLibrary, gemmWorkspace } from "../src/gemm/gemm.ts";
import { emitPacker, packedElements } from "../src/gemm/pack.ts";
import { pageBytes, webAssembly } from "../src/webassembly.ts";

interface Product {
  m: number;
  n: number;
  k: number;
  transposedA?: boolean;
  transposedB?: boolean;
  packed?: boolean;
  accumulate?: boolean;
}

const guard = 12345;

/** Runs a product whose operands and result are surrounded by guards, and compares every element. */
function check(
  { m, n, k, transposedA = false, transposedB = false, packed = false, accumulate = false }: Product,
  fused: boolean,
): void {
  const module = new ModuleBuilder();
  // Rows longer than the matrices, so that strides and extents differ.
  const [aRow, aStep] = transposedA ? [1, m + 3] : [k + 2, 1];
  const [bRow, bColumn] = transposedB ? [1, k + 1] : [n + 5, 1];
  const cRow = n + 3;
  const library = new GemmLibrary(module, fused);
  const b = { rowStride: 4 * bRow, columnStride: 4 * bColumn };
  const shape = {
    m,
    n,
    k,
    aRowStride: 4 * aRow,
    aStepStride: 4 * aStep,
    aElements: m * k,
    b: packed ? null : b,
    cRowStride: 4 * cRow,
    accumulate,
  };
  module.export("gemm", library.gemm("gemm", shape));
  module.export("pack", emitPacker(module, "pack", { n, ...b }));
  const sizes = [m * aRow + k * aStep, k * bRow + n * bColumn, m * cRow + 8, packedElements(k, n), gemmWorkspace(n, k)];
  const starts = sizes.map((_, index) => 64 + sizes.slice(0, index).reduce((sum, size) => sum + size + 8, 0));
  const [a = 0, bAt = 0, c = 0, panels = 0, workspace = 0] = starts;
  module.importMemory("env", "memory", 1);
  const api = webAssembly();
  const memory = new api.Memory({ initial: Math.ceil((4 * (workspace + (sizes[4] ?? 0) + 64)) / pageBytes) });
  const { exports } = new api.Instance(new api.Module(assemble(module)), { env: { memory } });
  const heap = new Float32Array(memory.buffer).fill(guard);
  const value = (i: number): number => ((i * 7919) % 1009) / 512 - 1;
  for (let i = 0; i < m; i++) for (let s = 0; s < k; s++) heap[a + i * aRow + s * aStep] = value(i * k + s);
  for (let s = 0; s < k; s++) for (let j = 0; j < n; j++) heap[bAt + s * bRow + j * bColumn] = value(1000 + s * n + j);
  if (accumulate) for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) heap[c + i * cRow + j] = i - j;
  if (packed) (exports.pack as (...args: number[]) => void)(k, 4 * bAt, 4 * panels);
  (exports.gemm as (...args: number[]) => void)(4 * a, 4 * (packed ? panels : bAt), 4 * c, 4 * workspace);
  let [worst, untouched] = [0, true];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n + 3; j++) {
      const actual = heap[c + i * cRow + j] ?? NaN;
      if (j >= n) {
        untouched &&= actual === guard;
        continue;
      }
      let sum = accumulate ? i - j : 0;
      for (let s = 0; s < k; s++) sum += value(i * k + s) * value(1000 + s * n + j);
      const error = Math.abs(actual - sum) / (Math.abs(sum) + Math.sqrt(k + 1));
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
    }
  }
  expect(worst).toBeLessThanOrEqual(2e-6);
  expect(untouched).toBe(true);
}

const shapes: readonly (readonly [m: number, n: number, k: number])[] = [
  [1, 2, 1], [1, 8, 3], [2, 3, 5], [3, 4, 4], [5, 7, 9], [6, 8, 16], [7, 9, 17], [12, 16, 2], [13, 5, 40],
  [49, 21, 33], [64, 64, 64], [13, 600, 20], [17, 13, 700], [100, 50, 300], [4, 6, 0],
]; // prettier-ignore

describe.each(hasRelaxedSimd() ? [true, false] : [false])("products with relaxed SIMD %s", (fused) => {
  test.each(shapes)("%i×%i by %i are right for every layout of the operands", (m, n, k) => {
    for (const transposedA of [false, true]) {
      for (const transposedB of [false, true]) {
        for (const accumulate of [false, true]) {
          for (const packed of [false, true]) check({ m, n, k, transposedA, transposedB, packed, accumulate }, fused);
        }
      }
    }
  });
});
