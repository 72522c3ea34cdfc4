import { functionOption, readNeededOptions, UsageError } from "@proj/tree/core";
import { leaves } from "@proj/tree";
import { isNDArray } from "../core/types/array-brand.ts";
import type { Sharding } from "../core/sharding/sharding.ts";

/** Options of {@link inspectArraySharding}. */
export interface InspectArrayShardingOptions {
  /** Is called with the sharding of each array. */
  readonly callback: (sharding: Sharding) => void;
}

/**
 * Shows the shardings of the arrays of a tree.
 *
 * @param value - a tree; leaves that are no arrays pass.
 * @param options - see {@link InspectArrayShardingOptions}.
 * @throws UsageError for traced arrays, which lie nowhere yet.
 * @example
 * import { array } from "@proj/array";
 * import { inspectArraySharding } from "@proj/array/sharding";
 * const seen: string[] = [];
 * inspectArraySharding(array([1, 2]), { callback: (sharding) => seen.push(String(sharding)) });
 * seen; // → ["SingleDeviceSharding(cpu:0)"]
 */
export function inspectArraySharding(value: unknown, options: InspectArrayShardingOptions): void {
  const operation = "inspectArraySharding";
  const { callback } = readNeededOptions<InspectArrayShardingOptions>(
    operation,
    options,
    { callback: functionOption<InspectArrayShardingOptions["callback"]>() },
    ["callback"],
  );
  for (const leaf of leaves(value)) {
    if (!isNDArray(leaf)) continue;
    if (leaf.tracing === null) callback(leaf.sharding);
    else {
      throw new UsageError({
        operation,
        received: `a traced array ${leaf.describe()}${leaf.origin}`,
        expected: "an array with values: where those of a program lie is known when its arguments are",
        remedy: "return the array from the program, and look at the sharding of the result",
      });
    }
  }
}
