import { imag, real, UsageError, type NDArray } from "@proj/array";
import type { FixedPoints } from "../analysis/fixed-points.ts";
import type { PrincipalComponents } from "../analysis/principal-components.ts";
import { checkPlane, trajectories } from "./components.ts";
import { Figure, kindColor, theme, type Json } from "./figure.ts";
import { coordinates, planeLayout } from "./paths.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/**
 * Fixed points of a network among the trajectories of its activity, in the plane of the first two principal components.
 *
 * @param found - points, from {@link fixedPoints}: full where the search has found one, hollow where it has found a slow point.
 * @param components - of activity `[trials, time, units]`, from {@link principalComponents}.
 * @param options - `labels` of the trials; see {@link PlotOptions}.
 * @throws UsageError if the numbers of units differ, or an option does not exist.
 * @example
 * import { tanh } from "@proj/array";
 * import { key, normal } from "@proj/random";
 * import { fixedPoints, plotFixedPoints, principalComponents } from "@proj/feedbax";
 * const activity = normal(key(0), [2, 9, 3]);
 * const found = fixedPoints((h) => tanh(h.mul(2)), activity.get(0, ":3"));
 * plotFixedPoints(found, principalComponents(activity)).data.length; // → 5
 */
export function plotFixedPoints(
  found: Pick<FixedPoints, "points" | "speeds">,
  components: PrincipalComponents,
  options?: PlotOptions,
): Figure {
  const read = readPlotOptions("plotFixedPoints", options);
  const { scores, components: axes, mean } = components;
  checkPlane("plotFixedPoints", scores);
  checkAxes("plotFixedPoints", "found.points", found.points, ["points", mean.size]);
  const plane = scores.get("...", ":2").toList() as number[][][];
  const points = found.points.sub(mean).matmul(axes.get(":2").mT).toList() as number[][];
  const speeds = found.speeds.toList() as number[];
  const at: Json = {
    type: "scatter",
    mode: "markers",
    name: "fixed points",
    ...coordinates(points),
    text: speeds.map((speed) => speed.toExponential(1)),
    marker: {
      symbol: speeds.map((speed) => (speed < 1e-6 ? "diamond" : "diamond-open")),
      size: 11,
      color: kindColor(1),
      line: { color: theme.ink, width: 1 },
    },
    hovertemplate: "speed %{text}<extra></extra>",
  };
  return new Figure(
    [...trajectories(plane, read), at],
    planeLayout([...plane.flat(), ...points], ["Component 1", "Component 2"]),
  );
}

/**
 * Eigenvalues in the complex plane, a colour a matrix, with the unit circle: of the Jacobians of a network at its fixed points, those inside decay.
 *
 * @param eigenvalues - complex, `[matrices, n]`, from `linalg.eigvals`.
 * @param options - `labels` of the matrices; see {@link PlotOptions}.
 * @throws UsageError if the shape is another, or an option does not exist.
 * @example
 * import { array, linalg } from "@proj/array";
 * import { plotSpectra } from "@proj/feedbax";
 * plotSpectra(linalg.eigvals(array([[[0, 1], [-1, 0]]]))).data.length; // → 2
 */
export function plotSpectra(eigenvalues: NDArray, options?: PlotOptions): Figure {
  const { labelOf } = readPlotOptions("plotSpectra", options, { one: "point" });
  checkAxes("plotSpectra", "eigenvalues", eigenvalues, ["matrices", "n"]);
  if (!eigenvalues.dtype.startsWith("complex")) {
    throw new UsageError({
      operation: "plotSpectra",
      received: `eigenvalues of dtype ${eigenvalues.dtype}`,
      expected: "complex numbers",
      remedy: "give what linalg.eigvals gives",
    });
  }
  const [reals, imaginaries] = [real(eigenvalues), imag(eigenvalues)].map((x) => x.toList() as number[][]);
  const spectra = reals!.map((row, matrix) => row.map((x, n) => [x, imaginaries![matrix]![n]!]));
  const circle = Array.from({ length: 91 }, (_, step) => [
    Math.cos((step * Math.PI) / 45),
    Math.sin((step * Math.PI) / 45),
  ]);
  return new Figure(
    [
      {
        type: "scatter",
        mode: "lines",
        name: "unit circle",
        ...coordinates(circle),
        line: { color: theme.rule, width: 1.2, dash: "dot" },
        hoverinfo: "skip",
      },
      ...spectra.map((points, matrix): Json => ({
        type: "scatter",
        mode: "markers",
        name: labelOf(matrix),
        ...coordinates(points),
        marker: { size: 6, color: kindColor(matrix), opacity: 0.8 },
        hovertemplate: `${labelOf(matrix)}: %{x:.3f} + %{y:.3f} i<extra></extra>`,
      })),
    ],
    planeLayout([...circle, ...spectra.flat()], ["Real part", "Imaginary part"]),
  );
}
