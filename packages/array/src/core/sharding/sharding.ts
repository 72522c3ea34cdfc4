import { wrongOption } from "@proj/tree/core";
import type { Shape } from "../types/shape.ts";
import { MeshDevice } from "./mesh-device.ts";

/** The part of an axis that a device has: from `start` to before `stop`. */
export interface Span {
  readonly start: number;
  readonly stop: number;
}

/** The place of one device: in how many parts each axis is cut, and which of them it has. */
export interface Place {
  readonly spans: readonly Span[];
  /** How many devices before this one have the same part. */
  readonly replicaId: number;
}

/**
 * How the parts of an array lie on devices.
 *
 * @example
 * import { array } from "@proj/array";
 * import { Sharding } from "@proj/array/sharding";
 * array([1, 2]).sharding instanceof Sharding; // → true
 */
export abstract class Sharding {
  /** The devices, in the order of their places. */
  abstract readonly devices: readonly MeshDevice[];
  /** The number of parts of each axis, from the first on; axes behind them are not cut. */
  abstract readonly partsOfAxes: readonly number[];
  /** Which part of each axis a device has. */
  abstract partOf(device: number): readonly number[];
  /** The same for arrays with one more axis, of which it says nothing. */
  abstract withOpenAxis(axis: number): Sharding;
  abstract toString(): string;
  /** Whether it says nothing of some axes. */
  abstract readonly isOpen: boolean;

  /** The set of devices. */
  get deviceSet(): ReadonlySet<MeshDevice> {
    return new Set(this.devices);
  }
  /** The number of devices. */
  get numDevices(): number {
    return this.devices.length;
  }
  /** The devices of this process. */
  get addressableDevices(): readonly MeshDevice[] {
    return this.devices.filter(({ processIndex, device }) => processIndex === (device.processIndex ?? 0));
  }
  /** Whether all devices belong to this process. */
  get isFullyAddressable(): boolean {
    return this.addressableDevices.length === this.numDevices;
  }
  /** Whether each device has all of the array. */
  get isFullyReplicated(): boolean {
    return this.partsOfAxes.every((parts) => parts === 1);
  }

  /**
   * The shape of the part that each device has.
   *
   * @throws UsageError where the array has too few axes, or an axis cannot be cut into equal parts.
   */
  abstract shardShape(shape: Shape): Shape;

  /** Refuses a shape of which not all devices can have equal parts. */
  abstract check(operation: string, shape: Shape): void;
  /** The same for a constraint, which may say nothing of some axes. */
  abstract checkCuts(operation: string, shape: Shape): void;

  /** Where the part of each device lies in an array of a shape, by device. */
  abstract places(shape: Shape): readonly Place[];

  /** Where the part of each device lies in an array of a shape. */
  devicesIndicesMap(shape: Shape): ReadonlyMap<MeshDevice, readonly Span[]> {
    const places = this.places(shape);
    return new Map(this.devices.map((device, k) => [device, places[k]!.spans]));
  }

  /** Whether each device has the same part under both. */
  abstract isEquivalentTo(other: Sharding, ndim: number): boolean;
}

/**
 * All of an array on one device.
 *
 * @example
 * import { array } from "@proj/array";
 * import { SingleDeviceSharding, virtualDevices } from "@proj/array/sharding";
 * new SingleDeviceSharding(virtualDevices(2)[1]!).shardShape([4, 3]); // → [4, 3]
 */
export class SingleDeviceSharding extends Sharding {
  readonly devices: readonly MeshDevice[];
  readonly partsOfAxes: readonly number[] = [];
  readonly isOpen = false;

  constructor(device: MeshDevice) {
    super();
    this.devices = [device];
  }

  partOf(): readonly number[] {
    return [];
  }

  shardShape(shape: Shape): Shape {
    return shape;
  }
  places(shape: Shape): readonly Place[] {
    return [{ spans: shape.map((stop) => ({ start: 0, stop })), replicaId: 0 }];
  }
  isEquivalentTo({ devices }: Sharding): boolean {
    return devices.length === 1 && devices[0] === this.devices[0];
  }

  /** Any shape will do. */
  check(): void {
    return;
  }
  checkCuts(): void {
    return;
  }

  withOpenAxis(): this {
    return this;
  }

  toString(): string {
    return `SingleDeviceSharding(${String(this.devices[0])})`;
  }
}

/**
 * All of an array on one device.
 *
 * @param device - the device.
 * @throws UsageError for anything that is none.
 * @example
 * import { makeSingleDeviceSharding, virtualDevices } from "@proj/array/sharding";
 * String(makeSingleDeviceSharding(virtualDevices(2)[1]!)); // → "SingleDeviceSharding(virtual:1)"
 */
export function makeSingleDeviceSharding(device: MeshDevice): SingleDeviceSharding {
  if (device instanceof MeshDevice) return new SingleDeviceSharding(device);
  throw wrongOption(
    { operation: "makeSingleDeviceSharding", name: "device" },
    device,
    "a device, such as devices() lists",
  );
}
