import type { NDArray } from "@proj/array";
import { directionTuning, type DirectionTuning } from "../analysis/direction-tuning.ts";
import { scaleAbove } from "./curves.ts";
import {
  axis,
  Figure,
  kindColor,
  layout,
  legendAbove,
  numbersOf,
  rounded,
  theme,
  type Json,
  type JsonRecord,
} from "./figure.ts";
import { coordinates, planeLayout } from "./paths.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/** More curves than these cannot be told apart. */
const mostUnits = 6;

const degrees = (radians: number): number => (radians * 180) / Math.PI;

/**
 * Tuning curves: the activity of units over the direction of movement, with the cosine that fits each, of the six units whose activity depends most on it.
 *
 * @param activity - one value for each movement and unit, `[movements, units]`
 * @param directions - in radians, `[movements]`; three that differ at least.
 * @param options - `title`; see {@link PlotOptions}.
 * @throws UsageError if the shapes do not go together, or an option does not exist.
 * @example
 * import { array, cos, stack } from "@proj/array";
 * import { plotTuningCurves } from "@proj/feedbax";
 * const directions = array([0, 1, 2, 3, 4, 5]);
 * plotTuningCurves(stack([cos(directions), cos(directions.sub(2))], { axis: 1 }), directions).data.length; // → 4
 */
export function plotTuningCurves(activity: NDArray, directions: NDArray, options?: PlotOptions): Figure {
  const { title, labelOf } = readPlotOptions("plotTuningCurves", options, { title: "Mean activity", one: "unit" });
  const { baseline, depth, preferred } = directionTuning(activity, directions);
  const [bases, depths, tops] = [baseline, depth, preferred].map((x) => x.toList() as number[]) as [number[], number[], number[]]; // prettier-ignore
  const rows = activity.mT.toList() as number[][];
  const turns = (directions.toList() as number[]).map((direction) => (direction + 2 * Math.PI) % (2 * Math.PI));
  const order = turns.map((_, movement) => movement).sort((a, b) => turns[a]! - turns[b]!);
  const tuned = depths.map((_, unit) => unit).sort((a, b) => depths[b]! - depths[a]!).slice(0, mostUnits); // prettier-ignore
  const around = Array.from({ length: 73 }, (_, step) => 5 * step);
  const data = tuned.flatMap((unit, index): Json[] => {
    const color = kindColor(index);
    const name = labelOf(unit);
    const fitted = around.map(
      (angle) => bases[unit]! + depths[unit]! * Math.cos((angle * Math.PI) / 180 - tops[unit]!),
    );
    const shared: JsonRecord = { type: "scatter", name, legendgroup: name };
    return [
      { ...shared, mode: "lines", x: around, y: rounded(fitted), line: { color, width: 1.6 }, hoverinfo: "skip" },
      {
        ...shared,
        mode: "markers",
        showlegend: false,
        x: rounded(order.map((movement) => degrees(turns[movement]!))),
        y: rounded(order.map((movement) => rows[unit]![movement]!)),
        marker: { color, size: 8 },
        hovertemplate: `${name}, %{x:.0f}°: %{y:.3f}<extra></extra>`,
      },
    ];
  });
  return new Figure(
    data,
    layout({
      xaxis: axis("Direction of movement (°)", { range: [-5, 365], dtick: 90 }),
      yaxis: axis(title),
      legend: legendAbove,
      hovermode: "closest",
    }),
  );
}

/**
 * The preferred direction of each unit: an arrow from the origin, as long as its activity changes with direction, and coloured by how much of that a cosine
 * explains.
 *
 * @param tuning - what {@link directionTuning} gives.
 * @param options - `labels` of the units; see {@link PlotOptions}.
 * @throws UsageError if there are no units, or an option does not exist.
 * @example
 * import { array, cos, stack } from "@proj/array";
 * import { directionTuning, plotPreferredDirections } from "@proj/feedbax";
 * const directions = array([0, 1, 2, 3, 4, 5]);
 * const tuning = directionTuning(stack([cos(directions), cos(directions.sub(2))], { axis: 1 }), directions);
 * plotPreferredDirections(tuning).data.length; // → 2
 */
export function plotPreferredDirections(tuning: DirectionTuning, options?: PlotOptions): Figure {
  const { labelOf } = readPlotOptions("plotPreferredDirections", options, { one: "unit" });
  checkAxes("plotPreferredDirections", "tuning.depth", tuning.depth, ["units"]);
  const [depths, tops] = [tuning.depth, tuning.preferred].map((x) => x.toList() as number[]) as [number[], number[]];
  const tips = depths.map((depth, unit) => [depth * Math.cos(tops[unit]!), depth * Math.sin(tops[unit]!)]);
  return new Figure(
    [
      {
        type: "scatter",
        mode: "lines",
        ...coordinates(tips.flatMap((tip) => [[0, 0], tip, [NaN, NaN]])),
        line: { color: theme.rule, width: 1 },
        hoverinfo: "skip",
      },
      {
        type: "scatter",
        mode: "markers",
        ...coordinates(tips),
        text: tips.map((_, unit) => labelOf(unit)),
        marker: {
          size: 9,
          color: numbersOf(tuning.r2),
          cmin: 0,
          cmax: 1,
          colorscale: [[0, theme.faint], [1, kindColor(0)]], // prettier-ignore
          line: { color: theme.rule, width: 1 },
          showscale: true,
          colorbar: { ...scaleAbove, title: { text: "part explained by a cosine", side: "top" } },
        },
        hovertemplate: "%{text}<br>explained: %{marker.color:.2f}<extra></extra>",
      },
    ],
    planeLayout([[0, 0], ...tips], ["Depth along x", "Depth along y"]),
  );
}
