import { linalg, type NDArray } from "@proj/array";
import type { Figure } from "./figure.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";
import { plotSignals } from "./profiles.ts";

/**
 * Momentary gains of a network over a trial: how strongly its output answers a small change of each input, the norm over outputs of its derivatives.
 *
 * @param jacobians - `[time, outputs, inputs]`, such as `input` of {@link inputOutputJacobians}.
 * @param options - `dt`, `labels` of the inputs and `title`; see {@link PlotOptions}.
 * @throws UsageError if the shape is another, or an option does not exist.
 * @example
 * import { ones } from "@proj/array";
 * import { plotStepJacobians } from "@proj/feedbax";
 * plotStepJacobians(ones([20, 2, 3]), { labels: ["target", "position", "velocity"] }).data.length; // → 3
 */
export function plotStepJacobians(jacobians: NDArray, options?: PlotOptions): Figure {
  const { title, labelOf } = readPlotOptions("plotStepJacobians", options, { title: "Gain", one: "input" });
  checkAxes("plotStepJacobians", "jacobians", jacobians, ["time", "outputs", "inputs"]);
  const labels = Array.from({ length: jacobians.shape[2] ?? 0 }, (_, input) => labelOf(input));
  return plotSignals(linalg.norm(jacobians, { axis: 1 }), { ...options, title, labels });
}
