import { UsageError } from "@proj/array";
import type { Gpu, GpuAdapter, PowerPreference } from "./webgpu-api.ts";

const withoutGpu =
  "or compute on the CPU instead: do not call init, and use wasm() of @proj/jit-wasm as the target (setDefaultTarget(wasm()))";

/** The globals that tell where the package runs. */
interface Surroundings {
  readonly navigator?: { readonly gpu?: Gpu };
  readonly process?: { readonly versions?: { readonly node?: string } };
  readonly isSecureContext?: boolean;
}

/** What the package for WebGPU in Node exports. */
interface WebGpuPackage {
  readonly create: (flags: string[]) => Gpu;
}

/** Node's WebGPU stays as long as the process: its devices need it. */
let nodeGpu: Gpu | null = null;

/**
 * WebGPU of the browser, or of the package `webgpu` in Node.
 *
 * @throws UsageError when there is none.
 */
export async function findGpu(): Promise<Gpu> {
  const { navigator, process, isSecureContext } = globalThis as Surroundings;
  if (navigator?.gpu !== undefined) return navigator.gpu;
  if (process?.versions?.node === undefined) {
    throw new UsageError({
      operation: "init",
      received:
        isSecureContext === false
          ? "a page that is not a secure context, where browsers offer no WebGPU"
          : "a browser without WebGPU (navigator.gpu is missing)",
      expected: "a browser with WebGPU, and a page from https or localhost",
      remedy: `${isSecureContext === false ? "serve the page with https" : "use a recent Chrome, Edge, Safari or Firefox"}, ${withoutGpu}`,
    });
  }
  return (nodeGpu ??= await gpuOfNode(process.versions.node));
}

async function gpuOfNode(version: string): Promise<Gpu> {
  // Computed, so that nobody puts it in its place: a bundler that followed the import would ask for the package in browsers too.
  const { pathname: name } = new URL("npm:webgpu");
  try {
    const { create } = (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as WebGpuPackage;
    return create([]);
  } catch (error) {
    throw noWebGpuInNode(version, error);
  }
}

function noWebGpuInNode(version: string, error: unknown): UsageError {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const missing = code === "ERR_MODULE_NOT_FOUND";
  return new UsageError(
    {
      operation: "init",
      received: `Node ${version}, which has no WebGPU of its own, and ${missing ? "no package webgpu beside @proj/jit-webgpu" : `the package webgpu, which does not load: ${message ?? String(error)}`}`,
      expected: "a WebGPU implementation",
      remedy: `${missing ? "install it (npm install webgpu)" : "install a version of it for this machine"}, or pass an implementation: init({ gpu }); ${withoutGpu}`,
    },
    { cause: error },
  );
}

/**
 * One of the GPUs that WebGPU offers.
 *
 * @throws UsageError when it offers none.
 */
export async function findAdapter(gpu: Gpu, powerPreference: PowerPreference | undefined): Promise<GpuAdapter> {
  const adapter = await gpu.requestAdapter(powerPreference === undefined ? {} : { powerPreference });
  if (adapter !== null) return adapter;
  throw new UsageError({
    operation: "init",
    received: "WebGPU without a GPU: requestAdapter gave null",
    expected: "a GPU with a driver that WebGPU supports (Vulkan, Metal or Direct3D 12)",
    remedy: `install or update the GPU's driver (in Chrome, chrome://gpu tells what is wrong with it), ${withoutGpu}`,
  });
}
