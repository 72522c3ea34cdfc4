import type { NDArray } from "@proj/array";
import { acrossTrials } from "../analysis/across-trials.ts";
import { axis, Figure, layout, numbersOf, theme, type JsonRecord } from "./figure.ts";
import { hue } from "./hue.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/**
 * A measure of each trial, such as its end-point error or its lateral deviation: means with bars of a standard deviation over repetitions, and a
 * line at the mean of all.
 *
 * @param values - `[trials]`, or with axes of repetitions and replicates before, `[..., trials]`
 * @param options - `labels` of the trials and `title`; see {@link PlotOptions}.
 * @throws UsageError if the shape is another, or an option does not exist.
 * @example
 * import { array } from "@proj/array";
 * import { plotMeasure } from "@proj/feedbax";
 * const errors = array([[1, 2], [3, 2]]);
 * const { data } = plotMeasure(errors, { labels: ["0°", "180°"], title: "End-point error (mm)" });
 * (data[0] as { readonly y: readonly number[] }).y; // → [2, 2]
 */
export function plotMeasure(values: NDArray, options?: PlotOptions): Figure {
  const { title, labelOf } = readPlotOptions("plotMeasure", options, { title: "Value" });
  checkAxes("plotMeasure", "values", values, ["...", "trials"]);
  const trials = values.shape.at(-1) ?? 0;
  const { mean, deviation } = acrossTrials(values.reshape([-1, trials]));
  const names = Array.from({ length: trials }, (_, index) => labelOf(index));
  const [all = null] = numbersOf(values.mean().ravel());
  const rule: JsonRecord = {
    type: "line",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: all,
    y1: all,
    line: { color: theme.ink, width: 1.4, dash: "dot" },
  };
  return new Figure(
    [
      {
        type: "scatter",
        mode: "markers",
        x: names,
        y: numbersOf(mean),
        error_y: { type: "data", array: numbersOf(deviation), color: theme.rule, thickness: 1.4, width: 4 },
        marker: { size: 9, color: names.map((_, index) => hue(index / trials)) },
        hovertemplate: "%{x}: %{y:.4g} ± %{error_y.array:.2g}<extra></extra>",
      },
    ],
    layout({
      xaxis: axis("", { type: "category", showgrid: false }),
      yaxis: axis(title, { zeroline: true }),
      shapes: [rule],
      hovermode: "closest",
      showlegend: false,
    }),
  );
}
