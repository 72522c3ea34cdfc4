import { UsageError } from "@proj/array";
import { describeValue } from "@proj/array/core";
import type { Lowered } from "@proj/jit";
import { printModule } from "./assembler/print.ts";
import { WasmExecutable } from "./target.ts";

/**
 * The module of a staged function as text, for people.
 *
 * @param lowered - what `jit(f, { target: wasm() }).lower(…)` gives.
 * @returns the folded form of WebAssembly's text format, with variables read by name alone and offsets as `+16`.
 * @throws UsageError for what was not lowered for WebAssembly.
 * @example
 * import { ones, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * import { moduleText, wasm } from "@proj/jit-wasm";
 * const text = moduleText(jit((x: NDArray) => x.mul(x), { target: wasm() }).lower(ones(8)));
 * text.includes("f32x4.mul"); // → true
 */
export function moduleText(lowered: Pick<Lowered, "executable">): string {
  const executable = (lowered as Lowered | null | undefined)?.executable;
  if (executable instanceof WasmExecutable) return printModule(executable.module());
  throw new UsageError({
    operation: "moduleText",
    received: describeValue(lowered),
    expected: "a function that was lowered for WebAssembly",
    remedy: "pass what jit(f, { target: wasm() }).lower(…) gives",
  });
}
