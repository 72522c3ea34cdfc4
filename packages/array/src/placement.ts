import type { ConcreteArray } from "./concrete-array.ts";
import { getDefaultDevice } from "./default-device.ts";
import type { Device, Storage } from "./device.ts";
import { UsageError } from "./errors.ts";
import { HostStorage } from "./host-device.ts";

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
 * Finds the device for an operation and brings along the operands that may move.
 *
 * @param operation - what the user called.
 * @param arrays - its operands.
 * @param wanted - the device if the operation is bound to one; null leaves the choice to the operands.
 * @throws UsageError when operands live on two devices, when the device is lost, or when it lacks a dtype.
 */
export function placeTogether(
  operation: string,
  arrays: readonly ConcreteArray[],
  wanted: Device | null = null,
): Placement {
  let device = wanted;
  let first: ConcreteArray | null = null;
  for (const array of arrays) {
    if (!array.placed) {
      array.storage(operation);
      continue;
    }
    const { device: home } = array.storage(operation);
    if (device === null) [device, first] = [home, array];
    else if (home !== device) throw mixed(operation, array, device, first);
  }
  const chosen = device ?? getDefaultDevice();
  if (chosen.lost !== null) {
    throw new UsageError({
      operation,
      received:
        first === null
          ? `the device ${chosen.name}, which is lost: ${chosen.lost}`
          : `an array ${first.describe()} on the device ${chosen.name}, which is lost: ${chosen.lost}`,
      expected: "arrays on a device that works",
      remedy:
        "get a new device with init() of @proj/jit-webgpu, and make the arrays anew there, from a checkpoint or from host values",
    });
  }
  return {
    device: chosen,
    storages: arrays.map((array) => {
      const storage = array.storage(operation);
      if (storage.device === chosen) return storage;
      if (!chosen.dtypes.includes(array.dtype)) throw lacksDtype(operation, array, chosen);
      return (storage as HostStorage).on(chosen, array.aval);
    }),
  };
}

function mixed(operation: string, array: ConcreteArray, device: Device, other: ConcreteArray | null): UsageError {
  return new UsageError({
    operation,
    received: `an array ${array.describe()} on the device ${array.device.name} and ${other === null ? "a program" : `an array ${other.describe()}`} on ${device === array.device ? "another" : device.name}`,
    expected: "all arrays of one call on one device",
    remedy:
      "move them together first: devicePut(x, device) copies host values to a device, await deviceGet(x) copies back to the host",
  });
}

/** The error for an array of a dtype that a device lacks. */
export function lacksDtype(operation: string, array: ConcreteArray, device: Device): UsageError {
  return new UsageError({
    operation,
    received: `an array ${array.describe()} for the device ${device.name}`,
    expected: `one of the dtypes of ${device.name}: ${device.dtypes.join(", ")}`,
    remedy: 'convert it with astype ("float32" in place of "float64"), or compute on the host: devicePut(x, cpu)',
  });
}
