/**
 * Who decides how arrays are cut along an axis of a mesh: the compiler (`Auto`), the program, operation by operation (`Explicit`),
 * or `shardMap` (`Manual`). It says what a program intends: here results of every operation have a sharding that follows from those
 * of its operands by one rule, for all of them.
 *
 * @example
 * import { AxisType, makeMesh, virtualDevices } from "@proj/array/sharding";
 * const mesh = makeMesh([2], ["data"], { devices: virtualDevices(2), axisTypes: [AxisType.Explicit] });
 * mesh.axisTypes; // → ["Explicit"]
 */
export const AxisType = Object.freeze({ Auto: "Auto", Explicit: "Explicit", Manual: "Manual" });

/** One of the values of {@link AxisType}. */
export type AxisTypeName = keyof typeof AxisType;

/**
 * What a device is, without being one: for meshes that a program is written for elsewhere.
 *
 * @example
 * import { AbstractDevice } from "@proj/array/sharding";
 * String(new AbstractDevice("TPU v6 lite", 1, "tpu")); // → "AbstractDevice(TPU v6 lite, 1, tpu)"
 */
export class AbstractDevice {
  readonly deviceKind: string;
  readonly numCores: number | null;
  readonly platform: string;

  /**
   * @param deviceKind - what the maker calls it.
   * @param numCores - how many cores it has; null where that is not known.
   * @param platform - what JAX calls the platform.
   */
  constructor(deviceKind: string, numCores: number | null, platform: string) {
    this.deviceKind = deviceKind;
    this.numCores = numCores;
    this.platform = platform;
  }

  toString(): string {
    return `AbstractDevice(${this.deviceKind}, ${this.numCores}, ${this.platform})`;
  }
}
