import { setDefaultDevice, UsageError } from "@proj/array";
import { booleanOption, choiceOption, objectOption, readOptions, type OptionReaders } from "@proj/array/core";
import { GpuBackedDevice, type WebGpuDevice } from "./runtime/device.ts";
import { Engine } from "./runtime/engine.ts";
import { findAdapter, findGpu } from "./runtime/find-adapter.ts";
import { openGpu } from "./runtime/open-gpu.ts";
import type { Gpu, GpuAdapterInfo } from "./runtime/webgpu-api.ts";
import { capabilitiesOf, webgpuTarget } from "./target.ts";

/** How {@link init} finds a GPU. */
export interface InitOptions {
  /** A WebGPU implementation to use in place of `navigator.gpu`, or of the package `webgpu` in Node. */
  readonly gpu?: object;
  /** Which GPU to take on machines with several: the thrifty or the fast one. Default: the browser decides. */
  readonly powerPreference?: "low-power" | "high-performance";
  /** Whether to make the device the default one, where everything computes that nobody placed elsewhere. Default true. */
  readonly default?: boolean;
}

const readers: OptionReaders<InitOptions> = {
  gpu: objectOption("a WebGPU implementation, such as navigator.gpu"),
  powerPreference: choiceOption("low-power", "high-performance"),
  default: booleanOption,
};

/** The device that all callers share, while it works, and what it was asked for with. */
let shared: { readonly device: Promise<GpuBackedDevice>; readonly options: InitOptions } | null = null;

/**
 * Opens the GPU and makes it the default device: from here on everything computes there, compiled or not.
 *
 * Called again, it gives the same device as long as that works, and a new one after it was lost. With `default: false` every
 * call makes a device of its own.
 *
 * @param options - which GPU, and whether it becomes the default device.
 * @returns the device; arrays are placed on it with `devicePut(tree, device)`.
 * @throws UsageError where there is no WebGPU: a browser without it, Node without the package `webgpu`, a machine without a
 * GPU; when the GPU gives no device; and for options that do not exist or fit.
 * @example
 * import { array } from "@proj/array";
 * import { init } from "@proj/jit-webgpu";
 * await init();
 * await array([1, 2, 3]).mul(2).sum().data(); // → Float32Array [12]
 */
export async function init(options?: InitOptions): Promise<WebGpuDevice> {
  const given = readOptions("init", options, readers);
  if (given.default === false) return open(given);
  const device = await sharedDevice(given);
  setDefaultDevice(device);
  return device;
}

async function sharedDevice(options: InitOptions): Promise<GpuBackedDevice> {
  const current = shared;
  if (current !== null && isSame(current.options, options)) {
    const device = await current.device;
    if (device.lost === null) return device;
    // Another caller may have asked for a new one in the meantime.
    if (shared !== current) return sharedDevice(options);
  }
  const opened = { device: open(options), options };
  shared = opened;
  try {
    return await opened.device;
  } catch (error) {
    if (shared === opened) shared = null;
    throw error;
  }
}

const isSame = (a: InitOptions, b: InitOptions): boolean => a.gpu === b.gpu && a.powerPreference === b.powerPreference;

async function open({ gpu, powerPreference }: InitOptions): Promise<GpuBackedDevice> {
  const entry = gpu === undefined ? await findGpu() : asGpu(gpu);
  const adapter = await findAdapter(entry, powerPreference);
  const engine = new Engine(await openGpu(adapter), entry);
  const isSoftware = adapter.info?.isFallbackAdapter === true;
  const capabilities = await capabilitiesOf(engine.gpu, isSoftware);
  return new GpuBackedDevice(engine, webgpuTarget(engine, capabilities, isSoftware), describe(adapter.info));
}

function asGpu(gpu: object): Gpu {
  if ("requestAdapter" in gpu && typeof gpu.requestAdapter === "function") return gpu as Gpu;
  throw new UsageError({
    operation: "init",
    received: "a gpu without the method requestAdapter",
    expected: "a WebGPU implementation, such as navigator.gpu or what create of the package webgpu gives",
    remedy: "pass the object that has requestAdapter, or leave gpu out",
  });
}

function describe(info: GpuAdapterInfo | undefined): string {
  const words = [info?.vendor, info?.architecture, info?.description].filter(
    (word) => word !== undefined && word !== "",
  );
  return words.length === 0 ? "unknown" : words.join(" ");
}
