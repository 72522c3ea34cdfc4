import type { Target, TargetLimits } from "@proj/jit";
import type { Capabilities } from "./codegen/capabilities.ts";
import { bytesOf } from "./codegen/layout.ts";
import { emitProgram } from "./codegen/program.ts";
import { sortWorkspace } from "./codegen/sort.ts";
import type { Engine } from "./runtime/engine.ts";
import { WebGpuExecutable } from "./runtime/executable.ts";
import { probeFusedMultiplyAdd } from "./runtime/probe-fma.ts";
import type { GpuDevice, GpuLimits } from "./runtime/webgpu-api.ts";

/** Threads in a workgroup: a multiple of every GPU's subgroups, and small enough that many workgroups share a processor. */
const workgroupSize = 64;
/** Workgroup memory that is not given to private buffers: reductions and products keep their parts in it. */
const reservedWorkgroupBytes = 4096;
/** More workgroup memory for one tile would leave a processor with too few tiles to hide latencies. */
const mostWorkgroupBytes = 32768;

/**
 * What kernels may rely on.
 *
 * @param software - whether the GPU is made of software, for which threads that wait for each other are slow.
 */
export async function capabilitiesOf(gpu: GpuDevice, software: boolean): Promise<Capabilities> {
  return {
    workgroupSize,
    subgroups: gpu.features.has("subgroups"),
    fusedMultiplyAdd: await probeFusedMultiplyAdd(gpu),
    workgroupBytes: gpu.limits.maxComputeWorkgroupStorageSize,
    fastBarriers: !software,
  };
}

/** What programs are planned for. */
export function limitsOf(limits: GpuLimits): TargetLimits {
  const privateBytes = Math.min(limits.maxComputeWorkgroupStorageSize, mostWorkgroupBytes) - reservedWorkgroupBytes;
  return {
    dtypes: ["bool", "int32", "uint32", "float32"],
    bytesOf,
    packedSize: () => null,
    contractWorkspace: () => 0,
    sortWorkspace,
    tileRows: (rows, bytesPerRow) => tileRows(rows, bytesPerRow, privateBytes),
    bindings: limits.maxStorageBuffersPerShaderStage - 1,
    // 64 processors with 256 threads each: WebGPU does not tell how many there are.
    parallelism: { privateBytes, width: 16384, smallStep: 16384 },
  };
}

/** Workgroups that keep a GPU busy. */
const enoughTiles = 64;
/** What one row may read and write in one iteration, if there are few rows, before all processors should work on it. */
const largestRow = 1 << 18;

/** The largest tile that leaves enough of them, and whose rows fit into private memory. */
function tileRows(rows: number, bytesPerRow: number, privateBytes: number): number | null {
  if (rows < enoughTiles && bytesPerRow > largestRow) return null;
  const fitting = [16, 8, 4, 2].filter((tile) => tile * bytesPerRow <= privateBytes);
  return fitting.find((tile) => rows / tile >= enoughTiles) ?? 1;
}

/** The code generator for one GPU. */
export function webgpuTarget(engine: Engine, capabilities: Capabilities): Target<WebGpuExecutable> {
  return {
    name: "webgpu",
    limits: limitsOf(engine.gpu.limits),
    compile: (program) => new WebGpuExecutable(engine, program, emitProgram(program, capabilities)),
  };
}
