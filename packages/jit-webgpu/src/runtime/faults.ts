/*
 * What went wrong, and which values it spoilt.
 *
 * A GPU reports errors long after the calls that caused them, for a whole batch of commands, and goes on with later ones, which
 * read what the failed ones should have written. So every batch has a number, every value remembers the batches that wrote it,
 * and an error spoils whatever was written from the failed batch up to the one that was being recorded when the error came to
 * light. What is computed later is known to be spoilt by its inputs.
 */

/** The batches in which a value was written, both ends included. */
export interface Written {
  readonly from: number;
  readonly to: number;
}

/** The errors of one device. */
export class Faults {
  #lost: string | null = null;
  readonly #ranges: { readonly from: number; to: number; readonly error: Error }[] = [];

  /** Why the device cannot be used any more, or null. */
  get lost(): string | null {
    return this.#lost;
  }

  /** Declares the device lost; the first reason stays. */
  lose(reason: string): void {
    this.#lost ??= reason;
  }

  /** Marks what was written in these batches as spoilt. */
  spoil(from: number, to: number, error: Error): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else this.#ranges.push({ from, to, error });
  }

  /** Why a value is spoilt, or null. */
  failureOf({ from, to }: Written): Error | null {
    return this.#ranges.find((range) => from <= range.to && range.from <= to)?.error ?? null;
  }
}
