import { isNDArray, shardingOf, wrongOption } from "@proj/array/core";
import { MeshDevice, PartitionSpec, Sharding, SingleDeviceSharding } from "@proj/array/sharding";
import { withShardingConstraint } from "@proj/autodiff";
import { broadcastPrefix, flatten } from "@proj/tree";

/** Where arrays lie: a sharding or a spec for the mesh that was chosen, or a tree of them, each for the whole subtree in its place. */
export type Shardings = Sharding | PartitionSpec | readonly Shardings[] | { readonly [key: string]: Shardings };

type Placement = Sharding | PartitionSpec;
const isPlacement = (node: unknown): node is Placement => node instanceof Sharding || node instanceof PartitionSpec;

/**
 * Says how the arrays of any tree are to be spread; leaves that are no arrays stay. Concrete arrays are moved; in a program that is
 * traced, values on many devices will lie so.
 *
 * @param x - any tree.
 * @param deviceOrShardings - one device for all, or a sharding, or a tree of shardings that is a prefix of `x`.
 * @returns the tree, with the same values.
 * @throws UsageError where the shardings are no prefix of the tree, for something else than a sharding, and for an array that a
 *   sharding cannot cut.
 * @example
 * import { nn } from "@proj/array";
 * import { makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
 * import { filterShard, MLP } from "@proj/module";
 * import { key } from "@proj/random";
 * const mesh = makeMesh([2], ["model"], { devices: virtualDevices(2) });
 * const model = MLP.init(2, 4, { widthSize: 8, depth: 1, activation: nn.tanh, key: key(0) });
 * const spread = filterShard(model, new NamedSharding(mesh, P("model")));
 * spread.layers[0]!.weight.sharding.shardShape([8, 2]); // → [4, 2]
 */
export function filterShard<T>(x: T, deviceOrShardings: MeshDevice | Shardings): T {
  const operation = "filterShard";
  const name = "deviceOrShardings";
  const prefix =
    deviceOrShardings instanceof MeshDevice ? new SingleDeviceSharding(deviceOrShardings) : deviceOrShardings;
  const [values, treedef] = flatten(x as unknown, undefined);
  const placements: readonly unknown[] = broadcastPrefix(prefix as unknown, x, {
    operation,
    name,
    isLeaf: isPlacement,
  });
  const spread = values.map((value, place) => {
    const placement = placements[place];
    if (!isPlacement(placement)) throw wrongOption({ operation, name }, placement, "a device, or a tree of shardings");
    if (!isNDArray(value)) return value;
    const sharding = shardingOf(operation, placement);
    sharding.checkCuts(operation, value.shape);
    return withShardingConstraint(value, sharding);
  });
  return treedef.unflatten(spread) as T;
}
