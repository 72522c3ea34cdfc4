import type { NDArray } from "@proj/array";
import { scaleAbove, signedScale } from "./curves.ts";
import { axis, Figure, layout, rounded, theme, timesOf } from "./figure.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/**
 * A value with a sign for each unit at each time, such as the activity of hidden units in a trial: a map, blue below zero and red above.
 *
 * @param values - `[time, units]`
 * @param options - `dt`, and `title` of the units' axis; see {@link PlotOptions}.
 * @throws UsageError if the shape is another, or an option does not exist.
 * @example
 * import { array } from "@proj/array";
 * import { plotActivity } from "@proj/feedbax";
 * const { data } = plotActivity(array([[0.5, -0.5], [1, -1]]), { dt: 0.1 });
 * (data[0] as { readonly z: unknown }).z; // → [[0.5, 1], [-0.5, -1]]
 */
export function plotActivity(values: NDArray, options?: PlotOptions): Figure {
  const { dt, timeTitle, title } = readPlotOptions("plotActivity", options, { title: "Hidden unit" });
  checkAxes("plotActivity", "values", values, ["time", "units"]);
  const [time = 0, units = 0] = values.shape;
  return new Figure(
    [
      {
        type: "heatmap",
        x: timesOf(time, dt),
        y: Array.from({ length: units }, (_, unit) => unit),
        z: (values.mT.toList() as number[][]).map(rounded),
        // The sign of an activity is half of what it says.
        colorscale: signedScale(theme.signed),
        zmid: 0,
        colorbar: scaleAbove,
        hovertemplate: "unit %{y}, %{x:.2f} s<br>activity %{z:.3f}<extra></extra>",
      },
    ],
    layout({
      xaxis: axis(timeTitle, { showgrid: false, automargin: false }),
      yaxis: axis(title, { showgrid: false, autorange: "reversed" }),
    }),
  );
}
