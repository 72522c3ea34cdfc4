/** How fast a run goes. */
export interface Pace {
  /** Says that `completed` iterations of the run had ended by `time` (in milliseconds). */
  readonly tick: (time: number, completed: number) => void;
  /** Iterations per second of late; 0 before the second iteration. */
  readonly rate: () => number;
}

/**
 * Measures a pace as the exponential moving average of the times that iterations take, at first their plain mean.
 *
 * The first iteration also compiles the program, and would spoil the average: only what comes after it counts.
 *
 * @param weight - of the newest time. Default 0.05
 */
export function pace(weight = 0.05): Pace {
  let last: { readonly time: number; readonly completed: number } | undefined;
  let count = 0;
  let average = 0;
  return {
    tick: (time, completed) => {
      if (last !== undefined) {
        const iterations = completed - last.completed;
        count += iterations;
        const share = Math.max(1 - (1 - weight) ** iterations, iterations / count);
        average += ((time - last.time) / iterations - average) * share;
      }
      last = { time, completed };
    },
    rate: () => (average > 0 ? 1000 / average : 0),
  };
}

/** A duration as people say it: `"8 s"`, `"2 min 5 s"`, `"1 h 3 min"`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
