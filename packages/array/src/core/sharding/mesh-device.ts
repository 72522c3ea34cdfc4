import type { Device } from "../device/device.ts";

/**
 * One of the devices over which arrays are spread; a {@link Device} of which there is one only, such as the host, is one of them.
 *
 * @example
 * import { virtualDevices, type MeshDevice } from "@proj/array/sharding";
 * const device: MeshDevice = virtualDevices(2)[1]!;
 * [device.id, String(device)]; // → [1, "virtual:1"]
 */
export class MeshDevice {
  /** Its number among those of its platform. */
  readonly id: number;
  /** What keeps its values and runs its programs, together with those of its platform. */
  readonly device: Device;
  /** The process that feeds it. */
  readonly processIndex: number;

  constructor(id: number, device: Device, processIndex = 0) {
    this.id = id;
    this.device = device;
    this.processIndex = processIndex;
  }

  /** The name of the platform: `"cpu"`, `"virtual"`, `"xla"`. */
  get platform(): string {
    return this.device.name;
  }

  /** Platform and number: `"virtual:3"`. */
  toString(): string {
    return `${this.platform}:${this.id}`;
  }
}

const single = new WeakMap<Device, readonly MeshDevice[]>();

/** All devices of a platform: itself alone, where it has no several. */
export function membersOf(device: Device): readonly MeshDevice[] {
  if (device.members !== undefined) return device.members;
  let members = single.get(device);
  if (members === undefined) single.set(device, (members = [new MeshDevice(0, device)]));
  return members;
}
