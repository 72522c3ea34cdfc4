import { UsageError, type NDArray } from "@proj/array";
import { acrossTrials } from "../analysis/across-trials.ts";
import { band, line } from "./curves.ts";
import { axis, Figure, kindColor, layout, theme, type JsonRecord } from "./figure.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/**
 * Learning and after-effect curves: a measure, such as the lateral deviation, through phases one after another, such as no field, field, no field, field. Means
 * over replicates with bands of a standard deviation.
 *
 * @param phases - by name, in their order: `[points]` or `[points, replicates]`
 * @param options - `title`; see {@link PlotOptions}.
 * @throws UsageError if there is no phase, a shape is another, or an option does not exist.
 * @example
 * import { array } from "@proj/array";
 * import { plotLearning } from "@proj/feedbax";
 * const figure = plotLearning({ field: array([20, 8, 2]), "no field": array([-18, -6, 0]) }, { title: "Lateral deviation (mm)" });
 * (figure.data.at(-1) as { readonly x: readonly number[] }).x; // → [4, 5, 6]
 */
export function plotLearning(phases: Readonly<Record<string, NDArray>>, options?: PlotOptions): Figure {
  const { title } = readPlotOptions("plotLearning", options, { title: "Value" });
  if (Object.keys(phases).length === 0) {
    throw new UsageError({
      operation: "plotLearning",
      received: "no phases",
      expected: "one at least",
      remedy: "give values by the name of their phase, { field: array([20, 8, 2]) }",
    });
  }
  let begin = 0;
  const parts = Object.entries(phases).map(([name, values], index) => {
    checkAxes("plotLearning", name, values, ["...", "points"]);
    const points = values.shape[0] ?? 0;
    const { mean, deviation } = acrossTrials(values.reshape([points, -1]), 1);
    const [center, low, high] = [mean, mean.sub(deviation), mean.add(deviation)].map((x) => x.toList() as number[]) as [number[], number[], number[]]; // prettier-ignore
    const x = center.map((_, point) => begin + point + 1);
    const end = begin + points + 0.5;
    begin += points;
    const color = kindColor(index);
    const more = { mode: "lines+markers", line: { color, width: 2 }, marker: { color, size: 5 } };
    const label: JsonRecord = {
      text: name,
      x: (x[0]! + x.at(-1)!) / 2,
      y: 1,
      yref: "paper",
      yanchor: "bottom",
      showarrow: false,
    };
    return { traces: [...band(x, { low, high }, color), line(name, x, center, color, more)], end, label };
  });
  const ends = parts.slice(0, -1).map(({ end }): JsonRecord => ({
    type: "line",
    yref: "paper",
    x0: end,
    x1: end,
    y0: 0,
    y1: 1,
    line: { color: theme.rule, width: 1, dash: "dot" },
  }));
  return new Figure(
    parts.flatMap(({ traces }) => traces),
    layout({
      margin: { l: 56, r: 12, t: 28, b: 48 },
      xaxis: axis("Point of measurement"),
      yaxis: axis(title),
      shapes: ends,
      annotations: parts.map(({ label }) => label),
      hovermode: "x unified",
      showlegend: false,
    }),
  );
}
