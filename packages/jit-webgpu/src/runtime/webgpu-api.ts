/*
 * The part of the WebGPU API that this package uses.
 *
 * Type libraries declare it too, as global names. A package that promises them to its users would have to bring the library
 * along, and most of its users have no other use for it.
 *
 * Numbers are those of the specification, https://www.w3.org/TR/webgpu; Node has no global `GPUBufferUsage`.
 */

/** What a buffer may be used for; add them. */
export const bufferUsage = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, storage: 0x80 } as const;
/** How a buffer is mapped. */
export const mapRead = 0x1;
/** Which stage sees a binding. */
export const computeStage = 0x4;

/** The entry point: `navigator.gpu`. */
export interface Gpu {
  requestAdapter(options?: { powerPreference?: PowerPreference }): Promise<GpuAdapter | null>;
}

/** Which of several GPUs to take. */
export type PowerPreference = "low-power" | "high-performance";

/** The limits that this package reads. */
export interface GpuLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupSizeX: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** A GPU as the browser or the driver offers it. */
export interface GpuAdapter {
  readonly features: { has(name: string): boolean };
  readonly limits: GpuLimits;
  readonly info?: GpuAdapterInfo;
  requestDevice(descriptor: { requiredFeatures: string[]; requiredLimits: Record<string, number> }): Promise<GpuDevice>;
}

/** What an adapter tells about itself. */
export interface GpuAdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** A GPU in use. */
export interface GpuDevice {
  readonly features: { has(name: string): boolean };
  readonly limits: GpuLimits;
  readonly queue: GpuQueue;
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  createBuffer(descriptor: { label?: string; size: number; usage: number }): GpuBuffer;
  createShaderModule(descriptor: { label?: string; code: string }): GpuShaderModule;
  createBindGroupLayout(descriptor: {
    entries: { binding: number; visibility: number; buffer: { type: "storage" | "read-only-storage" } }[];
  }): GpuBindGroupLayout;
  createPipelineLayout(descriptor: { bindGroupLayouts: GpuBindGroupLayout[] }): GpuPipelineLayout;
  createBindGroup(descriptor: {
    layout: GpuBindGroupLayout;
    entries: { binding: number; resource: { buffer: GpuBuffer; size?: number } }[];
  }): GpuBindGroup;
  createComputePipelineAsync(descriptor: {
    label?: string;
    layout: GpuPipelineLayout;
    compute: { module: GpuShaderModule; entryPoint: string };
  }): Promise<GpuComputePipeline>;
  createCommandEncoder(): GpuCommandEncoder;
  pushErrorScope(filter: ErrorFilter): void;
  popErrorScope(): Promise<GpuError | null>;
  addEventListener(type: "uncapturederror", listener: (event: { readonly error: GpuError }) => void): void;
  destroy(): void;
}

/** The kinds of errors that a GPU reports. */
export type ErrorFilter = "validation" | "out-of-memory" | "internal";

/** An error that a GPU reports. */
export interface GpuError {
  readonly message: string;
}

/** Where work is handed over to the GPU. */
export interface GpuQueue {
  submit(commands: GpuCommandBuffer[]): void;
  writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBufferView<ArrayBuffer>): void;
  onSubmittedWorkDone(): Promise<undefined>;
}

/** Memory of the GPU. */
export interface GpuBuffer {
  readonly size: number;
  mapAsync(mode: number, offset?: number, size?: number): Promise<undefined>;
  getMappedRange(offset?: number, size?: number): ArrayBuffer;
  unmap(): void;
  destroy(): undefined;
}

/** Compiled WGSL. */
export interface GpuShaderModule {
  getCompilationInfo(): Promise<{
    readonly messages: readonly { readonly type: string; readonly lineNum: number; readonly message: string }[];
  }>;
}

/** The form of a bind group. */
export interface GpuBindGroupLayout {
  readonly label: string;
}

/** What a pipeline is bound to. */
export interface GpuPipelineLayout {
  readonly label: string;
}

/** Buffers bound together. */
export interface GpuBindGroup {
  readonly label: string;
}

/** A kernel that can be dispatched. */
export interface GpuComputePipeline {
  readonly label: string;
}

/** Finished commands. */
export interface GpuCommandBuffer {
  readonly label: string;
}

/** Commands that are being recorded. */
export interface GpuCommandEncoder {
  beginComputePass(): GpuComputePass;
  copyBufferToBuffer(from: GpuBuffer, fromOffset: number, to: GpuBuffer, toOffset: number, bytes: number): void;
  finish(): GpuCommandBuffer;
}

/** Dispatches that are being recorded. */
export interface GpuComputePass {
  setPipeline(pipeline: GpuComputePipeline): void;
  setBindGroup(index: number, group: GpuBindGroup): void;
  dispatchWorkgroups(x: number, y: number): void;
  end(): void;
}
