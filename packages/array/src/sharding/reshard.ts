import { UsageError } from "@proj/tree/core";
import type { Mesh } from "../core/sharding/mesh.ts";
import { NamedSharding } from "../core/sharding/named-sharding.ts";
import { PartitionSpec } from "../core/sharding/partition-spec.ts";
import { Sharding } from "../core/sharding/sharding.ts";
import { devicePut } from "../ndarray/device-put.ts";
import { getMesh } from "./make-mesh.ts";

/** A sharding, or that of a spec along the axes of the mesh that was chosen. */
export function shardingOf(
  operation: string,
  sharding: Sharding | PartitionSpec,
  mesh: Mesh | null = getMesh(),
): Sharding {
  if (sharding instanceof Sharding) return sharding;
  if (sharding instanceof PartitionSpec && mesh !== null) return new NamedSharding(mesh, sharding);
  throw new UsageError({
    operation,
    received: sharding instanceof PartitionSpec ? `${sharding.toString()} without a mesh` : `a ${typeof sharding}`,
    expected: "a sharding, or a spec where a mesh was chosen",
    remedy: 'pass new NamedSharding(mesh, P("data")), or choose the mesh with setMesh(mesh)',
  });
}

/**
 * Spreads the arrays of a tree in another way.
 *
 * @param tree - any tree; leaves that are not arrays pass through.
 * @param sharding - the new sharding, or a spec for the mesh that `setMesh` or `useMesh` chose.
 * @throws UsageError as `devicePut` does, and for a spec without a mesh.
 * @example
 * import { array } from "@proj/array";
 * import { makeMesh, P, reshard, useMesh, virtualDevices } from "@proj/array/sharding";
 * const mesh = makeMesh([2], ["data"], { devices: virtualDevices(2) });
 * const x = useMesh(mesh, () => reshard(array([1, 2, 3, 4]), P("data")));
 * Array.from(x.addressableShards, (shard) => shard.data.toList()); // → [[1, 2], [3, 4]]
 */
export function reshard<T>(tree: T, sharding: Sharding | PartitionSpec): T {
  return devicePut(tree, shardingOf("reshard", sharding));
}
