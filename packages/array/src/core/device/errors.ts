import { describeArray, type AbstractArray } from "../types/abstract-array.ts";
import type { Device } from "./device.ts";
import { UsageError } from "@proj/tree/core";

/** The error for a device that cannot be used any more, and for arrays that lived on it. */
export function lostDevice(
  operation: string,
  aval: AbstractArray | null,
  device: Device,
  options?: ErrorOptions,
): UsageError {
  const what = aval === null ? "" : `an array ${describeArray(aval)} on `;
  return new UsageError(
    {
      operation,
      received: `${what}the device ${device.name}, which is lost: ${device.lost ?? ""}`,
      expected: "a device that works",
      remedy: `get a new device (init of @proj/${device.name === "xla" ? "xla" : "jit-webgpu"} gives one), and make the arrays anew there, from a checkpoint or from host values`,
    },
    options,
  );
}

/** The error for operands on two devices; `null` stands for a program that is bound to one. */
export function mixedDevices(
  operation: string,
  [first, home]: readonly [AbstractArray | null, Device],
  [second, device]: readonly [AbstractArray, Device],
): UsageError {
  const one = first === null ? "a program for" : `an array ${describeArray(first)} on`;
  const place = device.name === home.name ? `another device ${device.name}` : `the device ${device.name}`;
  return new UsageError({
    operation,
    received: `${one} the device ${home.name}, and an array ${describeArray(second)} on ${place}`,
    expected: "all arrays of one call on one device",
    remedy:
      "move them together first: await deviceGet(x) copies to the host, and devicePut(x, device) from the host to a device",
  });
}

/** The error for an array of a dtype that a device lacks. */
export function lacksDtype(operation: string, aval: AbstractArray, device: Device): UsageError {
  return new UsageError({
    operation,
    received: `an array ${describeArray(aval)} for the device ${device.name}`,
    expected: `one of the dtypes of ${device.name}: ${device.dtypes.join(", ")}`,
    remedy: `convert it with astype (float32 in place of float64), or compute on the host: devicePut(await deviceGet(x), cpu)`,
  });
}

/** The error for values that would have to be waited for. */
export function notOnHost(operation: string, aval: AbstractArray, device: Device, remedy?: string): UsageError {
  return new UsageError({
    operation,
    received: `an array ${describeArray(aval)} on the device ${device.name}`,
    expected: "an array on the host, whose values can be read without waiting",
    remedy: remedy ?? "wait for the values: await x.data(); or copy whole trees to the host: await deviceGet(tree)",
  });
}
