import { UsageError } from "@proj/array";
import { allocate, bind, sizeOf, type CallbackName, type HostArray, type HostFunction } from "@proj/array/core";
import { expandDims, fullLike } from "@proj/array/lax";
import { batchAt, frontIfBatched } from "./layout.ts";
import type { BatchAxis, BatchingRule } from "./rule.ts";
import { choose } from "./taken-branch.ts";

/** Calls a function for each member of a batch, in order; batch axes are in front. */
function memberwise(f: HostFunction, size: number, axes: readonly BatchAxis[]): HostFunction {
  return f.with((operands, results) => {
    const batch = results.map(allocate);
    const types = results.map((aval) => ({ ...aval, shape: aval.shape.slice(1) }));
    for (let member = 0; member < size; member++) {
      const own = operands.map((x, k) => (axes[k] === null ? x : memberOf(x, member)));
      f.call(own, types).forEach(({ data }, k) => {
        batch[k]!.data.set(data, member * data.length);
      });
    }
    return batch;
  });
}

function memberOf({ shape, dtype, data }: HostArray, member: number): HostArray {
  const own = shape.slice(1);
  const size = sizeOf(own);
  return { shape: own, dtype, data: data.slice(member * size, (member + 1) * size) };
}

const callbackBatching: BatchingRule<"callback"> = (operands, axes, params, { size, taken }) => {
  const { function: f, effect, vmapMethod } = params;
  const results = params.results.map((aval) => ({ ...aval, shape: [size, ...aval.shape] }));
  const inFront = results.map(() => 0);
  const method = vmapMethod ?? (effect === "debug" ? "sequential" : null);
  switch (method) {
    case "sequential": {
      const batch = operands.map((x, k) => frontIfBatched(x, axes[k]!));
      return [bind("callback", batch, { ...params, function: memberwise(f, size, axes), results }), inFront];
    }
    case "broadcastAll": {
      const batch = operands.map((x, k) => batchAt(x, axes[k]!, 0, size));
      // All is well with members that are not here.
      if (f.isCheck && taken !== null) batch[0] = choose(taken, batch[0]!, fullLike(batch[0]!, 1));
      return [bind("callback", batch, { ...params, results }), inFront];
    }
    case "expandDims": {
      const batch = operands.map((x, k) => (axes[k] === null ? expandDims(x, [0]) : batchAt(x, axes[k]!, 0, size)));
      return [bind("callback", batch, { ...params, results }), inFront];
    }
    case null:
      throw new UsageError({
        operation: f.name,
        received: "a batch: the callback is inside of vmap",
        expected: "a callback that says how it acts on a batch",
        remedy:
          effect === "io"
            ? "vmap the rest of the function only; the order of effects on a batch has no meaning"
            : 'pass { vmapMethod: "sequential" }, or "broadcastAll" if the function takes a batch axis in front',
      });
  }
};

export const callbackBatchingRules: { readonly [P in CallbackName]: BatchingRule<P> } = {
  callback: callbackBatching,
};
