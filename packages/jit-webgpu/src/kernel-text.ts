import { UsageError } from "@proj/array";
import { describeValue } from "@proj/array/core";
import type { Lowered } from "@proj/jit";
import { printDeviceProgram } from "./codegen/print.ts";
import { WebGpuExecutable } from "./runtime/executable.ts";

/**
 * What a GPU does for a staged function as text, for people.
 *
 * @param lowered - what `jit(f).lower(…)` gives for arrays on a GPU.
 * @returns the commands in order, then the kernels in WGSL.
 * @throws UsageError for what was not lowered for a GPU.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * import { init, kernelText } from "@proj/jit-webgpu";
 * await init();
 * kernelText(jit((x: NDArray) => x.mul(x)).lower(array([1, 2, 3]))).includes("// kernel 0"); // → true
 */
export function kernelText(lowered: Pick<Lowered, "executable">): string {
  const executable = (lowered as Lowered | null | undefined)?.executable;
  if (executable instanceof WebGpuExecutable) return printDeviceProgram(executable.code);
  throw new UsageError({
    operation: "kernelText",
    received: describeValue(lowered),
    expected: "a function that was lowered for a GPU",
    remedy: "pass what jit(f).lower(…) gives for arrays on a GPU",
  });
}
