import type { DType, TypedArray } from "@proj/array";
import type { Storage } from "@proj/array/core";
import { abstractArray } from "@proj/array/core";
import type { BufferSpec, Program } from "@proj/jit/core";
import { create } from "webgpu";
import type { Command, Kernel } from "../src/codegen/device-program.ts";
import { GpuBackedDevice } from "../src/runtime/device.ts";
import { Engine } from "../src/runtime/engine.ts";
import { WebGpuExecutable } from "../src/runtime/executable.ts";
import { findAdapter } from "../src/runtime/find-adapter.ts";
import { openGpu } from "../src/runtime/open-gpu.ts";
import type { Gpu, GpuDevice } from "../src/runtime/webgpu-api.ts";
import { capabilitiesOf, webgpuTarget } from "../src/target.ts";

/* Programs whose WGSL is written here, so that the runtime is tested apart from the code generator. */

/** One WebGPU for the process. */
export const gpu = create([]) as unknown as Gpu;

/** A device with its parts in reach. */
export interface OpenDevice {
  readonly device: GpuBackedDevice;
  readonly engine: Engine;
  readonly gpu: GpuDevice;
}

/** Opens a device; `change` may replace methods of the GPU, to make it behave badly. */
export async function openDevice(change: (gpu: GpuDevice) => void = () => {}): Promise<OpenDevice> {
  const adapter = await findAdapter(gpu, undefined);
  const opened = await openGpu(adapter);
  const capabilities = await capabilitiesOf(opened, true);
  change(opened);
  const engine = new Engine(opened, gpu);
  return { device: new GpuBackedDevice(engine, webgpuTarget(engine, capabilities), "test"), engine, gpu: opened };
}

/** Copies values to a device. */
export function upload(device: GpuBackedDevice, values: TypedArray): Storage {
  const dtypeOf = (): DType => {
    if (values instanceof Float32Array) return "float32";
    if (values instanceof Uint32Array) return "uint32";
    return values instanceof Int32Array ? "int32" : "bool";
  };
  return device.upload(values, abstractArray([values.length], dtypeOf()));
}

/** A program as tests write it. */
export interface HandWritten {
  readonly inputs: readonly [dtype: DType, size: number][];
  readonly outputs: readonly [dtype: DType, size: number][];
  /** WGSL after the declarations of `arena`, and of `bound0`, `bound1`, … if `bound`. */
  readonly kernels: readonly string[];
  readonly commands: readonly Command[];
  /** Whether inputs and outputs are bound; otherwise they lie in the arena, one after the other, 64 bytes apart or more. */
  readonly bound?: boolean;
  /** Words of the arena after inputs and outputs. Default 64. */
  readonly words?: number;
}

/** A hand-written program, and where its inputs and outputs lie in the arena, in words, if they do. */
export function assemble(
  engine: Engine,
  { inputs, outputs, kernels, commands, bound = true, words = 64 }: HandWritten,
): { readonly executable: WebGpuExecutable; readonly free: number } {
  const { buffers, offsets, free } = place(inputs, outputs, bound);
  const ids = buffers.map((_, id) => id);
  const program: Program = {
    stage: "planned",
    name: "hand-written",
    buffers,
    inputs: ids.slice(0, inputs.length),
    outputs: ids.slice(inputs.length),
    steps: [],
    arena: { offsets, bytes: 4 * free, privateBytes: 0, bound: bound ? ids : [], takenOver: [], kept: [] },
  };
  const declarations = [
    "@group(0) @binding(0) var<storage, read_write> arena: array<u32>;",
    ...(bound ? buffers : []).map(
      ({ role }, id) =>
        `@group(0) @binding(${id + 1}) var<storage, ${role === "output" ? "read_write" : "read"}> bound${id}: array<u32>;`,
    ),
  ].join("\n");
  const made: Kernel[] = kernels.map((code, index) => ({ label: `kernel ${index}`, code: `${declarations}\n${code}` }));
  const device = { kernels: made, commands, arenaBytes: 4 * (free + words) };
  return { executable: new WebGpuExecutable(engine, program, device), free };
}

/** Buffers for inputs and outputs, and their places: `free` is the first word of the arena behind them. */
export function place(
  inputs: HandWritten["inputs"],
  outputs: HandWritten["outputs"],
  bound: boolean,
): { readonly buffers: BufferSpec[]; readonly offsets: number[]; readonly free: number } {
  const offsets: number[] = [];
  let free = 0;
  const buffers = [
    ...inputs.map(([dtype, size]) => ({ dtype, size, role: "input" as const })),
    ...outputs.map(([dtype, size]) => ({ dtype, size, role: "output" as const })),
  ];
  for (const { size } of buffers) {
    offsets.push(4 * free);
    if (!bound) free += 16 * Math.ceil(Math.max(1, size) / 16);
  }
  return { buffers, offsets, free };
}

/** The command that starts a kernel. */
export const dispatch = (kernel: number, workgroups = 1): Command => ({ kind: "dispatch", kernel, workgroups });

/** A kernel of single threads: `i` is the thread's position. */
export const kernel = (body: string): string => `@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) count: vec3<u32>) {
  let i = id.x + id.y * count.x;
  ${body}
}`;

/** Adds one to each of `size` words. */
export function increment(engine: Engine, size: number): WebGpuExecutable {
  return assemble(engine, {
    inputs: [["uint32", size]],
    outputs: [["uint32", size]],
    kernels: [kernel("if (i < arrayLength(&bound1)) { bound1[i] = bound0[i] + 1u; }")],
    commands: [dispatch(0, size)],
  }).executable;
}

/** Lets the event loop go round. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
