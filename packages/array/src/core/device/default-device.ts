import type { Device } from "./device.ts";
import { cpu } from "./host-device.ts";

let chosen: Device = cpu;

/**
 * Chooses the device that computes with arrays nobody placed: results of operations on numbers and on arrays made from
 * host values.
 *
 * @param device - the device; `cpu` to compute on the host again.
 * @example
 * import { cpu, getDefaultDevice, setDefaultDevice } from "@proj/array";
 * setDefaultDevice(cpu);
 * getDefaultDevice().name; // → "cpu"
 */
export function setDefaultDevice(device: Device): void {
  chosen = device;
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
