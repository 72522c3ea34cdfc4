import { outOfMemory, tooLarge } from "./errors.ts";
import type { Faults } from "./faults.ts";
import type { Recorder } from "./recorder.ts";
import { bufferUsage, type GpuBuffer, type GpuDevice } from "./webgpu-api.ts";

/** What the memory of a device is used for. */
export interface MemoryUse {
  /** Buffers of arrays that are in use. */
  readonly liveBuffers: number;
  readonly liveBytes: number;
  /** Buffers of arrays that were given back, kept for the next ones. */
  readonly pooledBuffers: number;
  readonly pooledBytes: number;
  /** Working memory that all programs share. */
  readonly arenaBytes: number;
  /** The most that arrays, pool and arena have taken together. */
  readonly peakBytes: number;
}

/** A buffer of the GPU. */
export interface Block {
  readonly buffer: GpuBuffer;
  /** Unique among the blocks of a device. */
  readonly id: number;
  readonly bytes: number;
}

const smallestBlock = 256;
/** How much the pool may keep even if arrays take less. */
const pooledAtLeast = 1 << 27;

/** The size of the block for that many bytes: four sizes an octave, so that blocks fit other arrays than their first. */
export function blockBytes(bytes: number): number {
  if (bytes <= smallestBlock) return smallestBlock;
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / step) * step;
}

/** Blocks of one size that nobody uses. */
interface Shelf {
  readonly blocks: Block[];
  /** Whether a block was taken since the pool was last trimmed. */
  used: boolean;
}

/**
 * The buffers of one device: a pool, since making a buffer costs more than most programs.
 *
 * A block that is given back can be taken again at once, whatever the GPU is still doing with it: work is done in order.
 */
export class Memory {
  readonly #gpu: GpuDevice;
  readonly #faults: Faults;
  readonly #recorder: Recorder;
  readonly #shelves = new Map<number, Shelf>();
  /** Blocks for which the GPU had no memory. */
  readonly #unusable = new WeakSet<Block>();
  #blocks = 0;
  #liveBuffers = 0;
  #liveBytes = 0;
  #pooledBuffers = 0;
  #pooledBytes = 0;
  #arena: Block | null = null;
  #peakBytes = 0;

  constructor(gpu: GpuDevice, faults: Faults, recorder: Recorder) {
    this.#gpu = gpu;
    this.#faults = faults;
    this.#recorder = recorder;
  }

  /** The largest array. */
  get limit(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#gpu.limits;
    return Math.min(maxBufferSize, maxStorageBufferBindingSize);
  }

  /**
   * Refuses arrays that are larger than a buffer can be.
   *
   * @param operation - what the user called.
   * @param what - the array, for the message.
   */
  check(operation: string, what: string, bytes: number): void {
    if (bytes > this.limit) throw tooLarge(operation, what, bytes, this.limit);
  }

  /** A block for that many bytes, with any contents. */
  take(operation: string, bytes: number): Block {
    const size = Math.min(blockBytes(bytes), this.limit);
    const shelf = this.#shelf(size);
    shelf.used = true;
    let block = shelf.blocks.pop();
    if (block === undefined) block = this.#make(operation, "an array", size);
    else {
      this.#pooledBuffers--;
      this.#pooledBytes -= size;
    }
    this.#liveBuffers++;
    this.#liveBytes += size;
    this.#notePeak();
    return block;
  }

  /** Gives a block back. */
  give(block: Block): void {
    this.#liveBuffers--;
    this.#liveBytes -= block.bytes;
    if (this.#unusable.has(block)) return;
    this.#pooledBuffers++;
    this.#pooledBytes += block.bytes;
    this.#shelf(block.bytes).blocks.push(block);
    const allowed = (): number => Math.max(pooledAtLeast, this.#liveBytes);
    if (this.#pooledBytes > allowed()) this.#trim(({ used }) => !used);
    if (this.#pooledBytes > allowed()) this.#trim(() => true);
  }

  /**
   * The working memory of programs, at least that large. What it holds does not outlive a program.
   *
   * @param operation - what the user called.
   */
  arena(operation: string, bytes: number): Block {
    if (this.#arena !== null && this.#arena.bytes >= bytes) return this.#arena;
    this.check(operation, "working memory", bytes);
    const size = Math.min(blockBytes(bytes), this.limit);
    this.#dropArena();
    this.#arena = this.#make(operation, "working memory", size);
    this.#notePeak();
    return this.#arena;
  }

  get use(): MemoryUse {
    return {
      liveBuffers: this.#liveBuffers,
      liveBytes: this.#liveBytes,
      pooledBuffers: this.#pooledBuffers,
      pooledBytes: this.#pooledBytes,
      arenaBytes: this.#arena?.bytes ?? 0,
      peakBytes: this.#peakBytes,
    };
  }

  #shelf(size: number): Shelf {
    let shelf = this.#shelves.get(size);
    if (shelf === undefined) this.#shelves.set(size, (shelf = { blocks: [], used: false }));
    return shelf;
  }

  #make(operation: string, what: string, bytes: number): Block {
    const usage = bufferUsage.storage + bufferUsage.copySource + bufferUsage.copyTarget;
    // What the GPU says about the buffer's commands is a consequence.
    this.#recorder.begin();
    const { batch } = this.#recorder;
    this.#gpu.pushErrorScope("out-of-memory");
    const buffer = this.#gpu.createBuffer({ label: `${what} of ${operation}`, size: bytes, usage });
    const block = { buffer, id: this.#blocks++, bytes };
    void this.#gpu.popErrorScope().then(
      (error) => {
        if (error !== null) this.#lacking(operation, what, block, batch);
      },
      () => {
        // A lost device may refuse to tell; the loss itself is reported elsewhere.
      },
    );
    return block;
  }

  /** The GPU had no memory for a block. */
  #lacking(operation: string, what: string, block: Block, batch: number): void {
    this.#faults.spoil(batch, this.#recorder.lastBatch, outOfMemory(operation, what, block.bytes, this.#liveBytes));
    this.#unusable.add(block);
    this.#trim(() => true);
    if (this.#arena === block) this.#dropArena();
  }

  #dropArena(): void {
    if (this.#arena !== null) this.#recorder.retire(this.#arena.buffer);
    this.#arena = null;
  }

  #trim(which: (shelf: Shelf) => boolean): void {
    for (const shelf of this.#shelves.values()) {
      if (which(shelf))
        for (const block of shelf.blocks.splice(0)) {
          this.#pooledBuffers--;
          this.#pooledBytes -= block.bytes;
          this.#recorder.retire(block.buffer);
        }
      shelf.used = false;
    }
  }

  #notePeak(): void {
    const bytes = this.#liveBytes + this.#pooledBytes + (this.#arena?.bytes ?? 0);
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
  }
}
