import type { DType } from "@proj/array";
import type { BufferId, BufferSpec, CounterId, View } from "../program/program.ts";
import type { TargetLimits } from "../target.ts";

/** The parts of a program that all its blocks share. */
export class ProgramBuilder {
  readonly limits: TargetLimits;
  readonly buffers: BufferSpec[] = [];
  /** The depth of the block in which each buffer gets its values anew. */
  readonly #bufferDepths: number[] = [];
  readonly #counterDepths: number[] = [];

  constructor(limits: TargetLimits) {
    this.limits = limits;
  }

  buffer(dtype: DType, size: number, role: BufferSpec["role"], depth: number): BufferId {
    this.#bufferDepths.push(depth);
    return this.buffers.push({ dtype, size, role }) - 1;
  }

  /** Notes that the iterations of blocks at `depth` change what a buffer holds, too. */
  deepen(buffer: BufferId, depth: number): void {
    this.#bufferDepths[buffer] = Math.max(this.#bufferDepths[buffer]!, depth);
  }

  /** A counter for a scan whose body lies at `depth`. */
  counter(depth: number): CounterId {
    return this.#counterDepths.push(depth) - 1;
  }

  /** The depth of the innermost block whose iterations change what the array holds. */
  depthOf(x: Pick<View, "buffer" | "dynamic">): number {
    const depths = x.dynamic.map((index) =>
      index.kind === "counter" ? this.#counterDepths[index.counter]! : this.depthOf(index.at),
    );
    return Math.max(this.#bufferDepths[x.buffer]!, ...depths);
  }
}
