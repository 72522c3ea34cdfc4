import { describeValue, UsageError } from "@proj/tree/core";
import type { Device } from "./device.ts";
import { cpu } from "./host-device.ts";

let chosen: Device = cpu;

/**
 * Chooses the device that computes with arrays nobody placed: results of operations on numbers and on arrays made from
 * host values.
 *
 * @param device - the device; `cpu` to compute on the host again.
 * @throws UsageError for anything that is no device; the one of before stays.
 * @example
 * import { cpu, getDefaultDevice, setDefaultDevice } from "@proj/array";
 * setDefaultDevice(cpu);
 * getDefaultDevice().name; // → "cpu"
 */
export function setDefaultDevice(device: Device): void {
  checkDevice("setDefaultDevice", device);
  chosen = device;
}

/** Runs a function for which the host is the default device. */
export function withHostAsDefault<T>(body: () => T): T {
  const before = chosen;
  chosen = cpu;
  try {
    return body();
  } finally {
    chosen = before;
  }
}

/** Refuses what is no device. */
export function checkDevice(operation: string, device: unknown): asserts device is Device {
  if (typeof device === "object" && device !== null && "name" in device && "upload" in device && "run" in device)
    return;
  throw new UsageError({
    operation,
    received: `${describeValue(device)} as a device`,
    expected: "a device: cpu, or what a package for devices gives when it is opened",
    remedy: 'write cpu, or await init("webgpu") first',
  });
}

/**
 * The device that computes with arrays nobody placed.
 *
 * @example
 * import { getDefaultDevice } from "@proj/array";
 * getDefaultDevice().name; // → "cpu"
 */
export function getDefaultDevice(): Device {
  return chosen;
}
