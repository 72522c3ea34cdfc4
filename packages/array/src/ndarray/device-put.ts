import { flatten } from "@proj/tree";
import { ConcreteArray } from "./concrete-array.ts";
import { checkDevice } from "../core/device/default-device.ts";
import { remoteOf, type Device } from "../core/device/device.ts";
import { defect, UsageError } from "@proj/tree/core";
import { cpu, HostStorage } from "../core/device/host-device.ts";
import { MeshDevice } from "../core/sharding/mesh-device.ts";
import { Sharding, SingleDeviceSharding } from "../core/sharding/sharding.ts";
import type { AbstractArray } from "../core/types/abstract-array.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import type { TypedArray } from "../core/types/dtype.ts";

/** The array at one leaf, if it is one. */
function concreteLeaf(operation: string, leaf: unknown): ConcreteArray | null {
  if (!isNDArray(leaf)) return null;
  if (leaf instanceof ConcreteArray) return leaf;
  throw new UsageError({
    operation,
    received: `a traced array ${leaf.describe()}${leaf.origin}`,
    expected: "concrete arrays: inside a transformation there are no values to move",
    remedy: "move the arguments before the transformed function is called",
  });
}

/** Host values on the devices of a sharding. */
export function placeOn(operation: string, data: TypedArray, aval: AbstractArray, sharding: Sharding): ConcreteArray {
  sharding.check(operation, aval.shape);
  const { device } = sharding.devices[0]!;
  if (device.lost !== null) throw remoteOf(device).lostDevice(operation, null, device);
  if (!device.dtypes.includes(aval.dtype)) throw remoteOf(device).lacksDtype(operation, aval, device);
  const storage = device.place === undefined ? device.upload(data, aval) : device.place(data, aval, sharding);
  return new ConcreteArray(storage, aval, true);
}

/** The parts of this process, one after the other, on its devices. */
export function placePartsOn(parts: TypedArray, aval: AbstractArray, sharding: Sharding): ConcreteArray {
  const { device } = sharding.devices[0]!;
  if (device.placeParts !== undefined) return new ConcreteArray(device.placeParts(parts, aval, sharding), aval, true);
  throw defect(`${device.name} has no devices of other processes`);
}

function destination(where: Device | MeshDevice | Sharding): Device | Sharding {
  if (where instanceof Sharding) return where;
  if (!(where instanceof MeshDevice)) {
    checkDevice("devicePut", where);
    return where;
  }
  return where.device.place === undefined ? where.device : new SingleDeviceSharding(where);
}

function valuesToMove(array: ConcreteArray, device: Device): TypedArray {
  const storage = array.storage("devicePut");
  if (storage instanceof HostStorage) return storage.data;
  throw new UsageError({
    operation: "devicePut",
    received: `an array ${array.describe()} on the device ${storage.device.name}`,
    expected: device === cpu ? "arrays on the host" : `arrays on the host or on ${device.name}`,
    remedy:
      device === cpu
        ? "wait for the values: await deviceGet(x)"
        : "wait for the values first: devicePut(await deviceGet(x), device)",
  });
}

/**
 * Places the arrays of a tree on a device, or on several: operations with them run there.
 *
 * @param tree - any tree; leaves that are not arrays pass through.
 * @param where - where the arrays are to live: a device, one device of several (`devices()` lists them), or a sharding, which
 *   says the part that each device has.
 * @returns the tree with its arrays there.
 * @throws UsageError for traced arrays, for a dtype that the device lacks, and for arrays on another device than the host,
 * whose values would have to be waited for, for a device that is lost, and for a shape that a sharding cannot cut into equal
 * parts.
 * @example
 * import { array, cpu, devicePut } from "@proj/array";
 * const { weight } = devicePut({ weight: array([1, 2]) }, cpu);
 * weight.device.name; // → "cpu"
 */
export function devicePut<T>(tree: T, where: Device | MeshDevice | Sharding): T {
  const to = destination(where);
  const device = to instanceof Sharding ? to.devices[0]!.device : to;
  if (device.lost !== null) throw remoteOf(device).lostDevice("devicePut", null, device);
  const [leaves, structure] = flatten(tree, undefined);
  const moved = leaves.map((leaf) => {
    const array = concreteLeaf("devicePut", leaf);
    if (array === null) return leaf;
    const storage = array.storage("devicePut");
    if (storage.device.lost !== null)
      throw remoteOf(storage.device).lostDevice("devicePut", array.aval, storage.device);
    if (to instanceof Sharding) {
      if (array.placed && storage.device === device && array.sharding.isEquivalentTo(to, array.ndim)) return array;
      if (storage.device !== device || device.move === undefined) {
        return placeOn("devicePut", valuesToMove(array, device), array.aval, to);
      }
      to.check("devicePut", array.shape);
      return new ConcreteArray(device.move(storage, array.aval, to), array.aval, true);
    }
    if (storage.device === device && array.placed) return array;
    // Each array owns its storage; the values are shared.
    if (storage instanceof HostStorage && device === cpu)
      return new ConcreteArray(new HostStorage(storage.data), array.aval, true);
    if (storage.device === device) return new ConcreteArray(storage, array.aval, true);
    const values = valuesToMove(array, device);
    if (!device.dtypes.includes(array.dtype)) throw remoteOf(device).lacksDtype("devicePut", array.aval, device);
    return new ConcreteArray(device.upload(values, array.aval), array.aval, true);
  });
  return structure.unflatten(moved) as T;
}

/**
 * Copies the arrays of a tree to the host, once they are computed.
 *
 * @param tree - any tree; leaves that are not arrays pass through.
 * @returns the tree with its arrays on the host, where `item`, `toList` and `dataSync` read them.
 * @throws UsageError for traced arrays and when the device was lost; Error when the computation failed.
 * @example
 * import { array, deviceGet } from "@proj/array";
 * const { loss } = await deviceGet({ loss: array(3) });
 * loss.item(); // → 3
 */
export async function deviceGet<T>(tree: T): Promise<T> {
  const [leaves, structure] = flatten(tree, undefined);
  const values = await Promise.all(
    leaves.map(async (leaf) => {
      const array = concreteLeaf("deviceGet", leaf);
      if (array === null || array.storage("deviceGet").device === cpu) return leaf;
      return new ConcreteArray(new HostStorage(await array.data()), array.aval);
    }),
  );
  return structure.unflatten(values) as T;
}
