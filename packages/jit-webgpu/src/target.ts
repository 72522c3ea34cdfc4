import { UsageError } from "@proj/array";
import type { Target } from "@proj/jit";

/**
 * Makes the WebGPU target, once there is one: this release has none, and says so when it is asked.
 *
 * @returns the target; it never does in this release.
 * @throws UsageError always.
 * @example
 * ```ts
 * import { webgpu } from "@proj/jit-webgpu";
 * webgpu(); // throws use wasm() of @proj/jit-wasm
 * ```
 */
export function webgpu(): Target {
  throw new UsageError({
    operation: "webgpu",
    received: "a request for the WebGPU target, which is not part of this release",
    expected: "a target that exists",
    remedy: "use wasm() of @proj/jit-wasm: setDefaultTarget(wasm()), or jit(f, { target: wasm() })",
  });
}
