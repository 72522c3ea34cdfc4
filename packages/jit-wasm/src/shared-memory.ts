import { UsageError } from "@proj/array";
import { mostPages, pageBytes, webAssembly } from "./webassembly.ts";
import type { WasmMemory } from "./webassembly.ts";

/** The memory that all programs of a target use in turn. */
export class SharedMemory {
  readonly #isShared: boolean;
  #made: WasmMemory | null = null;
  /** How much of the memory the program that is running uses; 0 if none is. */
  #used = 0;
  /** Who has left there what it was given; null if something has been written since. */
  #last: object | null = null;

  /**
   * @param isShared - whether several threads look at it.
   */
  constructor(isShared = false) {
    this.#isShared = isShared;
  }

  /** The memory; made when first asked for. */
  get memory(): WasmMemory {
    this.#made ??= new (webAssembly().Memory)({
      initial: 1,
      maximum: mostPages,
      shared: this.#isShared,
    });
    return this.#made;
  }

  /**
   * Runs a program, which may find itself inside of another one, in a function that that one calls: what the other one has in
   * memory is put back afterwards.
   *
   * @param program - what runs.
   * @param bytes - how much of the memory, from its beginning, the program uses.
   * @param body - runs it; is told whether the memory is as the program left it the last time.
   */
  use<R>(program: object, bytes: number, body: (isUntouched: boolean) => R): R {
    const around = this.#used;
    const saved = around === 0 ? null : new Uint8Array(this.memory.buffer).slice(0, around);
    const isUntouched = this.#last === program;
    this.#used = bytes;
    this.#last = null;
    try {
      const result = body(isUntouched);
      this.#last = program;
      return result;
    } finally {
      this.#used = around;
      if (saved !== null) {
        new Uint8Array(this.memory.buffer).set(saved);
        this.#last = null;
      }
    }
  }

  /**
   * Makes sure that the memory has `bytes` bytes.
   *
   * @throws UsageError if a program needs more than 4 GiB or the machine has no more.
   */
  reserve(bytes: number): void {
    const wanted = Math.ceil(bytes / pageBytes);
    const missing = wanted - this.memory.buffer.byteLength / pageBytes;
    if (missing <= 0) return;
    try {
      if (wanted > mostPages) throw new RangeError("more than 4 GiB");
      this.memory.grow(missing);
      // Looked at in any case: Chromium takes a memory that threads share for as small as it was when its buffer was last looked at.
      if (this.memory.buffer.byteLength < bytes) throw new RangeError("memory that does not grow");
    } catch (cause) {
      throw new UsageError(
        {
          operation: "jit",
          received: `a program that needs ${(bytes / 2 ** 20).toFixed(0)} MiB for its values`,
          expected: "at most 4096 MiB, and that the machine has them",
          remedy: "process less at once: a smaller batch, or parts",
        },
        { cause },
      );
    }
  }
}
