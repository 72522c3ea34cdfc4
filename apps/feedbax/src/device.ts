import { choiceOption, integerOption, readArgument, readOptions } from "@proj/tree/core";
import { cpu, setDefaultDevice, type Device } from "@proj/array";
import { virtualDevices } from "@proj/array/sharding";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";

/**
 * What can run models: a GPU, the processor with compiled programs, or the processor with no compiler, slowly; or
 * devices that the processor plays, to try out programs for several.
 */
export type DeviceName = "webgpu" | "wasm" | "reference" | "virtual";

/** Options of {@link init}. */
export interface DeviceOptions {
  /** How many devices the processor plays. Default 1. */
  readonly devices?: number;
}

/**
 * Chooses what runs models from now on; nothing else changes. Models, states and keys that were made on the host go along.
 *
 * @param name - `"webgpu"` (in browsers, and in Node where the package `webgpu` is installed), `"wasm"`, `"reference"`,
 *   which evaluates one operation after the other, or `"virtual"`. XLA is chosen by `init` of `@proj/xla`.
 * @param options - `devices`: how many; see {@link DeviceOptions}.
 * @returns the device. One that was lost is replaced by calling this again.
 * @throws UsageError when there is no device of that name, or no WebGPU, with the reason.
 * @example
 * import { init } from "@proj/feedbax";
 * const device = await init("wasm");
 * device.name; // → "cpu"
 */
export async function init(name: DeviceName, options?: DeviceOptions): Promise<Device> {
  readArgument("init", "name", name, choiceOption("webgpu", "wasm", "reference", "virtual"));
  const { devices = 1 } = readOptions<DeviceOptions>("init", options, { devices: integerOption(1) });
  if (name === "webgpu") {
    // Loaded only when it is asked for: training on the processor does not need it.
    const { init: initWebGPU } = await import("@proj/jit-webgpu");
    return initWebGPU();
  }
  if (name === "virtual") {
    setDefaultTarget(wasm());
    const { device } = virtualDevices(devices)[0]!;
    setDefaultDevice(device);
    return device;
  }
  setDefaultTarget(name === "wasm" ? wasm() : null);
  setDefaultDevice(cpu);
  return cpu;
}
