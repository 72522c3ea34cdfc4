import type { OrderingName } from "@proj/array/core";
import { sort } from "@proj/array/lax";
import { batchAt, shifted } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

const sortBatching: BatchingRule<"sort"> = (operands, axes, { dimension, numKeys }, { size }) => {
  const at = axes.find((axis) => axis !== null)!;
  const batch = operands.map((x, k) => batchAt(x, axes[k]!, at, size));
  const results = sort(batch, shifted([dimension], at)[0], numKeys);
  return [results, results.map(() => at)];
};

export const orderingBatchingRules: { readonly [P in OrderingName]: BatchingRule<P> } = {
  sort: sortBatching,
};
