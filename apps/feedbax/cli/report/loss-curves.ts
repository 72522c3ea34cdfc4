import type { Figure, Json } from "./figure.ts";
import { axis, layout, rounded, theme } from "./figure.ts";
import type { Curves, LossHistory } from "./run-record.ts";

/** Mean and spread over replicates. Losses differ by factors, so both are taken of their logarithms. */
function logMoments(values: readonly number[]): { center: number; low: number; high: number } {
  const logs = values.map(Math.log);
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(logs.length - 1, 1);
  const deviation = Math.sqrt(variance);
  return { center: Math.exp(mean), low: Math.exp(mean - deviation), high: Math.exp(mean + deviation) };
}

interface Style {
  readonly name: string;
  readonly color: string;
  readonly width: number;
  /** Draws markers joined by a dashed line: for values that were taken now and then only. */
  readonly sparse?: boolean;
}

/** Whether a line through points shows all of them: a point without a neighbour is no line. */
function isLine(values: readonly (number | null)[]): boolean {
  return values.every((value, index) => value === null || (values[index - 1] ?? values[index + 1] ?? null) !== null);
}

/** One curve, with the band of a standard deviation around it if there are replicates. */
function curve(iterations: readonly number[], values: Curves, { name, color, width, sparse = false }: Style): Json[] {
  const moments = values.map(logMoments);
  const common: Record<string, Json> = { type: "scatter", legendgroup: name, name };
  const centers = rounded(moments.map(({ center }) => center));
  const line: Json = {
    ...common,
    x: iterations,
    y: centers,
    mode: sparse || !isLine(centers) ? "lines+markers" : "lines",
    line: { color, width, dash: sparse ? "dot" : "solid" },
    marker: { size: 7, color: sparse ? theme.paper : color, line: { color, width: 2 } },
    hovertemplate: "%{y:.3e}",
  };
  if (values.every((replicates) => replicates.length === 1)) return [line];
  const edge: Record<string, Json> = {
    ...common,
    x: iterations,
    mode: "lines",
    line: { width: 0 },
    showlegend: false,
    hoverinfo: "skip",
  };
  const low: Json = { ...edge, y: rounded(moments.map((moment) => moment.low)) };
  const high: Json = {
    ...edge,
    y: rounded(moments.map((moment) => moment.high)),
    fill: "tonexty",
    fillcolor: `${color}26`,
  };
  return [low, high, line];
}

/** A loss term as a reader says it: `"network hidden"` for `"nnHidden"`. */
export function termName(term: string): string {
  return term
    .replace(/^nn(?=[A-Z])/, "network")
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
}

/** The loss terms over the iterations, both axes logarithmic. */
export function lossCurves({ terms, total, validation }: LossHistory): Figure {
  const iterations = total.map((_, index) => index + 1);
  const data = [
    ...Object.entries(terms).flatMap(([term, values], index) =>
      curve(iterations, values, { name: termName(term), color: theme.kinds[index % theme.kinds.length]!, width: 1.4 }),
    ),
    ...curve(iterations, total, { name: "total", color: theme.ink, width: 3 }),
    ...curve(validation.iterations, validation.total, {
      name: "total, validation",
      color: theme.soft,
      width: 1.6,
      sparse: true,
    }),
  ];
  return {
    data,
    layout: layout({
      xaxis: axis("Iteration", { type: "log", dtick: 1, minor: { showgrid: false, ticks: "outside", ticklen: 2 } }),
      yaxis: axis("Loss (weighted)", { type: "log", exponentformat: "power", dtick: 1 }),
      hovermode: "x unified",
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", traceorder: "normal" },
    }),
  };
}
