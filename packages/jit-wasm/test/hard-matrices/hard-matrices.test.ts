import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";
import { measured, threshold } from "./matrices.ts";

// `pnpm hard-matrices` has all matrices, sizes and dtypes.
test.each([
  [512, "float32", ["of rank 9", "tall"]],
  [75, "float32", ["hilbert", "of rank n / 6", "clustered", "ones", "zero"]],
  [100, "float32", ["ones"]],
  [128, "float64", ["of rank 9", "graded rows", "wide", "ones"]],
] as const)("factorisations of hard matrices of %i rows in %s are as exact as LAPACK's", (n, dtype, names) => {
  const target = wasm();
  setDefaultTarget(target);
  for (const { name, miss } of measured(target, n, dtype, names)) expect(miss, name).toBeLessThan(threshold);
  setDefaultTarget(null);
});
