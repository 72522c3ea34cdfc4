import type { NDArray } from "@proj/array";
import { objectOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { band, isLine, type Spread } from "./curves.ts";
import { axis, Figure, kindColor, layout, legendAbove, rounded, theme, type Json } from "./figure.ts";
import { checkAxes } from "./plot-options.ts";

/** Losses by iteration, `[iterations]`, or by iteration and replicate, `[iterations, replicates]`. */
export interface LossCurves {
  /** The terms, weights included. */
  readonly terms: Readonly<Record<string, NDArray>>;
  /** Their sum. */
  readonly total: NDArray;
}

/** Options of {@link plotLosses}. */
export interface PlotLossesOptions {
  /** Validation losses at the iterations where they were taken, counted from 1: `total` is `[n]` or `[n, replicates]`. */
  readonly validation?: { readonly iterations: readonly number[]; readonly total: NDArray };
}

const readers: OptionReaders<PlotLossesOptions> = {
  validation: objectOption("validation losses, { iterations, total }", "iterations"),
};

interface Style {
  readonly name: string;
  readonly color: string;
  readonly width: number;
  /** Draws markers joined by a dashed line: for values that were taken now and then only. */
  readonly sparse?: boolean;
}

/**
 * A loss term as a reader says it.
 *
 * @param term - its name in a loss.
 * @returns words, in lower case.
 * @example
 * import { termName } from "@proj/feedbax";
 * termName("nnHidden"); // → "network hidden"
 */
export function termName(term: string): string {
  return term
    .replace(/^nn(?=[A-Z])/, "network")
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
}

/**
 * The loss terms and their total over the iterations of a training, both axes logarithmic: of replicates the means of the logarithm, with bands of a
 * standard deviation.
 *
 * @param losses - `history.loss` of a training, or terms and total of one's own; see {@link LossCurves}.
 * @param options - `validation`; see {@link PlotLossesOptions}.
 * @throws UsageError if there are no iterations, or an option does not exist.
 * @example
 * import { array } from "@proj/array";
 * import { LossDict, plotLosses } from "@proj/feedbax";
 * const losses = new LossDict({ terms: { effectorPosition: array([3, 2, 1]), nnHidden: array([0.3, 0.2, 0.1]) } });
 * plotLosses(losses).data.length; // → 3
 */
export function plotLosses(losses: LossCurves, options?: PlotLossesOptions): Figure {
  const { validation } = readOptions("plotLosses", options, readers);
  const rowsOf = (name: string, x: NDArray): number[][] => {
    checkAxes("plotLosses", name, x, ["...", "iterations"]);
    const rows = x.reshape([x.shape[0] ?? 0, -1]);
    return rows.toList() as number[][];
  };
  const total = rowsOf("total", losses.total);
  const iterations = total.map((_, index) => index + 1);
  const data = [
    ...Object.entries(losses.terms).flatMap(([term, values], index) =>
      curve(iterations, rowsOf(term, values), { name: termName(term), color: kindColor(index), width: 1.4 }),
    ),
    ...curve(iterations, total, { name: "total", color: theme.ink, width: 3 }),
    ...(validation === undefined
      ? []
      : curve(validation.iterations, rowsOf("validation.total", validation.total), {
          name: "total, validation",
          color: theme.soft,
          width: 1.6,
          sparse: true,
        })),
  ];
  return new Figure(
    data,
    layout({
      xaxis: axis("Iteration", { type: "log", dtick: 1, minor: { showgrid: false, ticks: "outside", ticklen: 2 } }),
      yaxis: axis("Loss (weighted)", { type: "log", exponentformat: "power", dtick: 1 }),
      hovermode: "x unified",
      legend: { ...legendAbove, y: 1.02, traceorder: "normal" },
    }),
  );
}

/** Mean and spread over replicates. Losses differ by factors, so both are taken of their logarithms. */
function logSpread(rows: readonly (readonly number[])[]): Spread {
  const moments = rows.map((values) => {
    const logs = values.map(Math.log);
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(logs.length - 1, 1);
    return { mean, deviation: Math.sqrt(variance) };
  });
  return {
    center: moments.map(({ mean }) => Math.exp(mean)),
    low: moments.map(({ mean, deviation }) => Math.exp(mean - deviation)),
    high: moments.map(({ mean, deviation }) => Math.exp(mean + deviation)),
  };
}

/** One curve, with the band of a standard deviation around it if there are replicates. */
function curve(
  iterations: readonly number[],
  rows: readonly (readonly number[])[],
  { name, color, width, sparse = false }: Style,
): Json[] {
  const spread = logSpread(rows);
  const centers = rounded(spread.center);
  const hasMarkers = sparse || !isLine(centers);
  const line: Json = {
    type: "scatter",
    legendgroup: name,
    name,
    x: iterations,
    y: centers,
    mode: hasMarkers ? "lines+markers" : "lines",
    line: { color, width, dash: sparse ? "dot" : "solid" },
    ...(hasMarkers && { marker: { size: 7, color: sparse ? theme.paper : color, line: { color, width: 2 } } }),
    hovertemplate: "%{y:.3e}",
  };
  if (rows.every((replicates) => replicates.length === 1)) return [line];
  return [...band(iterations, spread, color, { legendgroup: name, name }), line];
}
