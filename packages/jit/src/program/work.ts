import { sizeOf } from "@proj/array/core";
import { procedureOperations } from "./cost.ts";
import type { BufferId, BufferSpec, Carry, Loop, Scan, Step, While } from "./program.ts";

/*
 * How much a step does, in scalar operations: enough to tell small steps from large ones, and no more.
 */

function loopWork(loop: Loop): number {
  const computed = loop.expressions.filter(({ op }) => op !== "constant" && op !== "index" && op !== "counter");
  return sizeOf(loop.parallel) * sizeOf(loop.reduced) * Math.max(1, computed.length + loop.reductions.length);
}

/** Measures the steps of a program with these buffers. */
export class Work {
  readonly #buffers: readonly BufferSpec[];

  constructor(buffers: readonly BufferSpec[]) {
    this.#buffers = buffers;
  }

  /** All iterations of a scan, one of a while, the largest branch of a cond; tiles, groups and callbacks count as boundless. */
  of(step: Step): number {
    switch (step.kind) {
      case "loop":
        return loopWork(step);
      case "pack":
        return step.k * step.n;
      case "contract":
        return sizeOf(step.batch) * step.m * step.n * step.k;
      case "scatter":
        return sizeOf(step.domain) * (1 + step.indices.length);
      case "cumulative":
        return sizeOf(step.domain);
      case "sort":
        return (
          sizeOf(step.domain) *
          (step.keys.length + step.moved.length) *
          Math.ceil(Math.log2(2 + (step.domain.at(-1) ?? 0)))
        );
      case "procedure":
        return procedureOperations(step);
      case "scan":
        return step.length === 0 ? 0 : step.length * this.ofIteration(step);
      case "while":
        return this.ofIteration(step);
      case "cond":
        return Math.max(0, ...step.branches.map((branch) => this.#ofAll(branch)));
      case "callback":
      case "tiles":
      case "group":
        return Infinity;
    }
  }

  /** One iteration, with the copies of what it carries. */
  ofIteration(step: Scan | While): number {
    const steps = step.kind === "scan" ? step.body : [...step.condition, ...step.body];
    return this.#ofAll(steps) + this.#ofCopies(step.carries);
  }

  #ofAll(steps: readonly Step[]): number {
    return steps.reduce((sum, step) => sum + this.of(step), 0);
  }

  #ofCopies(carries: readonly Carry[]): number {
    const size = (buffer: BufferId): number => this.#buffers[buffer]!.size;
    return carries.reduce((sum, { current, next }) => sum + (current === next ? 0 : size(current)), 0);
  }
}
