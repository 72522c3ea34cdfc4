import { gpuReported, lostWhile } from "./errors.ts";
import { Faults } from "./faults.ts";
import { Memory } from "./memory.ts";
import { Pipelines } from "./pipelines.ts";
import { Queue } from "./queue.ts";
import { Recorder } from "./recorder.ts";
import { zeroCounters } from "./statistics.ts";
import type { Gpu, GpuDevice } from "./webgpu-api.ts";

/** The parts that make a GPU run programs. */
export class Engine {
  readonly gpu: GpuDevice;
  /** Kept because Dawn in Node ends the process if this is collected before its devices. */
  readonly entry: Gpu;
  readonly counters = zeroCounters();
  readonly faults = new Faults();
  readonly recorder: Recorder;
  readonly memory: Memory;
  readonly pipelines: Pipelines;
  readonly queue: Queue;

  constructor(gpu: GpuDevice, entry: Gpu) {
    this.gpu = gpu;
    this.entry = entry;
    this.recorder = new Recorder(gpu, this.counters, this.faults);
    this.memory = new Memory(gpu, this.faults, this.recorder);
    this.pipelines = new Pipelines(gpu, this.counters);
    this.queue = new Queue(this.recorder, this.faults);
    // What belongs to no batch may have spoilt any that are under way.
    gpu.addEventListener("uncapturederror", ({ error }) => {
      this.faults.spoil(this.recorder.firstUnsettled, this.recorder.lastBatch, gpuReported(error.message));
    });
    void gpu.lost.then(({ reason, message }) =>
      this.lose(message === "" ? `the GPU was lost (${reason})` : message.trim()),
    );
  }

  /** Declares the GPU lost: everything under way fails. */
  lose(reason: string): void {
    this.faults.lose(reason);
    this.queue.abandon();
  }

  /**
   * What a failed read means: a buffer that cannot be mapped belongs to a lost device, which is known now or in a moment.
   *
   * @param operation - what the user called.
   * @param error - why the buffer cannot be mapped.
   */
  async whyUnread(operation: string, error: unknown): Promise<Error> {
    if (this.faults.lost === null) await Promise.race([this.gpu.lost, moment()]);
    const { lost } = this.faults;
    if (lost !== null) return lostWhile(operation, lost, { cause: error });
    return gpuReported(error instanceof Error ? error.message : String(error));
  }
}

/** Every place where this package runs has timers, but not every type library says so. */
const timers = globalThis as unknown as { setTimeout(call: () => void, milliseconds: number): unknown };
const moment = (): Promise<void> => new Promise((resolve) => timers.setTimeout(resolve, 1000));
