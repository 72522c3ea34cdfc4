import {
  choiceOption,
  describeValue,
  listOption,
  readOptions,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import { AbstractDevice, AxisType, type AxisTypeName } from "./axis-type.ts";
import { sizeOf, stridesOf } from "../types/shape.ts";
import type { MeshDevice } from "./mesh-device.ts";

/** Options of {@link AbstractMesh}. */
export interface AbstractMeshOptions {
  /** Who decides how arrays are cut along each axis. Default: the compiler, along all. */
  readonly axisTypes?: readonly AxisTypeName[];
  /** What the devices are. */
  readonly abstractDevice?: AbstractDevice;
}

const abstractDeviceOption: OptionReader<AbstractDevice> = (value, place) => {
  if (value instanceof AbstractDevice) return value;
  throw wrongOption(place, value, 'an abstract device, such as new AbstractDevice("TPU v6 lite", 1, "tpu")');
};

/** Reads the types of axes. */
export const axisTypesOption = listOption(choiceOption("Auto", "Explicit", "Manual"));

const abstractMeshReaders: OptionReaders<AbstractMeshOptions> = {
  axisTypes: axisTypesOption,
  abstractDevice: abstractDeviceOption,
};

/**
 * How a mesh without devices in mind is laid out: its axes, by name.
 *
 * @example
 * import { AbstractMesh } from "@proj/array/sharding";
 * new AbstractMesh([4, 2], ["data", "model"]).sizeOf("model"); // → 2
 */
export class AbstractMesh {
  readonly axisSizes: readonly number[];
  readonly axisNames: readonly string[];
  /** Who decides how arrays are cut along each axis. */
  readonly axisTypes: readonly AxisTypeName[];
  /** What the devices are, where that was said. */
  readonly abstractDevice: AbstractDevice | null;

  /**
   * @param axisSizes - the number of devices along each axis.
   * @param axisNames - a name for each axis.
   * @param options - see {@link AbstractMeshOptions}.
   * @throws UsageError for names, or types, that are not one for each axis, and for a name that comes twice.
   */
  constructor(axisSizes: readonly number[], axisNames: readonly string[], options?: AbstractMeshOptions) {
    checkAxes("AbstractMesh", axisSizes, axisNames);
    const { axisTypes, abstractDevice = null } = readOptions("AbstractMesh", options, abstractMeshReaders);
    if (axisTypes !== undefined && axisTypes.length !== axisNames.length) {
      throw wrongOption({ operation: "AbstractMesh", name: "axisTypes" }, axisTypes, `${axisNames.length} axis types`);
    }
    this.axisTypes = Object.freeze(axisTypes ?? axisNames.map(() => AxisType.Auto));
    this.abstractDevice = abstractDevice;
    // Copies: who passed the lists may change them.
    this.axisSizes = Object.freeze([...axisSizes]);
    this.axisNames = Object.freeze([...axisNames]);
  }

  /** The number of devices along each axis, by name. */
  get shape(): ReadonlyMap<string, number> {
    return new Map(this.axisNames.map((name, k) => [name, this.axisSizes[k]!]));
  }
  /** The number of devices. */
  get size(): number {
    return sizeOf(this.axisSizes);
  }
  /** Whether there are no axes. */
  get empty(): boolean {
    return this.axisNames.length === 0;
  }

  /**
   * The number of devices along an axis.
   *
   * @throws UsageError for a name that no axis has.
   */
  sizeOf(name: string): number {
    const size = this.axisSizes[this.axisNames.indexOf(name)];
    if (size !== undefined) return size;
    throw new UsageError({
      operation: "sizeOf",
      received: `the axis name ${JSON.stringify(name)}`,
      expected: `an axis of ${this.toString()}`,
      remedy: "correct the name, or make a mesh that has the axis",
    });
  }

  toString(): string {
    return `Mesh(${this.axisNames.map((name, k) => `"${name}": ${this.axisSizes[k]!}`).join(", ")})`;
  }
}

const written = (list: unknown): string => (Array.isArray(list) ? `[${list.join(", ")}]` : describeValue(list));

function checkAxes(operation: string, sizes: unknown, names: unknown): void {
  const lengths = Array.isArray(sizes) && sizes.every((size) => Number.isInteger(size) && (size as number) > 0);
  const texts = Array.isArray(names) && names.every((name) => typeof name === "string");
  if (lengths && texts && sizes.length === names.length && new Set(names).size === names.length) return;
  throw new UsageError({
    operation,
    received: `axes of lengths ${written(sizes)} with the names ${written(names)}`,
    expected: "one positive length and one name for each axis, no name twice",
    remedy: 'name each axis, as in ["data", "model"] for four times two devices',
  });
}

/** Devices in nested lists. */
export type NestedDevices = readonly MeshDevice[] | readonly NestedDevices[];

/**
 * Devices along named axes.
 *
 * @example
 * import { Mesh, virtualDevices } from "@proj/array/sharding";
 * const [a, b, c, d] = virtualDevices(4);
 * String(new Mesh([[a!, b!], [c!, d!]], ["data", "model"])); // → "Mesh(\"data\": 2, \"model\": 2)"
 */
export class Mesh extends AbstractMesh {
  /** All devices, those along the last axis next to each other. */
  readonly devices: readonly MeshDevice[];

  /**
   * @param devices - the devices, in lists as deep as there are axes.
   * @param axisNames - a name for each axis, or the one name.
   * @param options - the type of each axis.
   * @throws UsageError for lists of different lengths, for names that are not one for each axis, and for a device that comes twice.
   */
  constructor(
    devices: NestedDevices,
    axisNames: string | readonly string[],
    options?: Pick<AbstractMeshOptions, "axisTypes">,
  ) {
    const names = typeof axisNames === "string" ? [axisNames] : axisNames;
    const [sizes, flat] = flattenDevices(devices);
    checkAxes("Mesh", sizes, names);
    super(sizes, names, options);
    this.devices = flat;
  }

  /** The same axes, without the devices. */
  get abstractMesh(): AbstractMesh {
    return new AbstractMesh(this.axisSizes, this.axisNames, { axisTypes: this.axisTypes });
  }

  /** Whether the same devices are arranged along the same axes. */
  equals(other: Mesh): boolean {
    return (
      this === other ||
      (this.toString() === other.toString() && this.devices.every((device, k) => device === other.devices[k]))
    );
  }

  /** The positions of a device along the axes. */
  positionOf(device: number): readonly number[] {
    return stridesOf(this.axisSizes).map((stride, k) => Math.floor(device / stride) % this.axisSizes[k]!);
  }
}

function flattenDevices(devices: NestedDevices): readonly [sizes: readonly number[], flat: readonly MeshDevice[]] {
  const sizes: number[] = [];
  let level: readonly unknown[] = [devices];
  while (level.length > 0 && level.every((item) => Array.isArray(item))) {
    const lists = level as readonly (readonly unknown[])[];
    const [length, ...others] = new Set(lists.map((list) => list.length));
    if (others.length > 0) break;
    sizes.push(length!);
    level = lists.flat();
  }
  const isDevice = (item: unknown): item is MeshDevice =>
    typeof item === "object" && item !== null && "id" in item && "device" in item;
  const flat = level.filter(isDevice);
  const platform = new Set(flat.map(({ device }) => device));
  if (flat.length === level.length && new Set(flat).size === flat.length && platform.size <= 1 && flat.length > 0) {
    return [sizes, flat];
  }
  throw new UsageError({
    operation: "Mesh",
    received:
      platform.size > 1
        ? "devices of several platforms"
        : `${level.length} things, some of them no devices, in lists of several lengths, or twice`,
    expected: "devices of one platform, each once, in lists of equal lengths for each axis",
    remedy: "write makeMesh([4, 2], names), which arranges the devices there are",
  });
}
