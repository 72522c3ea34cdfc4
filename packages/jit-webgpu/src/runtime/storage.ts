import type { Device, TypedArray } from "@proj/array";
import type { Storage, Turn } from "@proj/array/core";
import { fromWords, type Elements } from "./elements.ts";
import type { Engine } from "./engine.ts";
import type { Value } from "./value.ts";

/** From here on an array's size matters to the garbage collector; smaller ones weigh less than their handles. */
const smallestBallast = 1 << 10;
/** Beyond this the garbage collector needs no more persuasion, and an engine may really take the memory. */
const largestBallast = 1 << 26;

/**
 * The handle of an array on the GPU. When the garbage collector finds that nobody has it any more, the memory goes back to the
 * pool; `free` does so earlier.
 */
export class DeviceStorage implements Storage {
  readonly device: Device;
  readonly value: Value;
  readonly #engine: Engine;
  readonly #type: Elements;
  /**
   * Host memory of the same size, never touched: the garbage collector does not see memory of the GPU, and would let handles
   * pile up without it.
   */
  ballast: ArrayBuffer | null;
  readonly #handles: FinalizationRegistry<Value>;

  constructor(device: Device, engine: Engine, handles: FinalizationRegistry<Value>, value: Value, type: Elements) {
    this.device = device;
    this.value = value;
    this.#engine = engine;
    this.#type = type;
    this.#handles = handles;
    const { bytes } = value;
    this.ballast = bytes < smallestBallast ? null : new ArrayBuffer(Math.min(bytes, largestBallast));
    handles.register(this, value, this);
  }

  read(): Promise<TypedArray> {
    const { queue, recorder, faults } = this.#engine;
    const { value } = this;
    const { turns } = value;
    const operation = `reading the result of ${value.operation}`;
    return new Promise((resolve, rejectPromise) => {
      const reject = (error: unknown): void => {
        for (const turn of turns) turn.tell();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it is what was thrown
        rejectPromise(error);
      };
      const copied = async (): Promise<TypedArray> => {
        let words: ArrayBuffer;
        try {
          words = await recorder.read(value.block.buffer, 0, value.bytes);
        } catch (error) {
          throw await this.#engine.whyUnread(operation, error);
        }
        for (const { over } of turns) await over;
        const failure = faults.failureOf(value) ?? turns.find(({ failure }) => failure !== null)?.failure ?? null;
        if (failure !== null) throw failure;
        return fromWords(words, this.#type);
      };
      queue.add({
        operation,
        inputs: [value],
        outputs: [],
        prepare: () => null,
        record: () => void copied().then(resolve, reject),
        fail: reject,
      });
    });
  }

  require(turn: Turn): void {
    this.value.turns = [...this.value.turns, turn];
  }

  free(): void {
    if (!this.#handles.unregister(this)) return;
    this.ballast = null;
    this.value.release();
  }
}
