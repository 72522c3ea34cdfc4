import type { Figure } from "./figure.ts";
import { axis, layout, rounded, theme } from "./figure.ts";
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
        // Blue below zero, the ground at it, red above: the sign of an activity is half of what it says.
        colorscale: theme.signed.map((color, step) => [step / (theme.signed.length - 1), color]),
        zmid: 0,
        colorbar: {
          orientation: "h",
          x: 0,
          xanchor: "left",
          y: 1,
          yanchor: "bottom",
          len: 1,
          thickness: 10,
          ypad: 4,
          outlinewidth: 0,
        },
        hovertemplate: "unit %{y}, %{x:.2f} s<br>activity %{z:.3f}<extra></extra>",
      },
    ],
    layout: layout({
      xaxis: axis("Time (s)", { showgrid: false }),
      yaxis: axis("Hidden unit", { showgrid: false, autorange: "reversed" }),
    }),
  };
}
