import type { NDArray } from "@proj/array";
import {
  anyOption,
  listOption,
  numberOption,
  readOptions,
  textOption,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import { axis, Figure, layout, rounded, theme, type Json, type JsonRecord } from "./figure.ts";
import { hue } from "./hue.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/** Points of the plane. */
type Points = readonly (readonly number[])[];

/** Options of {@link plotPaths}. */
export interface PlotPathsOptions extends PlotOptions {
  /** Where trials should begin, `[trials, 2]`: squares. Default none. */
  readonly starts?: NDArray;
  /** Where they should end, `[trials, 2]`: circles. Default none. */
  readonly goals?: NDArray;
  /** The unit of the plane. Default `"m"`. */
  readonly unit?: string;
  /** What the two axes are called. Default `["x", "y"]`. */
  readonly axes?: readonly [string, string];
  /** Of lines and dots, from 0 to 1; below 1 where they cross a lot. Default 1. */
  readonly opacity?: number;
}

type Own = Pick<PlotPathsOptions, "starts" | "goals" | "unit" | "axes" | "opacity">;

const axisNames: OptionReader<readonly [string, string]> = (value, place) => {
  const [x, y, ...others] = listOption(textOption)(value, place);
  if (x === undefined || y === undefined || others.length > 0) throw wrongOption(place, value, "two names");
  return [x, y];
};

const readers: OptionReaders<Own & PlotOptions> = {
  starts: anyOption(),
  goals: anyOption(),
  unit: textOption,
  axes: axisNames,
  opacity: numberOption,
  dt: anyOption(),
  labels: anyOption(),
  title: anyOption(),
};

/**
 * Paths in the plane: a colour a trial, a dot a step; `title` names the quantity.
 *
 * @param paths - `[trials, time, 2]`
 * @param options - see {@link PlotPathsOptions}.
 * @throws UsageError if the shapes are others, or an option does not exist.
 * @example
 * import { array } from "@proj/array";
 * import { plotPaths } from "@proj/feedbax";
 * const paths = array([[[0, 0], [0, 1]], [[0, 0], [1, 0]]]);
 * plotPaths(paths, { goals: paths.get(":", -1) }).data.length; // → 4
 */
export function plotPaths(paths: NDArray, options: PlotPathsOptions = {}): Figure {
  const {
    starts,
    goals,
    unit = "m",
    axes = ["x", "y"],
    opacity = 1,
    ...shared
  } = readOptions("plotPaths", options, readers);
  const { dt, title, labelOf } = readPlotOptions("plotPaths", shared, { title: "Position" });
  checkAxes("plotPaths", "paths", paths, ["trials", "time", 2]);
  const lists = paths.toList() as number[][][];
  const pointsOf = (name: string, x: NDArray | undefined): Points => {
    if (x === undefined) return [];
    checkAxes("plotPaths", name, x, [lists.length, 2]);
    return x.toList() as number[][];
  };
  const [begins, ends] = [pointsOf("starts", starts), pointsOf("goals", goals)];
  const data = lists.map((points, index): Json => {
    const color = hue(index / lists.length);
    const label = labelOf(index);
    return {
      type: "scatter",
      mode: "lines+markers",
      opacity,
      name: label,
      legendgroup: label,
      ...coordinates(points),
      text: points.map((_, step) => `${label}, ${(step * dt).toFixed(2)} s`),
      hovertemplate: `%{text}<br>(%{x:.3f}, %{y:.3f}) ${unit}<extra></extra>`,
      line: { color, width: 1.2 },
      marker: { color, size: 3.5 },
    };
  });
  const marks = lists.flatMap((_, index): Json[] => {
    const [begin, end] = [begins[index], ends[index]];
    const color = hue(index / lists.length);
    return [
      ...(begin === undefined
        ? []
        : [mark("start", labelOf(index), begin, unit, { symbol: "square-open", size: 9, color: theme.ink })]),
      ...(end === undefined
        ? []
        : [mark("goal", labelOf(index), end, unit, { symbol: "circle-open", size: 13, color })]),
    ];
  });
  return new Figure(
    [...data, ...marks],
    planeLayout([...lists.flat(), ...begins, ...ends], [`${title} ${axes[0]} (${unit})`, `${axes[1]} (${unit})`]),
  );
}

/** Points as the plotting library reads them. */
export function coordinates(points: Points): JsonRecord {
  return { x: rounded(points.map(([x]) => x ?? NaN)), y: rounded(points.map(([, y]) => y ?? NaN)) };
}

/** The layout of a plane: axes of equal scale, with all points inside. */
export function planeLayout(points: Points, [x, y]: readonly [string, string], more: JsonRecord = {}): JsonRecord {
  const [xRange, yRange] = square(points);
  return layout({
    xaxis: axis(x, { range: xRange, constrain: "domain" }),
    yaxis: axis(y, { range: yRange, scaleanchor: "x", constrain: "domain" }),
    hovermode: "closest",
    showlegend: false,
    ...more,
  });
}

/** Ranges of equal length, x then y, with all points inside: plots of equal size that do not distort. */
function square(points: Points): readonly [readonly number[], readonly number[]] {
  const spans = [0, 1].map((coordinate) => {
    let [low, high] = [Infinity, -Infinity];
    for (const point of points) {
      const value = point[coordinate] ?? NaN;
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return [low, high] as const;
  });
  const half = 0.55 * Math.max(...spans.map(([low, high]) => high - low), 1e-6);
  const [x, y] = spans.map(([low, high]) => rounded([(low + high) / 2 - half, (low + high) / 2 + half]) as number[]);
  return [x ?? [], y ?? []];
}

function mark(
  name: "start" | "goal",
  trial: string,
  [x = NaN, y = NaN]: readonly number[],
  unit: string,
  marker: JsonRecord,
): Json {
  return {
    type: "scatter",
    mode: "markers",
    name,
    legendgroup: trial,
    x: rounded([x]),
    y: rounded([y]),
    marker: { ...marker, line: { width: 2 } },
    hovertemplate: `${name} of ${trial} (%{x:.2f}, %{y:.2f}) ${unit}<extra></extra>`,
  };
}
