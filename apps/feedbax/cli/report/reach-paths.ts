import { hue } from "./colors.ts";
import type { Figure, Json } from "./figure.ts";
import { axis, layout, rounded } from "./figure.ts";
import type { Path, Reach, ReachSet } from "./run-record.ts";

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly path: (reach: Reach) => Path;
  /** Of the lines and dots; below 1 where they cross a lot, as those of a noisy force do. */
  readonly opacity: number;
}

const panels: readonly Panel[] = [
  { title: "Position", unit: "m", path: ({ position }) => position, opacity: 1 },
  { title: "Velocity", unit: "m/s", path: ({ velocity }) => velocity, opacity: 1 },
  { title: "Force", unit: "N", path: ({ force }) => force, opacity: 0.55 },
];

/** The reaches in the plane: position with starts and goals, velocity and force, a colour a reach. */
export function reachPaths({ dt, reaches }: ReachSet): Figure {
  const data: Json[] = [];
  const axes: Record<string, Json> = {};
  const gap = 0.095;
  const width = (1 - gap * (panels.length - 1)) / panels.length;
  panels.forEach(({ title, unit, path, opacity }, panel) => {
    const suffix = panel === 0 ? "" : String(panel + 1);
    const left = panel * (width + gap);
    const [xRange, yRange] = square(
      reaches.flatMap((reach) => [...path(reach), ...(panel === 0 ? [reach.start, reach.goal] : [])]),
    );
    axes[`xaxis${suffix}`] = axis(`${title} x (${unit})`, {
      domain: [left, left + width],
      anchor: `y${suffix}`,
      range: xRange,
      constrain: "domain",
    });
    axes[`yaxis${suffix}`] = axis(`y (${unit})`, {
      anchor: `x${suffix}`,
      range: yRange,
      scaleanchor: `x${suffix}`,
      constrain: "domain",
    });
    reaches.forEach((reach, index) => {
      const points = path(reach);
      const color = hue(index / reaches.length);
      data.push({
        type: "scatter",
        mode: "lines+markers",
        opacity,
        name: reach.label,
        legendgroup: reach.label,
        showlegend: panel === 0,
        x: rounded(points.map(([x]) => x)),
        y: rounded(points.map(([, y]) => y)),
        text: points.map((_, step) => `${reach.label}, ${(step * dt).toFixed(2)} s`),
        hovertemplate: `%{text}<br>(%{x:.3f}, %{y:.3f}) ${unit}<extra></extra>`,
        line: { color, width: 1.2 },
        marker: { color, size: 3.5 },
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
      });
    });
  });
  data.push(
    ends("start", "square-open", reaches, ({ start }) => start),
    ends("goal", "circle-open", reaches, ({ goal }) => goal),
  );
  return {
    data,
    layout: layout(420, {
      ...axes,
      hovermode: "closest",
      legend: { orientation: "h", x: 0, y: 1.04, yanchor: "bottom", title: { text: "Direction  " } },
      margin: { l: 60, r: 10, t: 60, b: 52 },
    }),
  };
}

/** Ranges of equal length, x then y, with all points inside: panels of equal size that do not distort. */
function square(points: Path): readonly [readonly number[], readonly number[]] {
  const spans = [0, 1].map((coordinate) => {
    const values = points.map((point) => point[coordinate] ?? NaN).filter(Number.isFinite);
    return [Math.min(...values), Math.max(...values)] as const;
  });
  const half = 0.55 * Math.max(...spans.map(([low, high]) => high - low), 1e-6);
  const [x, y] = spans.map(([low, high]) => rounded([(low + high) / 2 - half, (low + high) / 2 + half]) as number[]);
  return [x ?? [], y ?? []];
}

/** The markers of where the reaches start or should end. */
function ends(
  name: string,
  symbol: string,
  reaches: readonly Reach[],
  where: (reach: Reach) => readonly [number, number],
): Json {
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: rounded(reaches.map((reach) => where(reach)[0])),
    y: rounded(reaches.map((reach) => where(reach)[1])),
    marker: {
      symbol,
      size: name === "start" ? 9 : 13,
      line: { width: 2 },
      color: name === "start" ? "#1f2933" : reaches.map((_, index) => hue(index / reaches.length)),
    },
    hovertemplate: `${name} (%{x:.2f}, %{y:.2f}) m<extra></extra>`,
    xaxis: "x",
    yaxis: "y",
  };
}
