import type { DType } from "@proj/array";
import type { BufferId, BufferSpec, CounterId, Program, Stage } from "./program.ts";
import { counterOf, visitSteps } from "./walk.ts";

/** The buffers and counters of a program, to which passes add their own. */
export class Declarations {
  readonly buffers: BufferSpec[];
  /** How many positions each counter has. */
  readonly positions = new Map<CounterId, number>();
  #nextCounter = 0;

  constructor(program: Program<Stage>) {
    this.buffers = [...program.buffers];
    visitSteps(program.steps, (step) => {
      const own = counterOf(step);
      if (own === null) return;
      this.positions.set(own.counter, own.positions);
      this.#nextCounter = Math.max(this.#nextCounter, own.counter + 1);
    });
  }

  /** A new buffer. */
  buffer(dtype: DType, size: number, role: "scratch" | "private"): BufferId {
    return this.buffers.push({ dtype, size, role }) - 1;
  }

  /** A new counter. */
  counter(positions: number): CounterId {
    const counter = this.#nextCounter++;
    this.positions.set(counter, positions);
    return counter;
  }
}
