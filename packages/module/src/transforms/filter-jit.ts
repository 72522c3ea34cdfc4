import type { NDArray } from "@proj/array";
import { functionOption, readArgument } from "@proj/array/core";
import { jit, type JitOptions, type Lowered, type TraceRecord } from "@proj/jit";
import { hideStatic, revealStatic } from "./static-leaf.ts";

/** How {@link filterJit} stages a function: as `jit`, less its static positions. */
export type FilterJitOptions = Omit<JitOptions, "staticArgnums">;

/** A function that is staged once for each signature of its arguments, and then runs compiled. */
export interface FilterJitFunction<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  /** Stages and compiles for these arguments without running. */
  lower(...args: Args): Lowered;
  /** Every trace so far, with its reason. */
  readonly traces: readonly TraceRecord[];
  /** Forgets every trace. */
  clearCache(): void;
}

/**
 * Stages a function of any trees: arrays among their leaves are traced, everything else is static.
 *
 * The function is traced once for each structure, each set of array types and each set of other leaves; functions, modules'
 * settings and plain numbers may so decide what it does. A number that changes often should be an array: each new value of
 * a static leaf means a new trace (`traces` tells why each came about).
 *
 * @param f - a pure function. Results that are no arrays come back as they were when it was traced.
 * @param options - `donateArgnums`: positions of arguments whose memory may be taken; `name` for messages; `target`.
 * @returns the staged function.
 * @throws UsageError when the function asks for traced values.
 * @example
 * import { ones, type NDArray } from "@proj/array";
 * import { filterJit, MLP } from "@proj/module";
 * import { key } from "@proj/random";
 * const model = MLP.init(2, 1, { widthSize: 8, depth: 1, key: key(0) });
 * const predict = filterJit((model: MLP, x: NDArray) => model.call(x));
 * predict(model, ones([2])).shape; // → [1]
 * predict(model, ones([2]));
 * predict.traces.length; // → 1
 */
export function filterJit<Args extends readonly unknown[] = NDArray[], Result = unknown>(
  f: (...args: Args) => Result,
  options?: FilterJitOptions,
): FilterJitFunction<Args, Result> {
  readArgument("filterJit", "f", f, functionOption());
  const hidden = (...args: Args): Result => hideStatic(f(...revealStatic(args)));
  const staged = jit(hidden, { name: f.name === "" ? "anonymous" : f.name, ...options });
  return Object.assign((...args: Args): Result => revealStatic(staged(...hideStatic(args))), {
    lower: (...args: Args) => staged.lower(...hideStatic(args)),
    traces: staged.traces,
    clearCache: () => staged.clearCache(),
  });
}
