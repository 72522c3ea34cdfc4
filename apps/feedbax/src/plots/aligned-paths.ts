import type { NDArray } from "@proj/array";
import { acrossTrials } from "../analysis/across-trials.ts";
import { alignedPaths } from "../analysis/align-to-direction.ts";
import { Figure, theme, type Json } from "./figure.ts";
import { hue } from "./hue.ts";
import { coordinates, planeLayout } from "./paths.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/** No more repetitions than these are drawn one by one. */
const mostRepetitions = 8;

/**
 * Hand paths turned so that all begin in the origin with their goal on the first axis, and their mean: what a force field, or its after-effect, does to
 * reaches in every direction.
 *
 * Of repetitions the first eight are drawn; the mean is over all.
 *
 * @param positions - `[trials, time, 2]`, or `[repetitions, trials, time, 2]`
 * @param starts - `[trials, 2]`
 * @param goals - `[trials, 2]`
 * @param options - `labels` of the trials; see {@link PlotOptions}.
 * @throws UsageError if the shapes are others, or an option does not exist.
 * @example
 * import { array } from "@proj/array";
 * import { plotAlignedPaths } from "@proj/feedbax";
 * const paths = array([[[0, 0], [0, 1]], [[0, 0], [1, 0]]]);
 * plotAlignedPaths(paths, paths.get(":", 0), paths.get(":", 1)).data.length; // → 3
 */
export function plotAlignedPaths(positions: NDArray, starts: NDArray, goals: NDArray, options?: PlotOptions): Figure {
  const { title, labelOf } = readPlotOptions("plotAlignedPaths", options, { title: "To the goal" });
  checkAxes("plotAlignedPaths", "positions", positions, ["...", "trials", "time", 2]);
  const [trials, time] = positions.shape.slice(-3) as [number, number, number];
  for (const [name, points] of [["starts", starts], ["goals", goals]] as const) checkAxes("plotAlignedPaths", name, points, [trials, 2]); // prettier-ignore
  const aligned = alignedPaths(positions, starts, goals).reshape([-1, trials, time, 2]);
  const shown = aligned.toList() as number[][][][];
  const mean = acrossTrials(aligned, [0, 1]).mean.toList() as number[][];
  const data = shown.slice(0, mostRepetitions).flatMap((ofTrials, repetition) =>
    ofTrials.map((points, trial): Json => ({
      type: "scatter",
      mode: "lines",
      name: labelOf(trial),
      legendgroup: labelOf(trial),
      showlegend: repetition === 0,
      ...coordinates(points),
      line: { color: hue(trial / trials), width: 1 },
      opacity: 0.6,
      hovertemplate: `${labelOf(trial)} (%{x:.3f}, %{y:.3f}) m<extra></extra>`,
    })),
  );
  const middle: Json = {
    type: "scatter",
    mode: "lines",
    name: "mean",
    ...coordinates(mean),
    line: { color: theme.ink, width: 3 },
    hovertemplate: "mean (%{x:.3f}, %{y:.3f}) m<extra></extra>",
  };
  return new Figure(
    [...data, middle],
    planeLayout(shown.slice(0, mostRepetitions).flat(2), [`${title} (m)`, "to the left (m)"]),
  );
}
