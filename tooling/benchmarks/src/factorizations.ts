/**
 * How fast compiled factorisations are beside the product of matrices, on WebAssembly and in single precision. Times are those of the
 * processor, so that other programs on the machine do not count.
 */
import { array, reshape, type NDArray } from "@proj/array";
import * as linalg from "@proj/array/linalg";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";

setDefaultTarget(wasm());

const random = (n: number): NDArray =>
  reshape(array(Float32Array.from({ length: n * n }, () => Math.random() * 2 - 1)), [n, n]);

/** Milliseconds of the processor, the best of some runs. */
function milliseconds(run: () => NDArray): number {
  let best = Infinity;
  for (let round = 0; round < 10; round++) {
    const before = process.cpuUsage();
    run().dataSync();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

const rows: readonly (readonly [title: string, n: number, flops: number, f: (x: NDArray) => NDArray])[] = [
  ["product", 512, 2, (x) => x.matmul(x)],
  ["qr", 512, 8 / 3, (x) => linalg.qr(x)[0]],
  ["eigh", 256, 9, (x) => linalg.eigh(x)[1]],
  ["eigvalsh", 256, 4 / 3, (x) => linalg.eigvalsh(x)],
  ["svd", 256, 22, (x) => linalg.svd(x)[0]],
  ["svdvals", 256, 8 / 3, (x) => linalg.svdvals(x)],
];

for (const [title, n, flops, f] of rows) {
  const compiled = jit(f);
  const x = random(n);
  compiled(x).dataSync();
  const time = milliseconds(() => compiled(x));
  console.log(`${title} ${n}×${n}: ${time.toFixed(1)} ms, ${((flops * n ** 3) / time / 1e6).toFixed(1)} GFLOP/s`);
}
