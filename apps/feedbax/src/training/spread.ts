import { UsageError } from "@proj/array";
import { NamedSharding, P, type Mesh } from "@proj/array/sharding";
import { withShardingConstraint } from "@proj/autodiff";

/*
 * A run over several devices: the trials of a batch lie along the axis "data" of a mesh, the replicates of an ensemble along
 * "replica". What a step computes is the same without; XLA, or virtual devices, share the work as it says.
 */

/** The axes of a mesh that training knows. */
export const trainingAxes = ["data", "replica"] as const;

/** Refuses a mesh with other axes, and numbers of trials or replicates that its devices cannot share evenly. */
export function checkMesh(operation: string, mesh: Mesh, batchSize: number, nReplicates: number | null): void {
  const other = mesh.axisNames.find((name) => !trainingAxes.some((known) => known === name));
  const uneven = (name: string, count: number): boolean =>
    mesh.axisNames.includes(name) && count % mesh.sizeOf(name) !== 0;
  if (other === undefined && !uneven("data", batchSize) && !uneven("replica", nReplicates ?? 1)) return;
  throw new UsageError({
    operation,
    received: `${mesh.toString()} for batches of ${batchSize} trials and ${nReplicates ?? "no"} replicates`,
    expected: 'axes "data" and "replica" alone, with lengths that divide the numbers of trials and of replicates',
    remedy: "choose another mesh, another batchSize, or another number of replicates",
  });
}

/** The arrays of a tree along an axis of the mesh, by their first axes; as they are where the mesh has no such axis. */
export function spreadAlong<T>(mesh: Mesh | null, name: (typeof trainingAxes)[number], tree: T): T {
  if (!(mesh?.axisNames.includes(name) ?? false)) return tree;
  return withShardingConstraint(tree, new NamedSharding(mesh!, P(name)));
}
