import { functionOption, integerOption, numberOption, readOptions, type OptionReaders } from "@proj/array/core";
import { TreeRecord } from "../tree-record.ts";

/** What shows how far one integration has come. */
export interface ProgressBar {
  /** After each attempted step: how much of the time is done, from 0 to 1; of several integrations, by that which is furthest behind. */
  step(progress: number): void;
  /** After the last one. */
  close(): void;
}

/** What shows how far integrations have come. */
export interface ProgressMeter {
  /** Begins to show an integration. */
  open(): ProgressBar;
  /** Whether it shows nothing, so that programs need not call the host, which XLA refuses; default false. */
  readonly isSilent?: boolean;
}

/**
 * Shows nothing: the default.
 *
 * @example
 * import { NoProgressMeter } from "@proj/ode";
 * new NoProgressMeter().isSilent; // → true
 */
export class NoProgressMeter extends TreeRecord implements ProgressMeter {
  get isSilent(): true {
    return true;
  }

  open(): ProgressBar {
    return { step: () => undefined, close: () => undefined };
  }
}

/** Options of {@link TextProgressMeter}. */
export interface TextProgressMeterOptions {
  /** How much more has to be done for a new line. Default 0.02. */
  readonly minimumIncrease?: number;
  /** Takes each line. Default `console.log`. */
  readonly print?: (line: string) => void;
}

const textReaders: OptionReaders<TextProgressMeterOptions> = {
  minimumIncrease: numberOption,
  print: functionOption<(line: string) => void>(),
};

/**
 * Writes a line such as `12.00%` whenever there is enough progress.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Euler, ODETerm, TextProgressMeter } from "@proj/ode";
 * const lines: string[] = [];
 * const progressMeter = new TextProgressMeter({ minimumIncrease: 0.3, print: (line) => lines.push(line) });
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Euler(), { t0: 0, t1: 1, dt0: 0.25, y0: array(1), progressMeter });
 * lines; // → ["0.00%", "50.00%", "100.00%"]
 * ```
 */
export class TextProgressMeter extends TreeRecord implements ProgressMeter {
  readonly minimumIncrease: number;
  readonly print: (line: string) => void;

  /** @param options - see {@link TextProgressMeterOptions}. */
  constructor(options?: TextProgressMeterOptions) {
    super();
    const { minimumIncrease = 0.02, print } = readOptions("TextProgressMeter", options, textReaders);
    this.minimumIncrease = minimumIncrease;
    this.print = print ?? toConsole;
    Object.freeze(this);
  }

  open(): ProgressBar {
    const { minimumIncrease, print } = this;
    let shown = 0;
    print("0.00%");
    return {
      step(progress) {
        if (!(progress - shown > minimumIncrease || progress === 1) || shown === 1) return;
        shown = progress;
        print(`${(100 * progress).toFixed(2)}%`);
      },
      close() {
        if (shown !== 1) print("100.00%");
        shown = 1;
      },
    };
  }
}

/** Options of {@link TqdmProgressMeter}. */
export interface TqdmProgressMeterOptions {
  /** After how many steps the bar is drawn again. Default 20. */
  readonly refreshSteps?: number;
  /** Takes the bar each time that it is drawn. Default: `console.log`, line by line. */
  readonly draw?: (bar: string) => void;
}

const tqdmReaders: OptionReaders<TqdmProgressMeterOptions> = {
  refreshSteps: integerOption(1),
  draw: functionOption<(bar: string) => void>(),
};

/** How many signs a bar has. */
const width = 20;

/**
 * Draws a bar with the time that has gone and the time that is left, as the Python package tqdm does. To draw it in place, pass
 * ``draw: (bar) => process.stderr.write(`\r${bar}`)``.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Euler, ODETerm, TqdmProgressMeter } from "@proj/ode";
 * const bars: string[] = [];
 * const progressMeter = new TqdmProgressMeter({ refreshSteps: 2, draw: (bar) => bars.push(bar) });
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Euler(), { t0: 0, t1: 1, dt0: 0.25, y0: array(1), progressMeter });
 * bars.length; // → 4
 * bars[1]?.startsWith("25.00%|█████               | ["); // → true
 * ```
 */
export class TqdmProgressMeter extends TreeRecord implements ProgressMeter {
  readonly refreshSteps: number;
  readonly draw: (bar: string) => void;

  /** @param options - see {@link TqdmProgressMeterOptions}. */
  constructor(options?: TqdmProgressMeterOptions) {
    super();
    const { refreshSteps = 20, draw } = readOptions("TqdmProgressMeter", options, tqdmReaders);
    this.refreshSteps = refreshSteps;
    this.draw = draw ?? toConsole;
    Object.freeze(this);
  }

  open(): ProgressBar {
    const { refreshSteps, draw } = this;
    const start = Date.now();
    let steps = 0;
    const show = (progress: number): void => {
      const done = Math.round(width * progress);
      const seconds = (Date.now() - start) / 1000;
      const left = progress > 0 ? clock((seconds / progress) * (1 - progress)) : "?";
      draw(
        `${(100 * progress).toFixed(2)}%|${"█".repeat(done)}${" ".repeat(width - done)}| [${clock(seconds)}<${left}]`,
      );
    };
    show(0);
    return {
      step(progress) {
        if (steps++ % refreshSteps === 0) show(progress);
      },
      close() {
        show(1);
      },
    };
  }
}

/** Seconds as minutes:seconds. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

function toConsole(line: string): void {
  // eslint-disable-next-line no-console -- the meter is asked for so that it writes there
  console.log(line);
}
