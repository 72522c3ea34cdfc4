import { gpuReported } from "./errors.ts";
import type { Faults } from "./faults.ts";
import { ReadBack } from "./read-back.ts";
import type { Counters } from "./statistics.ts";
import { UploadPage } from "./upload-page.ts";
import type {
  ErrorFilter,
  GpuBindGroup,
  GpuBuffer,
  GpuCommandEncoder,
  GpuComputePass,
  GpuComputePipeline,
  GpuDevice,
} from "./webgpu-api.ts";

/** Dispatches in one batch: enough to make handing it over cheap, few enough that the GPU does not wait for the first. */
const batchDispatches = 128;
/** How many batches may wait on the GPU. */
const batchesInFlight = 16;

const scopes: readonly ErrorFilter[] = ["validation", "internal", "out-of-memory"];

/**
 * Records commands in order and hands them to the GPU in batches: after a number of dispatches, and whenever the program that
 * runs pauses, which is when it may want to read.
 */
export class Recorder {
  readonly #gpu: GpuDevice;
  readonly #counters: Counters;
  readonly #faults: Faults;
  readonly #page: UploadPage;
  readonly #readBack: ReadBack;
  #batch = 0;
  #open = false;
  #encoder: GpuCommandEncoder | null = null;
  #pass: GpuComputePass | null = null;
  #pipeline: GpuComputePipeline | null = null;
  #group: GpuBindGroup | null = null;
  #dispatches = 0;
  #retired: GpuBuffer[] = [];
  #inFlight = 0;
  /** Resolves once the errors of all batches so far are known. */
  #settled: Promise<void> = Promise.resolve();
  #firstUnsettled = 0;
  readonly #room: (() => void)[] = [];

  constructor(gpu: GpuDevice, counters: Counters, faults: Faults) {
    this.#gpu = gpu;
    this.#counters = counters;
    this.#faults = faults;
    this.#page = new UploadPage(gpu);
    this.#readBack = new ReadBack(gpu, counters);
  }

  /** The number of the batch that is being recorded; see faults.ts. */
  get batch(): number {
    return this.#batch;
  }

  /** The last batch that anything was recorded in. */
  get lastBatch(): number {
    return this.#open ? this.#batch : this.#batch - 1;
  }

  /** The first batch whose errors are not all known yet. */
  get firstUnsettled(): number {
    return this.#firstUnsettled;
  }

  /** Whether the GPU has enough to do. */
  get full(): boolean {
    return this.#inFlight >= batchesInFlight;
  }

  /** Resolves when the GPU can take more. */
  room(): Promise<void> {
    return this.full ? new Promise((resolve) => this.#room.push(resolve)) : Promise.resolve();
  }

  /** Errors from here to the end of the batch are the batch's. */
  begin(): void {
    if (this.#open) return;
    this.#open = true;
    for (const filter of scopes) this.#gpu.pushErrorScope(filter);
    void Promise.resolve().then(() => this.submit());
  }

  /** Starts a kernel. */
  dispatch(pipeline: GpuComputePipeline, group: GpuBindGroup, workgroups: number): void {
    if (this.#pass === null) {
      this.#pass = this.#commands().beginComputePass();
      this.#pipeline = this.#group = null;
    }
    if (pipeline !== this.#pipeline) this.#pass.setPipeline((this.#pipeline = pipeline));
    if (group !== this.#group) this.#pass.setBindGroup(0, (this.#group = group));
    const height = Math.ceil(workgroups / this.#gpu.limits.maxComputeWorkgroupsPerDimension);
    this.#pass.dispatchWorkgroups(Math.ceil(workgroups / height), height);
    this.#counters.dispatches++;
    if (++this.#dispatches >= batchDispatches) this.submit();
  }

  /** Copies bytes from one buffer to another. */
  copy(from: GpuBuffer, fromOffset: number, to: GpuBuffer, toOffset: number, bytes: number): void {
    if (bytes > 0) this.#commands(false).copyBufferToBuffer(from, fromOffset, to, toOffset, bytes);
  }

  /** Writes host values to a buffer, from a byte on. */
  write(words: Uint32Array<ArrayBuffer>, to: GpuBuffer, toOffset = 0): void {
    if (words.byteLength === 0) return;
    if (!this.#page.takes(words)) {
      // Commands recorded before may still have a use for what is in the buffer.
      this.submit();
      this.begin();
      this.#gpu.queue.writeBuffer(to, toOffset, words);
      return;
    }
    if (!this.#page.hasRoom(words)) this.submit();
    const { buffer, offset } = this.#page.add(words);
    this.copy(buffer, offset, to, toOffset, words.byteLength);
  }

  /**
   * Copies bytes to the host, as they are at this point.
   *
   * @returns resolves after the errors of all batches so far are known.
   */
  async read(from: GpuBuffer, offset: number, bytes: number): Promise<ArrayBuffer> {
    this.begin();
    if (bytes === 0) return this.#nothing();
    const { buffer, offset: position, contents } = this.#readBack.reserve(bytes);
    this.copy(from, offset, buffer, position, bytes);
    return contents;
  }

  /** Destroys a buffer once the commands recorded so far are with the GPU. */
  retire(buffer: GpuBuffer): void {
    if (this.#open) this.#retired.push(buffer);
    else buffer.destroy();
  }

  /** Hands over what was recorded. */
  submit(): void {
    if (!this.#open) return;
    const batch = this.#batch++;
    const encoder = this.#encoder;
    this.#pass?.end();
    this.#pass = this.#encoder = null;
    this.#open = false;
    this.#dispatches = 0;
    if (encoder !== null) {
      this.#page.write();
      this.#gpu.queue.submit([encoder.finish()]);
      this.#counters.submissions++;
      this.#inFlight++;
      const done = (): void => {
        this.#inFlight--;
        for (const resolve of this.#room.splice(0)) resolve();
      };
      this.#gpu.queue.onSubmittedWorkDone().then(done, done);
    }
    for (const buffer of this.#retired.splice(0)) buffer.destroy();
    const errors = scopes.map(() => this.#gpu.popErrorScope());
    this.#settled = Promise.all([this.#settled, ...errors.map((error) => this.#note(batch, error))]).then(() => {
      this.#firstUnsettled = batch + 1;
    });
    this.#readBack.map(this.#settled);
  }

  /** No bytes, once the errors of all batches so far are known. */
  async #nothing(): Promise<ArrayBuffer> {
    this.submit();
    await this.#settled;
    return new ArrayBuffer(0);
  }

  /** Spoils what a batch has written if the GPU says that it failed. */
  async #note(batch: number, reported: Promise<{ readonly message: string } | null>): Promise<void> {
    // A lost device may refuse to tell; the loss itself is reported elsewhere.
    const error = await reported.catch(() => null);
    if (error !== null) this.#faults.spoil(batch, this.lastBatch, gpuReported(error.message));
  }

  #commands(inPass = true): GpuCommandEncoder {
    this.begin();
    if (!inPass && this.#pass !== null) {
      this.#pass.end();
      this.#pass = null;
    }
    return (this.#encoder ??= this.#gpu.createCommandEncoder());
  }
}
