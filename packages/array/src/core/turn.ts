/** The end of the turn that was taken last; null while none is under way. */
let latest: Promise<void> | null = null;
/** What failed first, as long as nobody has been told. */
let untold: Error | null = null;

/**
 * What one program, or one callback outside of programs, has to do on the host once values of a device are there. Turns come in the
 * order in which they were taken, and what belongs to one turn in the order in which it was given.
 */
export class Turn {
  /** Resolves when all is done, or something failed. */
  readonly over: Promise<void>;
  #last: Promise<void>;
  #finish!: () => void;
  #failure: Error | null = null;
  #isOver = false;

  /** @param requires - turns taken before, whose failure is one of this turn too. */
  constructor(requires: readonly Turn[] = []) {
    this.#last = (latest ?? Promise.resolve()).then(() => {
      this.#failure = requires.find(({ failure }) => failure !== null)?.failure ?? null;
    });
    const over = new Promise<void>((resolve) => (this.#finish = resolve));
    latest = this.over = over;
  }

  /** Why something failed, or null. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Whether all is done and nothing failed. */
  get isFine(): boolean {
    return this.#isOver && this.#failure === null;
  }

  /**
   * Does something after what was given before, unless that failed.
   *
   * @returns resolves when it is done; never rejects.
   */
  do(body: () => Promise<void>): Promise<void> {
    const attempt = async (): Promise<void> => {
      if (this.#failure !== null) return;
      try {
        await body();
      } catch (error) {
        this.fail(error);
      }
    };
    return (this.#last = this.#last.then(attempt));
  }

  /** Makes everything fail that comes later. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    untold ??= this.#failure;
  }

  /** Says that nothing comes after what was given. */
  end(): void {
    void this.#last.then(() => {
      this.#isOver = true;
      if (latest === this.over) latest = null;
      this.#finish();
    });
  }

  /** Notes that somebody knows of the failure. */
  tell(): void {
    if (untold === this.#failure) untold = null;
  }
}

/**
 * Waits until everything has been shown that `debug.print` and `debug.callback` were given before, also by compiled programs. Only values
 * on a device, such as a GPU, are shown later than the program comes by.
 *
 * @returns when all is shown.
 * @throws whatever a callback threw first, unless reading the results of its program has told it already.
 * @example
 * import { array, debug, effectsBarrier } from "@proj/array";
 * debug.print("{}", array([1, 2]));
 * await effectsBarrier();
 */
export async function effectsBarrier(): Promise<void> {
  await latest;
  const failure = untold;
  untold = null;
  if (failure !== null) throw failure;
}

/** Whether a turn is under way. */
export const turnsUnderWay = (): boolean => latest !== null;
