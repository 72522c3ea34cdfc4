import { integerOption, readArgument } from "@proj/tree/core";
import type { Device, Storage } from "../core/device/device.ts";
import { remote } from "../core/device/remote.ts";
import { cpu, HostStorage, hostValues } from "../core/device/host-device.ts";
import { MeshDevice } from "../core/sharding/mesh-device.ts";
import { SingleDeviceSharding, type Sharding } from "../core/sharding/sharding.ts";
import type { AbstractArray } from "../core/types/abstract-array.ts";
import type { TypedArray } from "../core/types/dtype.ts";
import { cutPart } from "./parts.ts";
import { resultShardings } from "./result-shardings.ts";

/*
 * Devices that are none: the host plays all of them. What a program means on many devices is what it means here; parts are cut
 * from values that lie in one piece.
 */

const members: MeshDevice[] = [];

/** Values that virtual devices share; without a sharding they may be on any. */
class VirtualStorage extends HostStorage {
  readonly sharding: Sharding | null;

  constructor(data: TypedArray, sharding: Sharding | null) {
    super(data);
    this.sharding = sharding;
  }

  override get device(): Device {
    return virtual;
  }

  readonly shard = (place: number, { shape }: AbstractArray): Storage => {
    const sharding = this.sharding ?? new SingleDeviceSharding(members[0]!);
    const whole = shape.map((length, axis) => length * (sharding.partsOfAxes[axis] ?? 1));
    const part = cutPart(this.data, whole, sharding.places(whole)[place]!.spans);
    return new VirtualStorage(part, new SingleDeviceSharding(sharding.devices[place]!));
  };
}

const virtual: Device = {
  name: "virtual",
  dtypes: cpu.dtypes,
  lost: null,
  remote,
  members,
  place: (data, aval, sharding) => {
    sharding.check("devicePut", aval.shape);
    return new VirtualStorage(data.slice(), sharding);
  },
  move: (storage, _, sharding) => new VirtualStorage(hostValues(storage), sharding),
  upload: (data) => new VirtualStorage(data.slice(), null),
  run: (name, jaxpr, inputs) => {
    const shardings = resultShardings(
      name,
      jaxpr,
      inputs.map(({ sharding = null }) => sharding),
    );
    return cpu.run(name, jaxpr, inputs).map((storage, k) => new VirtualStorage(hostValues(storage), shardings[k]!));
  },
};

/**
 * Devices that the host plays: programs for many devices run on them as they would on real ones, with the same results.
 *
 * Nothing has to be installed, and nothing gets faster. Their values can be read at once, as those of the host.
 *
 * @param count - how many.
 * @returns the first `count` of them; the same ones at each call.
 * @throws UsageError for a number that is no positive integer.
 * @example
 * import { virtualDevices } from "@proj/array/sharding";
 * virtualDevices(2).map(String); // → ["virtual:0", "virtual:1"]
 */
export function virtualDevices(count: number): readonly MeshDevice[] {
  const wanted = readArgument("virtualDevices", "count", count, integerOption(1));
  while (members.length < wanted) members.push(new MeshDevice(members.length, virtual));
  return members.slice(0, wanted);
}
