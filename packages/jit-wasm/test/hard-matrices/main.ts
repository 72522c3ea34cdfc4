/* Prints how exact factorisations of all hard matrices are: `pnpm hard-matrices`. What is above LAPACK's threshold makes it fail. */
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { matrices, measured, threshold, type Precision } from "./matrices.ts";

const target = wasm();
setDefaultTarget(target);
for (const dtype of ["float32", "float64"] satisfies Precision[])
  for (const n of [75, 256, 512]) {
    for (const { name, miss } of measured(target, n, dtype, Object.keys(matrices))) {
      const isExact = miss < threshold;
      console.log(`${miss.toFixed(3).padStart(8)}  ${name}${isExact ? "" : "  ABOVE THE THRESHOLD"}`);
      if (!isExact) process.exitCode = 1;
    }
  }
