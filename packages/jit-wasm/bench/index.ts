/* Prints what the generated code reaches on this machine: `pnpm bench`. Best of many; compare figures of one run only. */
import { hasRelaxedSimd } from "../src/features.ts";
import { compileTimes } from "./compile.ts";
import { factorizations, factorizationSpeed } from "./factorizations.ts";
import { gemmSpeed, products } from "./gemm.ts";
import { loopBenches, loopSpeed } from "./loops.ts";
import { peak } from "./machine.ts";
import { transcendental } from "./transcendental.ts";

const variants = hasRelaxedSimd() ? [true, false] : [false];
const row = (name: string, values: readonly string[]): void => {
  console.log(`${name.padEnd(44)}${values.map((value) => value.padStart(16)).join("")}`);
};
row(
  "",
  variants.map((fused) => (fused ? "fused" : "mul + add")),
);

const peaks = variants.map((fused) => peak(fused));
row(
  "peak, GFLOP/s",
  peaks.map((value) => value.toFixed(1)),
);

for (const product of products) {
  const { m, n, k, transposedA, transposedB } = product;
  const name = `${transposedA ? "Aᵀ" : "A"}·${transposedB ? "Bᵀ" : "B"} ${String(m)}×${String(k)}×${String(n)}, GFLOP/s (of peak)`;
  row(
    name,
    variants.map((fused, index) => {
      const { gflops } = gemmSpeed(product, fused);
      return `${gflops.toFixed(1)} (${((100 * gflops) / (peaks[index] ?? 1)).toFixed(0)} %)`;
    }),
  );
}

for (const n of [64, 512]) {
  for (const factorization of factorizations)
    row(
      `${factorization.name} of ${String(n)}×${String(n)}, GFLOP/s`,
      variants.map((fused) => factorizationSpeed(factorization, n, fused).toFixed(1)),
    );
}

for (const bench of loopBenches)
  row(
    `${bench.name}, GB/s`,
    variants.map((fused) => loopSpeed(bench, fused).toFixed(0)),
  );

const functions = variants.map((fused) => transcendental(fused));
for (const name of Object.keys(functions[0] ?? {}))
  row(
    `${name}, ns per element`,
    functions.map((times) => (times[name] ?? NaN).toFixed(2)),
  );

// Twice: the first time, the engine has not yet optimised the compiler itself.
for (const attempt of ["cold", "warm"]) {
  const times = variants.map((fused) => compileTimes(150, fused));
  row(
    `150 kernels compiled (${attempt}), ms`,
    times.map(({ compile }) => compile.toFixed(1)),
  );
  row(
    `150 kernels, first run (${attempt}), ms`,
    times.map(({ first }) => first.toFixed(1)),
  );
}
