import { bufferUsage, type GpuBuffer, type GpuDevice } from "./webgpu-api.ts";

const pageBytes = 1 << 18;
const largest = 1 << 16;

/**
 * Small arrays on their way to the GPU.
 *
 * Writes to buffers overtake commands that are still being recorded, so small arrays are gathered in one page, which is written
 * in one piece just before the batch whose commands copy them to their places.
 */
export class UploadPage {
  readonly #gpu: GpuDevice;
  #words = new Uint32Array();
  #used = 0;
  #buffer: GpuBuffer | null = null;

  constructor(gpu: GpuDevice) {
    this.#gpu = gpu;
  }

  /** Whether an array is small enough to be gathered. */
  takes(words: Uint32Array): boolean {
    return words.byteLength <= largest;
  }

  hasRoom(words: Uint32Array): boolean {
    return 4 * (this.#used + words.length) <= pageBytes;
  }

  /** Puts words on the page; the result is where the GPU finds them. */
  add(words: Uint32Array): { readonly buffer: GpuBuffer; readonly offset: number } {
    const usage = bufferUsage.copySource + bufferUsage.copyTarget;
    this.#buffer ??= this.#gpu.createBuffer({ label: "uploads", size: pageBytes, usage });
    if (this.#words.length === 0) this.#words = new Uint32Array(pageBytes / 4);
    this.#words.set(words, this.#used);
    const offset = 4 * this.#used;
    this.#used += words.length;
    return { buffer: this.#buffer, offset };
  }

  /** Writes the page and starts a new one: the queue keeps the order of writes and batches. */
  write(): void {
    if (this.#used > 0 && this.#buffer !== null)
      this.#gpu.queue.writeBuffer(this.#buffer, 0, this.#words.subarray(0, this.#used));
    this.#used = 0;
  }
}
