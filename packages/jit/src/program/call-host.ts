import type { TypedArray } from "@proj/array";
import { dtypes } from "@proj/array/core";
import type { BufferId, Callback } from "./program.ts";

/**
 * Runs a callback of a program.
 *
 * @param step - the callback.
 * @param bufferOf - a buffer's elements. It is asked again after the call, in which other programs may have run and memory grown.
 */
export function callHost(step: Callback, bufferOf: (id: BufferId) => TypedArray): void {
  const first = step.hasToken ? 1 : 0;
  const operands = step.operands.slice(first).map(({ buffer, shape, dtype }) => {
    const data = dtypes[dtype].allocate(bufferOf(buffer).length);
    data.set(bufferOf(buffer));
    return { shape, dtype, data };
  });
  const results = step.results.slice(first);
  const types = results.map(({ shape, dtype }) => ({ shape, dtype, weakType: false }));
  step.function.call(operands, types).forEach(({ data }, k) => {
    bufferOf(results[k]!.buffer).set(data);
  });
}
