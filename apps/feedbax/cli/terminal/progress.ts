import { MultiBar, Presets } from "cli-progress";
import { duration, pace } from "./pace.ts";

/** Shows how training goes on. Losses are totals, means over replicates. */
export interface Progress {
  /** An iteration has ended; or has begun, on a device that computes beside the host, and its loss is not known yet. */
  readonly iteration: (completed: number, loss: number | null) => void;
  /** The model as it is after `completed` iterations was validated. */
  readonly validation: (completed: number, loss: number, validationLoss: number) => void;
  /** Writes a line that stays. */
  readonly say: (line: string) => void;
  readonly close: () => void;
}

/** Where progress is shown. */
export interface ProgressStream {
  write(text: string): unknown;
}

/** A loss as it is printed: `3.89e-3`. */
export function formatLoss(value: number): string {
  return value.toExponential(2);
}

function logLine(completed: number, total: number, loss: number, validationLoss: number): string {
  const count = String(completed).padStart(String(total).length);
  return `iteration ${count}/${total}   training loss ${formatLoss(loss)}   validation loss ${formatLoss(validationLoss)}`;
}

/** Shows nothing. */
export const silent: Progress = {
  iteration: () => undefined,
  validation: () => undefined,
  say: () => undefined,
  close: () => undefined,
};

/**
 * Writes a line for each validation: for files, pipes and continuous integration.
 *
 * @param total - iterations of the whole run
 */
export function lineProgress(stream: ProgressStream, total: number): Progress {
  const speed = pace();
  return {
    iteration: (completed, loss) => {
      if (loss !== null) speed.tick(performance.now(), completed);
    },
    validation: (completed, loss, validationLoss) => {
      const rate = speed.rate();
      const left = rate === 0 || completed === total ? "" : `   ${duration((total - completed) / rate)} left`;
      const at = rate === 0 ? "" : `   ${rate.toFixed(1)} it/s`;
      stream.write(`${logLine(completed, total, loss, validationLoss)}${at}${left}\n`);
    },
    say: (line) => stream.write(`${line}\n`),
    close: () => undefined,
  };
}

/**
 * Draws a bar that is alive, and a line above it for each validation.
 *
 * @param total - iterations of the whole run
 */
export function barProgress(stream: NodeJS.WriteStream, total: number): Progress {
  const speed = pace();
  const bars = new MultiBar(
    {
      stream,
      format: "{bar} {value}/{total}   loss {loss}   {rate} it/s   {left}",
      barsize: 28,
      fps: 8,
      hideCursor: true,
      // Whoever runs the training answers the signals, and closes the bar then.
      gracefulExit: false,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  const bar = bars.create(total, 0, { loss: "…", rate: "…", left: "compiling" });
  // Lines are held back until the next drawing, and an iteration may come in between.
  const log = (line: string) => {
    bars.log(`${line}\n`);
    bars.update();
  };
  let latest = "…";
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    process.off("exit", close);
    bars.stop();
  };
  // An exit in the middle would leave the terminal without its cursor.
  process.on("exit", close);
  return {
    iteration: (completed, loss) => {
      if (loss !== null) {
        speed.tick(performance.now(), completed);
        latest = formatLoss(loss);
      }
      const rate = speed.rate();
      bar.update(completed, {
        loss: latest,
        rate: rate === 0 ? "…" : rate.toFixed(1),
        left: rate === 0 ? "" : `${duration((total - completed) / rate)} left`,
      });
    },
    validation: (completed, loss, validationLoss) => log(logLine(completed, total, loss, validationLoss)),
    say: log,
    close,
  };
}
