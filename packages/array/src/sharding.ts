/** Arrays on many devices: what JAX keeps under `jax.sharding`. */
import "./ndarray/concrete-array.ts";

export { MeshDevice } from "./core/sharding/mesh-device.ts";
export { AbstractDevice, AxisType, type AxisTypeName } from "./core/sharding/axis-type.ts";
export { AbstractMesh, Mesh, type AbstractMeshOptions, type NestedDevices } from "./core/sharding/mesh.ts";
export { NamedSharding } from "./core/sharding/named-sharding.ts";
export { P, PartitionSpec, type SpecEntry } from "./core/sharding/partition-spec.ts";
export { Sharding, makeSingleDeviceSharding, SingleDeviceSharding, type Span } from "./core/sharding/sharding.ts";
export type { Shard } from "./ndarray/shard.ts";
export {
  defaultBackend,
  deviceCount,
  devices,
  localDeviceCount,
  localDevices,
  processCount,
  processIndex,
  processIndices,
} from "./sharding/devices.ts";
export {
  makeArrayFromCallback,
  makeArrayFromProcessLocalData,
  makeArrayFromSingleDeviceArrays,
} from "./sharding/make-array.ts";
export { inspectArraySharding, type InspectArrayShardingOptions } from "./sharding/inspect.ts";
export {
  getAbstractMesh,
  getMesh,
  makeMesh,
  setMesh,
  useAbstractMesh,
  useMesh,
  type MakeMeshOptions,
} from "./sharding/make-mesh.ts";
export { reshard } from "./sharding/reshard.ts";
export { virtualDevices } from "./sharding/virtual-devices.ts";
export { visualizeArraySharding, visualizeSharding } from "./sharding/visualize.ts";
