import type { DType } from "@proj/array";
import { nestedSteps } from "../plan.ts";
import type { BufferId, BufferSpec, CounterId, Program, Step } from "../program.ts";

/** The buffers and counters of a program, to which passes add their own. */
export class Memory {
  readonly buffers: BufferSpec[];
  /** How many positions each counter has. */
  readonly positions = new Map<CounterId, number>();

  constructor(program: Program<"lowered">) {
    this.buffers = [...program.buffers];
    const walk = (steps: readonly Step[]): void => {
      for (const step of steps) {
        if (step.kind === "scan") this.positions.set(step.counter, step.length);
        if (step.kind === "tiles") this.positions.set(step.counter, step.count);
        nestedSteps(step).forEach(walk);
      }
    };
    walk(program.steps);
  }

  /** A new scratch buffer. */
  scratch(dtype: DType, size: number): BufferId {
    return this.buffers.push({ dtype, size, role: "scratch" }) - 1;
  }

  /** A new counter. */
  counter(positions: number): CounterId {
    const counter = Math.max(-1, ...this.positions.keys()) + 1;
    this.positions.set(counter, positions);
    return counter;
  }
}
