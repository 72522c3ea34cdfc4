import type { Target } from "@proj/jit";
import { fuseMultiplyAdd, manyAtOnce, packedResult, roll, type TargetLimits } from "@proj/jit/core";
import type { Capabilities, Unrolling } from "./codegen/capabilities.ts";
import { bytesOf } from "./codegen/wgsl/layout.ts";
import { emitProgram } from "./codegen/program.ts";
import { sortWorkspace } from "./codegen/steps/sort.ts";
import type { Engine } from "./runtime/engine.ts";
import { WebGpuExecutable } from "./runtime/executable.ts";
import { probeFusedMultiplyAdd } from "./runtime/probe-fma.ts";
import type { GpuDevice, GpuLimits } from "./runtime/webgpu-api.ts";

/** How programs are cut for a kind of GPU. */
interface Shape {
  /** Threads in a workgroup. */
  readonly workgroupSize: number;
  /** Workgroups of one dispatch; more would only wait for each other. */
  readonly mostWorkgroups: number;
  /** How many results of one workgroup each keep it busy. */
  readonly width: number;
  /** Workgroups that keep it busy. */
  readonly tiles: number;
  readonly unrolling: Unrolling | null;
}

/**
 * Threads are a multiple of every GPU's subgroups, and few enough that many workgroups share a processor. WebGPU does not tell how
 * many processors there are: this is for 64, with four to eight workgroups each to hide latencies.
 */
const hardware: Shape = { workgroupSize: 64, mostWorkgroups: 16384, width: 512, tiles: 64, unrolling: null };

/**
 * A GPU made of software has the processor's few cores, and threads that wait for each other cost it most. Its compiler keeps
 * loops as they are, and a round costs it as much as a few loads.
 */
const software: Shape = {
  workgroupSize: 8,
  mostWorkgroups: 64,
  width: 8,
  tiles: 8,
  unrolling: { copies: 8, leastRounds: 1024 },
};

const shapeOf = (isSoftware: boolean): Shape => (isSoftware ? software : hardware);

/** Workgroup memory that is not given to private buffers: reductions and products keep their parts in it. */
const reservedWorkgroupBytes = 4096;
/** More workgroup memory for one tile would leave a processor with too few tiles to hide latencies. */
const mostWorkgroupBytes = 32768;

/**
 * What kernels may rely on.
 *
 * @param isSoftware - whether the GPU is made of software, for which threads that wait for each other are slow.
 */
export async function capabilitiesOf(gpu: GpuDevice, isSoftware: boolean): Promise<Capabilities> {
  const { workgroupSize, mostWorkgroups, unrolling } = shapeOf(isSoftware);
  return {
    workgroupSize,
    mostWorkgroups,
    subgroups: gpu.features.has("subgroups"),
    fusedMultiplyAdd: await probeFusedMultiplyAdd(gpu),
    workgroupBytes: gpu.limits.maxComputeWorkgroupStorageSize,
    fastBarriers: !isSoftware,
    unrolling,
  };
}

/** From here on compilers of shaders take seconds. */
const rollsFrom = 1024;

/** What programs are planned for. */
export function limitsOf(limits: GpuLimits, isSoftware = false): TargetLimits {
  const { width, tiles } = shapeOf(isSoftware);
  const privateBytes = Math.min(limits.maxComputeWorkgroupStorageSize, mostWorkgroupBytes) - reservedWorkgroupBytes;
  return {
    dtypes: [
      "bool",
      "int8",
      "int16",
      "int32",
      "uint8",
      "uint16",
      "uint32",
      "bfloat16",
      "float16",
      "float32",
      "complex64",
    ],
    packedResult,
    fuseMultiplyAdd,
    bytesOf,
    packedSize: () => null,
    contractWorkspace: () => 0,
    sortWorkspace,
    tileRows: (rows, bytesPerRow) => tileRows(rows, bytesPerRow, privateBytes, tiles),
    bindings: limits.maxStorageBuffersPerShaderStage - 1,
    rollLoops: (jaxpr) => roll(jaxpr, rollsFrom),
    parallelism: manyAtOnce({ privateBytes, width, smallStep: 16384 }),
    threading: null,
  };
}

/** What one row may read and write in one iteration, if there are few rows, before all processors should work on it. */
const largestRow = 1 << 18;

/** The largest tile that leaves enough of them, and whose rows fit into private memory. */
function tileRows(rows: number, bytesPerRow: number, privateBytes: number, tiles: number): number | null {
  if (rows < tiles && bytesPerRow > largestRow) return null;
  const fitting = [32, 16, 8, 4, 2].filter((tile) => tile * bytesPerRow <= privateBytes);
  return fitting.find((tile) => rows / tile >= tiles) ?? 1;
}

/** The code generator for one GPU. */
export function webgpuTarget(engine: Engine, capabilities: Capabilities, isSoftware = false): Target<WebGpuExecutable> {
  return {
    name: "webgpu",
    limits: limitsOf(engine.gpu.limits, isSoftware),
    compile: (program) => new WebGpuExecutable(engine, program, emitProgram(program, capabilities)),
  };
}
