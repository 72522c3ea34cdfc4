import type { MeshDevice } from "../core/sharding/mesh-device.ts";
import type { Span } from "../core/sharding/sharding.ts";
import type { NDArray } from "./ndarray.ts";

/** The part of an array on one device. */
export interface Shard {
  readonly device: MeshDevice;
  /** Where the part lies along each axis of the array. */
  readonly index: readonly Span[];
  /** How many devices before this one have the same part. */
  readonly replicaId: number;
  /** The values of the part. */
  readonly data: NDArray;
}
