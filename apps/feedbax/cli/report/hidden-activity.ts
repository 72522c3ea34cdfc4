import type { Figure } from "./figure.ts";
import { axis, layout, rounded } from "./figure.ts";
import type { Reach } from "./run-record.ts";

/** The activity of every hidden unit over the time of one reach. */
export function hiddenActivity({ hidden }: Reach, dt: number): Figure {
  const units = hidden[0]?.length ?? 0;
  return {
    data: [
      {
        type: "heatmap",
        x: rounded(hidden.map((_, step) => step * dt)),
        y: Array.from({ length: units }, (_, unit) => unit),
        z: Array.from({ length: units }, (_, unit) => rounded(hidden.map((activity) => activity[unit] ?? NaN))),
        // Blue below zero, white at it, red above: the sign of an activity is half of what it says.
        colorscale: [
          [0, "#2166ac"],
          [0.25, "#92c5de"],
          [0.5, "#f7f7f7"],
          [0.75, "#f4a582"],
          [1, "#b2182b"],
        ],
        zmid: 0,
        colorbar: { title: { text: "Activity", side: "top" }, thickness: 12, outlinewidth: 0 },
        hovertemplate: "unit %{y}, %{x:.2f} s<br>activity %{z:.3f}<extra></extra>",
      },
    ],
    layout: layout(420, {
      xaxis: axis("Time (s)", { showgrid: false }),
      yaxis: axis("Hidden unit", { showgrid: false, autorange: "reversed" }),
      margin: { l: 64, r: 16, t: 32, b: 52 },
    }),
  };
}
