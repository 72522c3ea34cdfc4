import { constants } from "node:os";
import { join } from "node:path";
import { pauseBetweenLooks } from "./pauses.ts";
import { unpackSwiftShader } from "./unpack.ts";

/*
 * WebGPU in Node is Dawn, which looks for a Vulkan loader by name, which looks for drivers where the environment says. Here the
 * loader and the driver are files of a package, and both are made known inside the running process, before Dawn is asked for an
 * adapter: nothing is installed, and no environment has to be set before the start.
 */

/** Keeps a library loaded when its handle is closed; POSIX names the flag, and Node does not. */
const doNotUnload = 0x1000;

/** Whether WebGPU is to compute on the CPU: where the driver is known to work (Linux on x64), unless told otherwise. */
function isWanted(): boolean {
  return process.env.PROJ_GPU !== "real" && process.platform === "linux" && process.arch === "x64";
}

let done = false;

/**
 * Makes WebGPU of this process compute on the CPU, on machines where the driver is known to work (Linux on x64). Elsewhere, and
 * where the environment says `PROJ_GPU=real`, WebGPU keeps the adapter of the machine.
 *
 * Call it on the main thread, before WebGPU is used.
 *
 * @returns whether WebGPU now runs on the CPU.
 */
export function useSoftwareGpu(): boolean {
  if (!isWanted()) return false;
  if (done) return true;
  const folder = unpackSwiftShader();
  process.env.VK_ICD_FILENAMES = driverOf(folder);
  // Without it the driver complains on every start that it finds no display.
  process.env.XDG_RUNTIME_DIR ??= folder;
  load(join(folder, loader));
  pauseBetweenLooks();
  done = true;
  return true;
}

/**
 * The same for a process that is still to be started.
 *
 * @returns variables for its environment.
 */
export function softwareGpuEnvironment(): Record<string, string> {
  if (!isWanted()) return {};
  const folder = unpackSwiftShader();
  return { VK_ICD_FILENAMES: driverOf(folder), LD_LIBRARY_PATH: folder, XDG_RUNTIME_DIR: folder };
}

const loader = "libvulkan.so.1";
const driverOf = (folder: string): string => join(folder, "vk_swiftshader_icd.json");

/** Loads a library, so that Dawn finds it by name. Node takes it for an addon, loads it, and then misses the registration. */
function load(library: string): void {
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | doNotUnload);
  } catch (error) {
    if (!String(error).includes("did not self-register")) throw error;
  }
}
