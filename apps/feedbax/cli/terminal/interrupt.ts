/** What a process returns that a signal ended: 128 and the signal's number. */
export const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that asks a run to stop. */
export type StopSignal = keyof typeof exitCodes;

/** Listens for the wish to stop. */
export interface Interrupt {
  /** Aborts at the first Ctrl-C (SIGINT), SIGTERM or, when the terminal is closed, SIGHUP. */
  readonly signal: AbortSignal;
  /** The signal that came, or `null`. */
  readonly received: () => StopSignal | null;
  /** Stops listening: from now on a signal ends the process as it does by default. */
  readonly close: () => void;
}

// Package managers hand a Ctrl-C on to their child, which the terminal has sent it to already: one press, two signals.
const echo = 400;

/**
 * Lets a run stop in good order at the first Ctrl-C, and at once at the second.
 *
 * @param onStop - is called at the first one
 */
export function listenForInterrupt(onStop: () => void): Interrupt {
  const controller = new AbortController();
  let received: StopSignal | null = null;
  let at = 0;
  const stop = (signal: StopSignal) => {
    if (received === null) {
      received = signal;
      at = performance.now();
      controller.abort();
      onStop();
    } else if (performance.now() - at > echo) {
      // Files are written in one go, so there is nothing half-written to clean up.
      process.exit(exitCodes[received]);
    }
  };
  const signals = Object.keys(exitCodes) as StopSignal[];
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    received: () => received,
    close: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
