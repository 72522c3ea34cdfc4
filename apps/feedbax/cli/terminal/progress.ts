import { MultiBar, Presets } from "cli-progress";
import { fitted, wrapped } from "./lines.ts";
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

/** What a validation says, in ways from the longest to the shortest, each in parts that stay together. */
function logLines(completed: number, total: number, loss: number, validationLoss: number): readonly string[][] {
  const count = `${String(completed).padStart(String(total).length)}/${total}`;
  const [training, validation] = [formatLoss(loss), formatLoss(validationLoss)];
  return [
    [`iteration ${count}`, `training loss ${training}`, `validation loss ${validation}`],
    [count, `training ${training}`, `validation ${validation}`],
  ];
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
      const [line] = logLines(completed, total, loss, validationLoss);
      stream.write(`${line!.join("   ")}${at}${left}\n`);
    },
    say: (line) => stream.write(`${line}\n`),
    close: () => undefined,
  };
}

/** What stands beside the bar. */
interface Beside {
  readonly loss: string;
  readonly rate: string;
  readonly left: string;
}

const longestBar = 28;
const shortestBar = 8;

/** The line that is alive: the numbers that have room, and a bar as long as there is room for beside them. */
function liveLine(value: number, total: number, { loss, rate, left }: Beside, columns: number): string {
  const count = `${value}/${total}`;
  const time = left === "" ? [] : [left];
  const variants = [
    [count, `loss ${loss}`, `${rate} it/s`, ...time],
    [count, `loss ${loss}`, ...time],
    [count, `loss ${loss}`],
    [count],
  ];
  const lines = variants.map((parts) => parts.join("   "));
  const besideBar = lines.find((line) => line.length + 1 + shortestBar < columns);
  if (besideBar === undefined) return lines.find((line) => line.length < columns) ?? count;
  const length = Math.min(longestBar, columns - 2 - besideBar.length);
  const done = Math.round((length * value) / total);
  const { barCompleteChar, barIncompleteChar } = Presets.shades_classic;
  return `${barCompleteChar.repeat(done)}${barIncompleteChar.repeat(length - done)} ${besideBar}`;
}

/**
 * Draws a bar that is alive, and a line above it for each validation. In a narrow terminal less is said, and all of it is shown.
 *
 * @param total - iterations of the whole run
 */
export function barProgress(stream: NodeJS.WriteStream, total: number): Progress {
  const speed = pace();
  // A terminal that does not know its width says 0. It may change at any time.
  const columns = (): number => stream.columns || 80;
  const bars = new MultiBar(
    {
      stream,
      format: (_options, { value, total }, beside: Beside) => liveLine(value, total, beside, columns()),
      fps: 8,
      hideCursor: true,
      // Whoever runs the training answers the signals, and closes the bar then.
      gracefulExit: false,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  const bar = bars.create(total, 0, { loss: "…", rate: "…", left: "compiling" } satisfies Beside);
  // Lines are held back until the next drawing, and an iteration may come in between.
  const log = (lines: string) => {
    bars.log(`${lines}\n`);
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
      } satisfies Beside);
    },
    validation: (completed, loss, validationLoss) =>
      log(fitted(logLines(completed, total, loss, validationLoss), columns())),
    say: (line) => {
      if (isOpen) log(wrapped(line, columns()));
      else stream.write(`${line}\n`);
    },
    close,
  };
}
