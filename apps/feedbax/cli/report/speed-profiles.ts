import type { Figure, Json } from "./figure.ts";
import { axis, layout, rounded, theme } from "./figure.ts";
import { colorOf } from "./reach-paths.ts";
import type { ReachSet } from "./run-record.ts";

/** How fast reaches are over time: each direction on average, and all with the band of a standard deviation. */
export function speedProfiles(set: ReachSet): Figure {
  const { dt, reaches, speed } = set;
  const times = rounded(speed.map((_, step) => step * dt));
  const line = (name: string, values: readonly number[], style: { readonly [name: string]: Json }): Json => ({
    type: "scatter",
    mode: "lines",
    name,
    x: times,
    y: rounded(values),
    hovertemplate: "%{y:.3f}",
    ...style,
  });
  const edge = { line: { width: 0 }, legendgroup: "all", showlegend: false, hoverinfo: "skip" };
  return {
    data: [
      line(
        "low",
        speed.map(({ mean, deviation }) => mean - deviation),
        edge,
      ),
      line(
        "high",
        speed.map(({ mean, deviation }) => mean + deviation),
        {
          ...edge,
          fill: "tonexty",
          fillcolor: `${theme.ink}1f`,
        },
      ),
      ...reaches.map((reach, index) =>
        line(
          reach.label,
          reach.speed.map(({ mean }) => mean),
          { line: { color: colorOf(index, set), width: 1.4 } },
        ),
      ),
      line(
        "all, mean ± SD",
        speed.map(({ mean }) => mean),
        {
          line: { color: theme.ink, width: 3 },
          legendgroup: "all",
        },
      ),
    ],
    layout: layout({
      xaxis: axis("Time (s)"),
      yaxis: axis("Speed (m/s)", { rangemode: "tozero" }),
      hovermode: "x unified",
      legend: { orientation: "h", x: 0, y: 1.04, yanchor: "bottom", title: { text: "Direction  " } },
    }),
  };
}
