import type { TypedArray } from "@proj/array";
import { byteSize, describeArray, UsageError, valuesOfBytes, type AbstractArray, type Storage } from "@proj/array/core";
import type { Sharding } from "@proj/array/sharding";
import type { WorkerDevice } from "./device.ts";

/** From here on an array's size matters to the garbage collector; smaller ones weigh less than their handles. */
const smallestBallast = 1 << 10;
/** Beyond this the garbage collector needs no more persuasion, and an engine may really take the memory. */
const largestBallast = 1 << 26;

/** The handle of an array in the worker process. */
export class WorkerStorage implements Storage {
  readonly device: WorkerDevice;
  readonly handle: number;
  readonly sharding: Sharding | null;
  readonly #aval: AbstractArray;
  readonly #bytes: number;
  /** What computed it, for messages. */
  readonly #operation: string;
  /** Host memory of the same size, never touched: the garbage collector does not see memory elsewhere. */
  ballast: ArrayBuffer | null;

  constructor(device: WorkerDevice, operation: string, handle: number, aval: AbstractArray, sharding: Sharding | null) {
    this.device = device;
    this.handle = handle;
    this.sharding = sharding;
    this.#aval = aval;
    this.#operation = operation;
    this.#bytes = byteSize(aval);
    this.ballast = this.#bytes < smallestBallast ? null : new ArrayBuffer(Math.min(this.#bytes, largestBallast));
  }

  shard(place: number, aval: AbstractArray): Storage {
    const device = (this.sharding?.devices ?? this.device.members)[place]!;
    return this.device.shard(this, aval, device);
  }

  async read(): Promise<TypedArray> {
    const operation = `reading the result of ${this.#operation}`;
    const { header, payload } = await this.device.ask(operation, { do: "get", id: this.handle });
    if ("error" in header) {
      throw new UsageError({
        operation,
        received: `an array ${describeArray(this.#aval)} that XLA could not compute: ${String(header["error"])}`,
        expected: "a program that XLA compiles and runs, with memory for its results",
        remedy: "if memory is short, use smaller arrays or donate arguments; otherwise please report it",
      });
    }
    return valuesOfBytes(this.#aval.dtype, payload);
  }

  free(): void {
    this.ballast = null;
    this.device.forget(this, this.#bytes);
  }
}
