import type { Counters } from "./statistics.ts";
import { bufferUsage, mapRead, type GpuBuffer, type GpuDevice } from "./webgpu-api.ts";

/** The smallest staging buffer: the values that programs wait for (a loss, a flag) are small and come together. */
const smallest = 1 << 16;
/** How much memory idle staging buffers keep. */
const keptBytes = 1 << 25;

/** Where the values of one array lie in a staging buffer, and who waits for them. */
interface Piece {
  readonly offset: number;
  readonly bytes: number;
  readonly resolve: (contents: ArrayBuffer) => void;
  readonly reject: (error: unknown) => void;
}

/** A buffer that the host can map, with what a batch copies there. */
interface Staging {
  readonly buffer: GpuBuffer;
  readonly pieces: Piece[];
  used: number;
}

/**
 * A ring of staging buffers. The arrays that are read in one batch share one, and one wait; while it is mapped, later batches
 * use others.
 */
export class ReadBack {
  readonly #gpu: GpuDevice;
  readonly #counters: Counters;
  readonly #idle: GpuBuffer[] = [];
  #filling: Staging[] = [];

  constructor(gpu: GpuDevice, counters: Counters) {
    this.#gpu = gpu;
    this.#counters = counters;
  }

  /** Room for some bytes in a staging buffer, and a promise of what the batch copies there. */
  reserve(bytes: number): {
    readonly buffer: GpuBuffer;
    readonly offset: number;
    readonly contents: Promise<ArrayBuffer>;
  } {
    let staging = this.#filling.find(({ buffer, used }) => used + bytes <= buffer.size);
    if (staging === undefined) this.#filling.push((staging = { buffer: this.#take(bytes), pieces: [], used: 0 }));
    const { buffer, pieces, used: offset } = staging;
    // Mapped ranges start at multiples of 8.
    staging.used += Math.ceil(bytes / 8) * 8;
    const contents = new Promise<ArrayBuffer>((resolve, reject) => pieces.push({ offset, bytes, resolve, reject }));
    return { buffer, offset, contents };
  }

  /**
   * Maps what the batch just handed over has filled.
   *
   * @param settled - resolves once the errors of the batch are known, which the values wait for.
   */
  map(settled: Promise<void>): void {
    for (const staging of this.#filling) void this.#deliver(staging, settled);
    this.#filling = [];
  }

  async #deliver({ buffer, pieces, used }: Staging, settled: Promise<void>): Promise<void> {
    try {
      await Promise.all([buffer.mapAsync(mapRead, 0, used), settled]);
      const contents = pieces.map(({ offset, bytes }) => buffer.getMappedRange(offset, bytes).slice(0));
      buffer.unmap();
      this.#idle.push(buffer);
      this.#trim();
      this.#counters.readBacks++;
      pieces.forEach(({ bytes, resolve }, index) => {
        this.#counters.readBytes += bytes;
        resolve(contents[index]!);
      });
    } catch (error) {
      for (const { reject } of pieces) reject(error);
    }
  }

  #take(bytes: number): GpuBuffer {
    const position = this.#idle.findIndex(({ size }) => size >= bytes && size <= Math.max(smallest, 4 * bytes));
    const found = position < 0 ? undefined : this.#idle.splice(position, 1)[0];
    if (found !== undefined) return found;
    const size = Math.max(smallest, Math.ceil(bytes / 8) * 8);
    return this.#gpu.createBuffer({ label: "read-back", size, usage: bufferUsage.mapRead + bufferUsage.copyTarget });
  }

  #trim(): void {
    let bytes = this.#idle.reduce((sum, { size }) => sum + size, 0);
    while (bytes > keptBytes && this.#idle.length > 1) {
      const oldest = this.#idle.shift()!;
      bytes -= oldest.size;
      oldest.destroy();
    }
  }
}
