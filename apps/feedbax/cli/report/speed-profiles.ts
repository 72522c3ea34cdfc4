import { hue } from "./colors.ts";
import type { Figure, Json } from "./figure.ts";
import { axis, layout, rounded } from "./figure.ts";
import type { ReachSet } from "./run-record.ts";

/** How fast each reach is over time, with the mean of all. */
export function speedProfiles({ dt, reaches }: ReachSet): Figure {
  const speeds = reaches.map(({ velocity }) => velocity.map(([x, y]) => Math.hypot(x, y)));
  const times = rounded((speeds[0] ?? []).map((_, step) => step * dt));
  const mean = times.map((_, step) => speeds.reduce((sum, speed) => sum + (speed[step] ?? 0), 0) / speeds.length);
  const profiles = reaches.map(({ label }, index): Json => ({
    type: "scatter",
    mode: "lines",
    name: label,
    x: times,
    y: rounded(speeds[index] ?? []),
    line: { color: hue(index / reaches.length), width: 1.4 },
    hovertemplate: "%{y:.3f}",
  }));
  return {
    data: [
      ...profiles,
      {
        type: "scatter",
        mode: "lines",
        name: "mean",
        x: times,
        y: rounded(mean),
        line: { color: "#111827", width: 3 },
        hovertemplate: "%{y:.3f}",
      },
    ],
    layout: layout(340, {
      xaxis: axis("Time (s)"),
      yaxis: axis("Speed (m/s)", { rangemode: "tozero" }),
      hovermode: "x unified",
      legend: { orientation: "h", x: 0, y: 1.04, yanchor: "bottom", title: { text: "Direction  " } },
      margin: { l: 64, r: 16, t: 56, b: 52 },
    }),
  };
}
