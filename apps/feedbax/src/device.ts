import { choiceOption, readArgument } from "@proj/tree/core";
import { cpu, setDefaultDevice, type Device } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";

/** What can run models: a GPU, the processor with compiled programs, or the processor with no compiler, slowly. */
export type DeviceName = "webgpu" | "wasm" | "reference";

/**
 * Chooses what runs models from now on; nothing else changes. Models, states and keys that were made on the host go along.
 *
 * @param name - `"webgpu"` (in browsers, and in Node where the package `webgpu` is installed), `"wasm"`, or `"reference"`,
 *   which evaluates one operation after the other.
 * @returns the device. One that was lost is replaced by calling this again.
 * @throws UsageError when there is no device of that name, or no WebGPU, with the reason.
 * @example
 * import { init } from "@proj/feedbax";
 * const device = await init("wasm");
 * device.name; // → "cpu"
 */
export async function init(name: DeviceName): Promise<Device> {
  readArgument("init", "name", name, choiceOption("webgpu", "wasm", "reference"));
  if (name === "webgpu") {
    // Loaded only when it is asked for: training on the processor does not need it.
    const { init: initWebGPU } = await import("@proj/jit-webgpu");
    return initWebGPU();
  }
  setDefaultTarget(name === "wasm" ? wasm() : null);
  setDefaultDevice(cpu);
  return cpu;
}
