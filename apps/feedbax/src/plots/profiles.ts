import type { NDArray } from "@proj/array";
import { acrossTrials } from "../analysis/across-trials.ts";
import { band, line } from "./curves.ts";
import { axis, Figure, kindColor, layout, legendAbove, theme, timesOf } from "./figure.ts";
import { hue } from "./hue.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/**
 * A quantity over the time of trials, such as the speed: each trial, the mean over its repetitions where there are some, and the mean of all with a band of a
 * standard deviation.
 *
 * @param values - `[trials, time]`, or with axes of repetitions and replicates before, `[..., trials, time]`
 * @param options - `dt`, `labels` of the trials and `title`; see {@link PlotOptions}.
 * @throws UsageError if the shape is another, or an option does not exist.
 * @example
 * import { array } from "@proj/array";
 * import { plotProfiles } from "@proj/feedbax";
 * plotProfiles(array([[0, 1, 0], [0, 2, 0]]), { dt: 0.1, title: "Speed (m/s)" }).data.length; // → 5
 */
export function plotProfiles(values: NDArray, options?: PlotOptions): Figure {
  const { dt, timeTitle, title, labelOf } = readPlotOptions("plotProfiles", options, { title: "Value" });
  checkAxes("plotProfiles", "values", values, ["...", "trials", "time"]);
  const [trials, time] = values.shape.slice(-2) as [number, number];
  const repeated = values.reshape([-1, trials, time]);
  const means = repeated.mean({ axis: 0 }).toList() as number[][];
  const { mean, deviation } = acrossTrials(repeated, [0, 1]);
  const [center, low, high] = [mean, mean.sub(deviation), mean.add(deviation)].map((x) => x.toList() as number[]) as [number[], number[], number[]]; // prettier-ignore
  const times = timesOf(time, dt);
  const hovertemplate = "%{y:.3f}";
  return new Figure(
    [
      ...band(times, { low, high }, theme.ink, { legendgroup: "all" }),
      ...means.map((one, index) => line(labelOf(index), times, one, hue(index / trials), { hovertemplate })),
      line("all, mean ± SD", times, center, theme.ink, {
        line: { color: theme.ink, width: 3 },
        legendgroup: "all",
        hovertemplate,
      }),
    ],
    layout({ xaxis: axis(timeTitle), yaxis: axis(title), hovermode: "x unified", legend: legendAbove }),
  );
}

/**
 * Signals over the time of trials, such as the commands to muscles: the mean of each over trials, with a band of a standard deviation.
 *
 * @param values - `[..., time, signals]`
 * @param options - `dt`, `labels` of the signals and `title`; see {@link PlotOptions}.
 * @throws UsageError if the shape is another, or an option does not exist.
 * @example
 * import { ones } from "@proj/array";
 * import { plotSignals } from "@proj/feedbax";
 * plotSignals(ones([7, 20, 6]), { dt: 0.02, title: "Muscle command" }).data.length; // → 18
 */
export function plotSignals(values: NDArray, options?: PlotOptions): Figure {
  const { dt, timeTitle, title, labelOf } = readPlotOptions("plotSignals", options, { title: "Value", one: "signal" });
  checkAxes("plotSignals", "values", values, ["...", "time", "signals"]);
  const [time, signals] = values.shape.slice(-2) as [number, number];
  const { mean, deviation } = acrossTrials(values.reshape([-1, time, signals]));
  const [centers, lows, highs] = [mean, mean.sub(deviation), mean.add(deviation)].map(
    (x) => x.mT.toList() as number[][],
  );
  const times = timesOf(time, dt);
  const hasBand = values.size > time * signals;
  return new Figure(
    centers!.flatMap((center, index) => {
      const color = kindColor(index);
      const name = labelOf(index);
      // Colours come again after six; then the dashes differ.
      const dash = dashes[Math.floor(index / 6) % dashes.length]!;
      return [
        ...(hasBand ? band(times, { low: lows![index]!, high: highs![index]! }, color, { legendgroup: name }) : []),
        line(name, times, center, color, {
          legendgroup: name,
          line: { color, width: 1.8, dash },
          hovertemplate: "%{y:.3g}",
        }),
      ];
    }),
    layout({ xaxis: axis(timeTitle), yaxis: axis(title), hovermode: "x unified", legend: legendAbove }),
  );
}

const dashes = ["solid", "dash", "dot"] as const;
