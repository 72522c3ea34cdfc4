import { flatten } from "@proj/tree";
import { ConcreteArray } from "./concrete-array.ts";
import { checkDevice } from "../core/device/default-device.ts";
import { lacksDtype, lostDevice } from "../core/device/errors.ts";
import type { Device } from "../core/device/device.ts";
import { UsageError } from "@proj/tree/core";
import { cpu, HostStorage } from "../core/device/host-device.ts";
import { isNDArray } from "../core/types/array-brand.ts";

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

/**
 * Places the arrays of a tree on a device: operations with them run there.
 *
 * @param tree - any tree; leaves that are not arrays pass through.
 * @param device - where the arrays are to live.
 * @returns the tree with its arrays on the device.
 * @throws UsageError for traced arrays, for a dtype that the device lacks, and for arrays on another device than the host,
 * whose values would have to be waited for, and for a device that is lost.
 * @example
 * import { array, cpu, devicePut } from "@proj/array";
 * const { weight } = devicePut({ weight: array([1, 2]) }, cpu);
 * weight.device.name; // → "cpu"
 */
export function devicePut<T>(tree: T, device: Device): T {
  checkDevice("devicePut", device);
  if (device.lost !== null) throw lostDevice("devicePut", null, device);
  const [leaves, structure] = flatten(tree, undefined);
  const moved = leaves.map((leaf) => {
    const array = concreteLeaf("devicePut", leaf);
    if (array === null) return leaf;
    const storage = array.storage("devicePut");
    if (storage.device.lost !== null) throw lostDevice("devicePut", array.aval, storage.device);
    if (storage.device === device) return array.placed ? array : new ConcreteArray(storage, array.aval, true);
    if (!(storage instanceof HostStorage)) {
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
    if (!device.dtypes.includes(array.dtype)) throw lacksDtype("devicePut", array.aval, device);
    return new ConcreteArray(device.upload(storage.data, array.aval), array.aval, true);
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
