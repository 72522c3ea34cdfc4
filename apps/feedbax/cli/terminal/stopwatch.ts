/** How long a run took. */
export interface Timing {
  /** Iterations of this session; fewer than the run's when it went on from a checkpoint. */
  readonly iterations: number;
  /** Seconds of training. */
  readonly total: number;
  /** Seconds of the first iteration, which traces and compiles the program as well. */
  readonly first: number;
  /** Iterations per second after the first; 0 when there were none. */
  readonly rate: number;
}

/** Measures the iterations of a run from now on. */
export function stopwatch(): { readonly lap: () => void; readonly timing: () => Timing } {
  const start = performance.now();
  let first = start;
  let last = start;
  let iterations = 0;
  return {
    lap: () => {
      last = performance.now();
      if (iterations === 0) first = last;
      iterations += 1;
    },
    timing: () => ({
      iterations,
      total: (last - start) / 1000,
      first: (first - start) / 1000,
      rate: iterations < 2 ? 0 : (1000 * (iterations - 1)) / (last - first),
    }),
  };
}
