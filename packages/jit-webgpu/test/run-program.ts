import { dtypes } from "@proj/array/core";
import type { DType, TypedArray } from "@proj/array";
import type { BufferId, Program } from "@proj/jit/core";
import { create, globals } from "webgpu";
import type { Capabilities } from "../src/codegen/capabilities.ts";
import type { Command, DeviceProgram } from "../src/codegen/device-program.ts";

/*
 * Runs device programs with plain WebGPU calls, one submission each: what a device program means, to test code generation
 * apart from the runtime. Memory that a program has not written holds values that nobody meant.
 */

Object.assign(globalThis, globals);

const spoilt = 0xfedcba98;

// The device works only while its origin is referenced.
const gpu = create([]);

/** The WebGPU device of the tests. */
export const device = await openDevice();

/** What kernels in tests may rely on. */
export const testCapabilities: Capabilities = {
  workgroupSize: 64,
  mostWorkgroups: 64,
  subgroups: device.features.has("subgroups"),
  fusedMultiplyAdd: false,
  fastBarriers: false,
  unrolling: { copies: 4, leastRounds: 0 },
  workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
};

async function openDevice(): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (adapter === null)
    throw new Error("no WebGPU adapter: the tests need a software adapter, see the contributor's guide");
  return adapter.requestDevice({
    requiredFeatures: adapter.features.has("subgroups") ? ["subgroups"] : [],
    requiredLimits: {
      maxStorageBuffersPerShaderStage: adapter.limits.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: adapter.limits.maxComputeWorkgroupStorageSize,
    },
  });
}

/** An array as the device stores it: one word an element. */
function toWords(data: TypedArray): Uint32Array<ArrayBuffer> {
  if (data instanceof Uint8Array) return Uint32Array.from(data);
  return new Uint32Array(data.slice().buffer);
}

function fromWords(words: Uint32Array<ArrayBuffer>, dtype: DType): TypedArray {
  if (dtype === "bool") return Uint8Array.from(words);
  const make = dtypes[dtype].allocate(0).constructor as new (buffer: ArrayBuffer) => TypedArray;
  return new make(words.buffer);
}

function bufferOf(words: Uint32Array<ArrayBuffer>): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const buffer = device.createBuffer({ size: Math.max(4, words.byteLength), usage });
  device.queue.writeBuffer(buffer, 0, words);
  return buffer;
}

async function readWords(buffer: GPUBuffer, firstWord: number, words: number): Promise<Uint32Array<ArrayBuffer>> {
  if (words === 0) return new Uint32Array();
  const staging = device.createBuffer({ size: 4 * words, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 4 * firstWord, staging, 0, 4 * words);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const copy = new Uint32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return copy;
}

/** A kernel, and which bindings it declares. */
interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: readonly number[];
}

const pipelines = new Map<string, Promise<Pipeline>>();

/** The pipeline of a kernel, compiled once: that is what takes longest on a GPU made of software. */
function pipelineOf(code: string): Promise<Pipeline> {
  let pipeline = pipelines.get(code);
  if (pipeline === undefined) pipelines.set(code, (pipeline = compiled(code)));
  return pipeline;
}

async function compiled(code: string): Promise<Pipeline> {
  device.pushErrorScope("validation");
  const module = device.createShaderModule({ code });
  const pipeline = await device
    .createComputePipelineAsync({ layout: "auto", compute: { module, entryPoint: "main" } })
    .catch(() => null);
  await device.popErrorScope();
  if (pipeline === null) {
    const { messages } = await module.getCompilationInfo();
    const said = messages.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join("\n");
    throw new Error(`a generated kernel does not compile:\n${said}\n${code}`);
  }
  return { pipeline, bindings: [...code.matchAll(/@binding\((\d+)\)/g)].map(([, index]) => Number(index)) };
}

/**
 * Runs a device program.
 *
 * @param compiled - what the code generator gave for `program`.
 * @param program - a planned program.
 * @param inputs - one per argument, row-major.
 * @returns one array per result.
 */
export async function runProgram(
  compiled: DeviceProgram,
  program: Program,
  inputs: readonly TypedArray[],
): Promise<TypedArray[]> {
  const { bound, offsets } = program.arena;
  const sizeOfBuffer = (id: BufferId): number => program.buffers[id]?.size ?? 0;
  const words = new Uint32Array(Math.max(1, compiled.arenaBytes / 4)).fill(spoilt);
  const arguments_ = new Map<BufferId, Uint32Array<ArrayBuffer>>();
  program.inputs.forEach((id, index) => {
    const input = inputs[index];
    if (id === null || input === undefined) return;
    const content = toWords(input);
    if (bound.includes(id)) arguments_.set(id, content);
    else words.set(content, (offsets[id] ?? 0) / 4);
  });
  const arena = bufferOf(words);
  const boundBuffers = bound.map((id) =>
    bufferOf(arguments_.get(id) ?? new Uint32Array(sizeOfBuffer(id)).fill(spoilt)),
  );
  const buffers = [arena, ...boundBuffers];

  const kernels = await Promise.all(
    compiled.kernels.map(async ({ code }) => {
      const { pipeline, bindings } = await pipelineOf(code);
      const entries = bindings.map((binding) => ({ binding, resource: { buffer: buffers[binding] ?? arena } }));
      return { pipeline, group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }) };
    }),
  );
  const dispatch = (kernel: number, workgroups: number): void => {
    const made = kernels[kernel];
    if (made === undefined) throw new Error(`there is no kernel ${kernel}`);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(made.pipeline);
    pass.setBindGroup(0, made.group);
    const height = Math.ceil(workgroups / 65535);
    pass.dispatchWorkgroups(Math.ceil(workgroups / height), height);
    pass.end();
    device.queue.submit([encoder.finish()]);
  };
  const run = async (commands: readonly Command[]): Promise<void> => {
    for (const command of commands) {
      if (command.kind === "dispatch") dispatch(command.kernel, command.workgroups);
      else if (command.kind === "repeat") for (let n = 0; n < command.times; n++) await run(command.body);
      else if (command.kind === "call") throw new Error("these programs call no host");
      else {
        await run(command.condition);
        while ((await readWords(arena, command.flag, 1))[0] !== 0) {
          await run(command.body);
          await run(command.condition);
        }
      }
    }
  };
  await run(compiled.commands);

  const outputs: TypedArray[] = [];
  for (const id of program.outputs) {
    const dtype = program.buffers[id]?.dtype ?? "float32";
    const place = bound.indexOf(id);
    const from = place < 0 ? arena : (boundBuffers[place] ?? arena);
    outputs.push(fromWords(await readWords(from, place < 0 ? (offsets[id] ?? 0) / 4 : 0, sizeOfBuffer(id)), dtype));
  }
  for (const buffer of buffers) buffer.destroy();
  return outputs;
}
