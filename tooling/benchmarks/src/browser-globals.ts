import { useSoftwareGpu } from "@proj/devices/software-gpu";
import { create, globals } from "webgpu";

/** Gives this process `navigator.gpu` as browsers have it, which peers expect; a machine's own GPU with PROJ_GPU=real. */
export function provideWebGpu(): void {
  useSoftwareGpu();
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, "navigator", {
    value: { gpu: create([]), userAgent: "Node" },
    configurable: true,
  });
}
