import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import { GemmLibrary, gemmWorkspace } from "../src/gemm/gemm.ts";
import { pageBytes } from "../src/webassembly.ts";
import { best, instantiate } from "./machine.ts";

/** A product to time: C (m × n) = A (m × k) · B (k × n), either operand possibly stored transposed. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposedA?: boolean;
  readonly transposedB?: boolean;
}

/** The products that the table shows. */
export const products: readonly Product[] = [
  { m: 256, n: 256, k: 256 },
  { m: 512, n: 512, k: 512 },
  { m: 1024, n: 1024, k: 1024 },
  { m: 1023, n: 1023, k: 1023 },
  { m: 1024, n: 1024, k: 1024, transposedB: true },
  { m: 1024, n: 1024, k: 1024, transposedA: true },
  { m: 250, n: 150, k: 50 },
  { m: 250, n: 8, k: 150 },
  { m: 250, n: 50, k: 150 },
  { m: 250, n: 150, k: 50, transposedB: true },
  { m: 150, n: 50, k: 25000, transposedA: true },
];

/** GFLOP/s of a product, packing included, and the largest error of a few of its elements. */
export function gemmSpeed(
  { m, n, k, transposedA = false, transposedB = false }: Product,
  fused: boolean,
  budget = 600,
) {
  const module = new ModuleBuilder();
  const shape = {
    m,
    n,
    k,
    aRowStride: transposedA ? 4 : 4 * k,
    aStepStride: transposedA ? 4 * m : 4,
    aElements: m * k,
    b: { rowStride: transposedB ? 4 : 4 * n, columnStride: transposedB ? 4 * k : 4 },
    cRowStride: 4 * n,
    accumulate: false,
  };
  module.export("gemm", new GemmLibrary(module, fused).gemm("gemm", shape));
  const align = (elements: number): number => Math.ceil((4 * elements) / 64) * 64;
  const a = 1024;
  const b = a + align(m * k);
  const c = b + align(k * n);
  const workspace = c + align(m * n);
  const { exports, memory, bytes } = instantiate(
    module,
    Math.ceil((workspace + align(gemmWorkspace(n, k))) / pageBytes),
  );
  const heap = new Float32Array(memory.buffer);
  for (let i = 0; i < m * k; i++) heap[a / 4 + i] = Math.sin(i * 0.7);
  for (let i = 0; i < k * n; i++) heap[b / 4 + i] = Math.cos(i * 0.3);
  const time = best(() => exports.gemm?.(a, b, c, workspace), budget);
  let error = 0;
  for (let sample = 0; sample < 50; sample++) {
    const [row, column] = [(sample * 7919) % m, (sample * 104729) % n];
    let sum = 0;
    for (let step = 0; step < k; step++) {
      sum +=
        (heap[a / 4 + (transposedA ? step * m + row : row * k + step)] ?? 0) *
        (heap[b / 4 + (transposedB ? column * k + step : step * n + column)] ?? 0);
    }
    error = Math.max(error, Math.abs(sum - (heap[c / 4 + row * n + column] ?? 0)));
  }
  return { gflops: (2 * m * n * k) / time, error, bytes: bytes.length };
}
