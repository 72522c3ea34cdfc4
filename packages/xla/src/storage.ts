import type { TypedArray } from "@proj/array";
import {
  byteSize,
  describeArray,
  UsageError,
  valuesOfBytes,
  type AbstractArray,
  type Storage,
  type Turn,
} from "@proj/array/core";
import type { Sharding } from "@proj/array/sharding";
import type { WorkerDevice } from "./device.ts";

/** From here on an array's size matters to the garbage collector; smaller ones weigh less than their handles. */
const smallestBallast = 1 << 10;
/** Beyond this the garbage collector needs no more persuasion, and an engine may really take the memory. */
const largestBallast = 1 << 26;

const noTurns: readonly Turn[] = [];

/** The turns of values that are not known to have gone well. */
export function turnsOf(storages: readonly WorkerStorage[]): readonly Turn[] {
  let found = noTurns;
  // Programs that call nobody have none, and are many.
  for (const { turns } of storages) {
    if (turns.length > 0) found = [...found, ...turns.filter((turn) => !turn.isFine && !found.includes(turn))];
  }
  return found;
}

/** The error for what XLA refused to compile or to run. */
export const notComputed = (operation: string, what: string, error: string): UsageError =>
  new UsageError({
    operation,
    received: `${what} that XLA could not compute: ${error}`,
    expected: "a program that XLA compiles and runs, with memory for its results",
    remedy: "if memory is short, use smaller arrays or donate arguments; otherwise please report it",
  });

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
  /** Calls of this process, perhaps still to come, whose failure is one of the values. */
  turns: readonly Turn[] = noTurns;

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
    const answer = this.device.ask(operation, { do: "get", id: this.handle });
    if (this.turns.length > 0) await this.#over(answer);
    const { header, payload } = await answer;
    if ("error" in header) {
      throw notComputed(operation, `an array ${describeArray(this.#aval)}`, String(header["error"]));
    }
    return valuesOfBytes(this.#aval.dtype, payload);
  }

  require(turn: Turn): void {
    this.turns = [...this.turns, turn];
  }

  /** Waits for the calls of this process, and fails as they did. */
  async #over(answer: Promise<unknown>): Promise<void> {
    const { turns } = this;
    // What failed here says why XLA could not go on.
    answer.catch(() => undefined);
    for (const { over } of turns) await over;
    const failed = turns.find(({ failure }) => failure !== null);
    if (failed?.failure == null) return;
    for (const turn of turns) turn.tell();
    throw failed.failure;
  }

  free(): void {
    this.ballast = null;
    this.device.forget(this, this.#bytes);
  }
}
