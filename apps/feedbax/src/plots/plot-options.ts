import { UsageError, type NDArray } from "@proj/array";
import { isArray } from "@proj/module";
import { listOption, numberOption, readOptions, textOption, type OptionReaders } from "@proj/tree/core";

/** What figures can be told of the numbers that they show. */
export interface PlotOptions {
  /** Seconds between two steps. Default: none, and steps are counted. */
  readonly dt?: number;
  /** What the trials, or whatever else has curves of its own, are called. Default: their numbers. */
  readonly labels?: readonly string[];
  /** What is shown, with its unit: the title of the axis. */
  readonly title?: string;
}

const readers: OptionReaders<PlotOptions> = { dt: numberOption, labels: listOption(textOption), title: textOption };

/** Options of a figure of `count` trials, with what stands for those that are left out. */
export interface Labelled {
  readonly dt: number;
  readonly timeTitle: string;
  readonly title: string;
  readonly labelOf: (index: number) => string;
}

/** Reads the options of a figure. */
export function readPlotOptions(
  operation: string,
  options: PlotOptions | undefined,
  usual: { readonly title?: string; readonly one?: string } = {},
): Labelled {
  const { dt, labels, title = usual.title ?? "" } = readOptions(operation, options, readers);
  return {
    dt: dt ?? 1,
    timeTitle: dt === undefined ? "Step" : "Time (s)",
    title,
    labelOf: (index) => labels?.[index] ?? `${usual.one ?? "trial"} ${index + 1}`,
  };
}

/** Checks that an array has the axes that a figure shows, such as `[trials, time, 2]`; `...` stands for any axes before. */
export function checkAxes(operation: string, name: string, x: NDArray, axes: readonly (string | number)[]): void {
  const isOpen = axes[0] === "...";
  const named = isOpen ? axes.slice(1) : axes;
  if (isArray(x)) {
    const last = x.shape.slice(x.ndim - named.length);
    const isLong = isOpen ? x.ndim >= named.length : x.ndim === named.length;
    if (isLong && x.size > 0 && named.every((size, index) => typeof size === "string" || last[index] === size)) return;
  }
  throw new UsageError({
    operation,
    received: `${name} ${isArray(x) ? `${x.dtype}[${x.shape.join(",")}]` : typeof x}`,
    expected: `an array [${axes.join(", ")}] that is not empty`,
    remedy: `give ${name} these axes, with reshape or get`,
  });
}
