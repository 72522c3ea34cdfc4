import { checkDevice, getDefaultDevice } from "../core/device/default-device.ts";
import type { Device } from "../core/device/device.ts";
import { membersOf, type MeshDevice } from "../core/sharding/mesh-device.ts";

/**
 * All devices of a platform, those of other processes included.
 *
 * @param device - the platform; default: the default device.
 * @throws UsageError for anything that is no device.
 * @example
 * import { devices } from "@proj/array/sharding";
 * devices().map(String); // → ["cpu:0"]
 */
export function devices(device: Device = getDefaultDevice()): readonly MeshDevice[] {
  checkDevice("devices", device);
  return membersOf(device);
}

/**
 * The devices that this process feeds.
 *
 * @param device - the platform; default: the default device.
 * @throws UsageError for anything that is no device.
 * @example
 * import { localDevices } from "@proj/array/sharding";
 * localDevices().length; // → 1
 */
export function localDevices(device: Device = getDefaultDevice()): readonly MeshDevice[] {
  checkDevice("localDevices", device);
  return membersOf(device).filter((member) => member.processIndex === (device.processIndex ?? 0));
}

/**
 * The number of {@link devices}.
 *
 * @param device - the platform; default: the default device.
 * @throws UsageError for anything that is no device.
 * @example
 * import { deviceCount } from "@proj/array/sharding";
 * deviceCount(); // → 1
 */
export function deviceCount(device: Device = getDefaultDevice()): number {
  checkDevice("deviceCount", device);
  return membersOf(device).length;
}

/**
 * The number of {@link localDevices}.
 *
 * @param device - the platform; default: the default device.
 * @throws UsageError for anything that is no device.
 * @example
 * import { localDeviceCount } from "@proj/array/sharding";
 * localDeviceCount(); // → 1
 */
export function localDeviceCount(device: Device = getDefaultDevice()): number {
  checkDevice("localDeviceCount", device);
  return localDevices(device).length;
}

/**
 * The number of this process among those that feed a platform.
 *
 * @param device - the platform; default: the default device.
 * @throws UsageError for anything that is no device.
 * @example
 * import { processIndex } from "@proj/array/sharding";
 * processIndex(); // → 0
 */
export function processIndex(device: Device = getDefaultDevice()): number {
  checkDevice("processIndex", device);
  return device.processIndex ?? 0;
}

/**
 * The numbers of all processes that feed a platform, from the smallest on.
 *
 * @param device - the platform; default: the default device.
 * @throws UsageError for anything that is no device.
 * @example
 * import { processIndices } from "@proj/array/sharding";
 * processIndices(); // → [0]
 */
export function processIndices(device: Device = getDefaultDevice()): readonly number[] {
  checkDevice("processIndices", device);
  return [...new Set(membersOf(device).map((member) => member.processIndex))].sort((a, b) => a - b);
}

/**
 * The number of processes that feed a platform.
 *
 * @param device - the platform; default: the default device.
 * @throws UsageError for anything that is no device.
 * @example
 * import { processCount } from "@proj/array/sharding";
 * processCount(); // → 1
 */
export function processCount(device: Device = getDefaultDevice()): number {
  checkDevice("processCount", device);
  return processIndices(device).length;
}

/**
 * The name of the default device's platform.
 *
 * @example
 * import { defaultBackend } from "@proj/array/sharding";
 * defaultBackend(); // → "cpu"
 */
export function defaultBackend(): string {
  return getDefaultDevice().name;
}
