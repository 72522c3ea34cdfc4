import type { ConcreteArray } from "../../ndarray/concrete-array.ts";
import { getDefaultDevice } from "./default-device.ts";
import { remoteOf, type Device, type Storage } from "./device.ts";
import { cpu, HostStorage } from "./host-device.ts";

/*
 * Where an operation runs: on the one device of its arrays. Arrays on the host that nobody placed there (`devicePut` does)
 * go along to whatever device the others live on, or to the default device if there are no others.
 */

/** A device and the operands' values there. */
export interface Placement {
  readonly device: Device;
  readonly storages: readonly Storage[];
}

/**
 * Finds the device for an operation.
 *
 * @param operation - what the user called.
 * @param arrays - its operands.
 * @param wanted - the device if the operation is bound to one; null leaves the choice to the operands.
 * @returns the device of the operands that were placed; the default device if there are none.
 * @throws UsageError when operands live on two devices, when they were disposed of, or when the device is lost.
 * @example
 * import { array, cpu, devicePut } from "@proj/array";
 * import { concrete, deviceOf } from "@proj/array/core";
 * deviceOf("add", [concrete(devicePut(array([1, 2]), cpu), "add")]) === cpu; // → true
 */
export function deviceOf(operation: string, arrays: readonly ConcreteArray[], wanted: Device | null = null): Device {
  let device = wanted;
  let first: ConcreteArray | null = null;
  for (const array of arrays) {
    const { device: home } = array.storage(operation);
    if (!array.placed) continue;
    if (home.lost !== null) throw remoteOf(home).lostDevice(operation, array.aval, home);
    if (device === null) [device, first] = [home, array];
    else if (home !== device) {
      const { mixedDevices } = remoteOf(device === cpu ? home : device);
      throw mixedDevices(operation, [first?.aval ?? null, device], [array.aval, home]);
    }
  }
  const chosen = device ?? getDefaultDevice();
  if (chosen.lost !== null) throw remoteOf(chosen).lostDevice(operation, null, chosen);
  return chosen;
}

/**
 * Finds the device for an operation and brings along the operands that may move.
 *
 * @param operation - what the user called.
 * @param arrays - its operands.
 * @param wanted - the device if the operation is bound to one; null leaves the choice to the operands.
 * @returns the device, and the values of each operand there.
 * @throws UsageError as {@link deviceOf} does, and when the device lacks a dtype.
 * @example
 * import { array } from "@proj/array";
 * import { concrete, placeTogether } from "@proj/array/core";
 * const { device, storages } = placeTogether("add", [concrete(array([1, 2]), "add"), concrete(array(3), "add")]);
 * [device.name, storages.length]; // → ["cpu", 2]
 */
export function placeTogether(
  operation: string,
  arrays: readonly ConcreteArray[],
  wanted: Device | null = null,
): Placement {
  const device = deviceOf(operation, arrays, wanted);
  const storages = arrays.map((array) => {
    const storage = array.storage(operation);
    // Whatever lives on another device than the chosen one is on the host: two others do not get here.
    if (storage.device === device || !(storage instanceof HostStorage)) return storage;
    if (!device.dtypes.includes(array.dtype)) throw remoteOf(device).lacksDtype(operation, array.aval, device);
    return storage.on(device, array.aval);
  });
  return { device, storages };
}
