import { UsageError, type NDArray } from "@proj/array";
import type { PrincipalComponents } from "../analysis/principal-components.ts";
import type { RotationalDynamics } from "../analysis/rotational-dynamics.ts";
import { Figure, theme, type Json } from "./figure.ts";
import { hue } from "./hue.ts";
import { coordinates, planeLayout } from "./paths.ts";
import { checkAxes, readPlotOptions, type Labelled, type PlotOptions } from "./plot-options.ts";

/**
 * Activity of a network through trials in the plane of its first two principal components, with the part of the variance along each: a curve a trial, with a
 * square where it begins.
 *
 * @param components - of activity `[trials, time, units]`, from {@link principalComponents}.
 * @param options - `labels` of the trials; see {@link PlotOptions}.
 * @throws UsageError if there are fewer than two components, or an option does not exist.
 * @example
 * import { key, normal } from "@proj/random";
 * import { plotComponents, principalComponents } from "@proj/feedbax";
 * plotComponents(principalComponents(normal(key(0), [3, 20, 5]))).data.length; // → 6
 */
export function plotComponents(components: PrincipalComponents, options?: PlotOptions): Figure {
  const read = readPlotOptions("plotComponents", options);
  const { scores, explained } = components;
  checkPlane("plotComponents", scores);
  const parts = (explained.toList() as number[]).map((part) => `${(100 * part).toFixed(0)} %`);
  const plane = scores.get("...", ":2").toList() as number[][][];
  return new Figure(
    trajectories(plane, read),
    planeLayout(plane.flat(), [`Component 1 (${parts[0]})`, `Component 2 (${parts[1]})`]),
  );
}

/**
 * Activity of a network through trials in the plane in which it turns fastest, as jPCA shows it.
 *
 * @param x - what the rotations were fitted to, `[trials, time, k]`
 * @param rotations - from {@link rotationalDynamics}.
 * @param options - `labels` of the trials; see {@link PlotOptions}.
 * @throws UsageError if the shapes do not go together, or an option does not exist.
 * @example
 * import { key, normal } from "@proj/random";
 * import { plotRotations, principalComponents, rotationalDynamics } from "@proj/feedbax";
 * const { scores } = principalComponents(normal(key(0), [3, 20, 6]));
 * plotRotations(scores, rotationalDynamics(scores, 0.05)).data.length; // → 6
 */
export function plotRotations(x: NDArray, rotations: RotationalDynamics, options?: PlotOptions): Figure {
  const read = readPlotOptions("plotRotations", options);
  const { planes, frequencies, r2 } = rotations;
  checkAxes("plotRotations", "x", x, ["trials", "time", planes.shape[1] ?? 0]);
  const plane = x.matmul(planes.get(0)).toList() as number[][][];
  const turns = Number(frequencies.get(0).item()) / (2 * Math.PI);
  const part = (100 * Number(r2.item())).toFixed(0);
  return new Figure(
    trajectories(plane, read),
    planeLayout(plane.flat(), [`x (${turns.toFixed(2)} turns a second)`, `y (explained: ${part} %)`]),
  );
}

/** Curves in a plane, a colour a trial, and where each begins. */
export function trajectories(
  plane: readonly (readonly (readonly number[])[])[],
  { labelOf }: Pick<Labelled, "labelOf">,
): Json[] {
  return plane.flatMap((points, trial): Json[] => {
    const color = hue(trial / plane.length);
    const shared = { type: "scatter", name: labelOf(trial), legendgroup: labelOf(trial) };
    return [
      {
        ...shared,
        mode: "lines",
        ...coordinates(points),
        line: { color, width: 1.6 },
        hovertemplate: `${labelOf(trial)}<extra></extra>`,
      },
      {
        ...shared,
        mode: "markers",
        ...coordinates(points.slice(0, 1)),
        marker: { symbol: "square-open", size: 8, color: theme.ink, line: { width: 1.5 } },
        hovertemplate: `${labelOf(trial)} begins<extra></extra>`,
      },
    ];
  });
}

/** Checks that there is a plane to show. */
export function checkPlane(operation: string, scores: NDArray): void {
  checkAxes(operation, "scores", scores, ["trials", "time", "components"]);
  if ((scores.shape.at(-1) ?? 0) >= 2) return;
  throw new UsageError({
    operation,
    received: "one component",
    expected: "two components at least, which span a plane",
    remedy: "show one component over time with plotProfiles",
  });
}
