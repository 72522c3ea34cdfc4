import type { Turn } from "@proj/array/core";
import type { Written } from "./faults.ts";
import type { Block, Memory } from "./memory.ts";

const none: readonly Turn[] = [];

/** The turns of values that are not known to have gone well. */
export function turnsOf(values: readonly Value[]): readonly Turn[] {
  // Programs without effects have none, and are many.
  if (values.every(({ turns }) => turns.length === 0)) return none;
  return [...new Set(values.flatMap(({ turns }) => turns))].filter(({ isFine }) => !isFine);
}

/**
 * The values of one array on the device, perhaps still to be computed.
 *
 * Its holders are handles (storages) and jobs that wait; the block goes back to the pool with the last of them.
 */
export class Value implements Written {
  /** What the user called to get it, for messages. */
  readonly operation: string;
  readonly bytes: number;
  readonly #memory: Memory;
  #block: Block | null = null;
  #holders = 1;
  from = 0;
  to = 0;
  /** Why it was not computed; null while nothing failed. */
  failure: Error | null = null;
  /** The turns of the host, perhaps still to come, whose failure is one of the value. */
  turns: readonly Turn[] = none;

  /** Makes a value with one holder; memory is taken when it is computed. */
  constructor(operation: string, bytes: number, memory: Memory) {
    memory.check(operation, "an array", bytes);
    this.operation = operation;
    this.bytes = bytes;
    this.#memory = memory;
  }

  /** Where it is on the GPU. */
  get block(): Block {
    return (this.#block ??= this.#memory.take(this.operation, this.bytes));
  }

  hold(): void {
    this.#holders++;
  }

  release(): void {
    if (--this.#holders > 0 || this.#block === null) return;
    this.#memory.give(this.#block);
    this.#block = null;
  }
}
