import type { DType, TypedArray } from "@proj/array";
import { defect, outputTypes, remote, type AbstractArray, type Jaxpr, type Storage } from "@proj/array/core";
import type { Target } from "@proj/jit";
import { compilationOf, type CompilingDevice } from "@proj/jit/core";
import { deviceBytes, toWords, type Elements } from "./elements.ts";
import type { Engine } from "./engine.ts";
import { lostWhile } from "./errors.ts";
import type { WebGpuExecutable } from "./executable.ts";
import type { MemoryUse } from "./memory.ts";
import { zeroCounters, type DeviceStatistics } from "./statistics.ts";
import { DeviceStorage } from "./storage.ts";
import { Value } from "./value.ts";

/**
 * A GPU on which arrays live and programs run; `init` makes it.
 *
 * @example
 * import { array, devicePut } from "@proj/array";
 * import { init, type WebGpuDevice } from "@proj/jit-webgpu";
 * const device: WebGpuDevice = await init({ default: false });
 * const x = devicePut(array([1, 2, 3]), device);
 * device.statistics({ reset: true });
 * await x.add(x).data(); // → Float32Array [2, 4, 6]
 * device.statistics().programs; // → 1
 * device.memory().liveBuffers >= 1; // → true
 * device.destroy();
 */
export interface WebGpuDevice extends CompilingDevice {
  readonly name: "webgpu";
  /** What the browser or the driver calls the GPU. */
  readonly adapter: string;
  /** What the memory of the device is used for. */
  memory(): MemoryUse;
  /**
   * What the device has done.
   *
   * @param options - `reset: true` starts counting anew after this.
   */
  statistics(options?: { readonly reset?: boolean }): DeviceStatistics;
  /** Gives the device up: its arrays cannot be read any more, and programs that run fail. */
  destroy(): void;
}

/** See {@link WebGpuDevice}. */
export class GpuBackedDevice implements WebGpuDevice {
  readonly name = "webgpu";
  readonly remote = remote;
  readonly adapter: string;
  readonly target: Target<WebGpuExecutable>;
  readonly #engine: Engine;
  readonly #handles = new FinalizationRegistry<Value>((value) => value.release());

  /**
   * @param engine - the GPU with its memory, queue and kernels.
   * @param target - the code generator for it.
   * @param adapter - what the GPU is called.
   */
  constructor(engine: Engine, target: Target<WebGpuExecutable>, adapter: string) {
    this.#engine = engine;
    this.target = target;
    this.adapter = adapter;
  }

  get dtypes(): readonly DType[] {
    return this.target.limits.dtypes;
  }

  get lost(): string | null {
    return this.#engine.faults.lost;
  }

  upload(data: TypedArray, aval: AbstractArray): Storage {
    this.#mustWork("devicePut");
    const { queue, recorder, memory, counters } = this.#engine;
    const value = new Value("devicePut", deviceBytes(aval), memory);
    // The caller may change the values as soon as this returns.
    const words = queue.idle ? toWords(data, aval) : toWords(data, aval).slice();
    queue.add({
      operation: "devicePut",
      inputs: [],
      outputs: [value],
      prepare: () => null,
      record: () => {
        recorder.write(words, value.block.buffer);
        counters.uploads++;
        counters.uploadedBytes += words.byteLength;
      },
      fail: () => {
        // The queue marks the value.
      },
    });
    return this.#handle(value, aval);
  }

  run(name: string, jaxpr: Jaxpr, inputs: readonly Storage[]): readonly Storage[] {
    this.#mustWork(name);
    return this.execute(name, compilationOf(name, jaxpr, this.target).executable, inputs, outputTypes(jaxpr));
  }

  /**
   * Runs what was compiled.
   *
   * @param operation - what the user called.
   * @param executable - compiled for this device.
   * @param inputs - one storage of this device for each argument.
   * @param types - those of the results. Default: vectors of the words that the program writes.
   * @returns one storage for each result.
   */
  execute(
    operation: string,
    executable: WebGpuExecutable,
    inputs: readonly Storage[],
    types: readonly Elements[] = executable.resultTypes,
  ): readonly Storage[] {
    const results = executable.run(
      operation,
      inputs.map((input) => this.#valueOf(input)),
    );
    return results.map((value, index) => this.#handle(value, types[index]!));
  }

  memory(): MemoryUse {
    return this.#engine.memory.use;
  }

  statistics({ reset = false }: { readonly reset?: boolean } = {}): DeviceStatistics {
    const { counters } = this.#engine;
    const snapshot = { ...counters };
    if (reset) Object.assign(counters, zeroCounters());
    return snapshot;
  }

  destroy(): void {
    this.#engine.lose("it was given up with destroy()");
    this.#engine.gpu.destroy();
  }

  #handle(value: Value, type: Elements): DeviceStorage {
    return new DeviceStorage(this, this.#engine, this.#handles, value, type);
  }

  #valueOf(storage: Storage): Value {
    if (storage instanceof DeviceStorage && storage.device === this) return storage.value;
    throw defect(`values of ${storage.device.name} on webgpu`);
  }

  #mustWork(operation: string): void {
    if (this.lost !== null) throw lostWhile(operation, this.lost);
  }
}
