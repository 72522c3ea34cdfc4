import { Buffer } from "node:buffer";

/** So many bytes leave without waiting for more. */
const fullBox = 1 << 14;

/** Milliseconds after which messages leave. */
const patience = 0.2;

/**
 * Messages that leave together: writing to another process takes longer than putting a message together.
 *
 * After a pause a message leaves at once, so that the other process has work. Those that follow in quick succession wait for one another,
 * until the code that sends them lets others run.
 */
export class Outbox {
  readonly #write: (bytes: Uint8Array) => void;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #left = -Infinity;

  /** @param write - sends bytes off. */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  /** Puts bytes behind those that wait. */
  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= fullBox || performance.now() - this.#left > patience) this.flush();
    else if (this.#pieces.length === 1) queueMicrotask(() => this.flush());
  }

  /** Sends everything off. */
  flush(): void {
    if (this.#pieces.length === 0) return;
    const pieces = this.#pieces;
    [this.#pieces, this.#length] = [[], 0];
    this.#left = performance.now();
    this.#write(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
  }
}
