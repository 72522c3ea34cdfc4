import { hue } from "./colors.ts";
import type { Figure, Json } from "./figure.ts";
import { axis, layout, rounded, theme } from "./figure.ts";
import type { Path, Reach, ReachSet } from "./run-record.ts";

/** A quantity in the plane, which reaches are shown in. */
interface Plane {
  /** How the page names its plot. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly path: (reach: Reach) => Path;
  /** Of the lines and dots; below 1 where they cross a lot, as those of a noisy force do. */
  readonly opacity: number;
  /** Whether reaches start and end in it. */
  readonly hasEnds: boolean;
}

/** Whether commands are vectors in the plane, as forces and torques of two joints are. */
export function isPlanar({ reaches: [reach] }: ReachSet): boolean {
  return reach?.command[0]?.length === 2;
}

/** The plots of {@link reachPaths}, in their order. */
export function planesOf(set: ReachSet): readonly Plane[] {
  const { label, unit } = set.command;
  const moving: readonly Plane[] = [
    { id: "position", title: "Position", unit: "m", path: ({ position }) => position, opacity: 1, hasEnds: true },
    { id: "velocity", title: "Velocity", unit: "m/s", path: ({ velocity }) => velocity, opacity: 1, hasEnds: false },
  ];
  // The type of a path does not say that vectors have two components, which is asked here.
  const asPath = (vectors: readonly (readonly number[])[]): Path => vectors as Path;
  if (!isPlanar(set))
    return [...moving, { id: "command", title: label, unit, path: () => [], opacity: 1, hasEnds: false }];
  return [
    ...moving,
    { id: "command", title: "Command", unit, path: ({ command }) => asPath(command), opacity: 0.8, hasEnds: false },
    { id: "force", title: label, unit, path: ({ force }) => asPath(force), opacity: 0.55, hasEnds: false },
  ];
}

/** The colour of the reach with the given number. */
export function colorOf(index: number, { reaches }: ReachSet): string {
  return hue(index / reaches.length);
}

/** The reaches in the plane, a plot for each of {@link planesOf}: a colour a reach, a dot a time step. */
export function reachPaths(set: ReachSet): readonly Figure[] {
  return planesOf(set).map((plane) =>
    plane.id === "command" && !isPlanar(set) ? muscleCommands(set) : inPlane(plane, set),
  );
}

/** The command to each muscle over time, the mean over all trials. */
function muscleCommands({ dt, command: { label }, reaches }: ReachSet): Figure {
  const steps = reaches[0]?.command.length ?? 0;
  const muscles = reaches[0]?.command[0]?.length ?? 0;
  const times = rounded(Array.from({ length: steps }, (_, step) => step * dt));
  const meanOf = (muscle: number, step: number): number =>
    reaches.reduce((sum, { command }) => sum + command[step]![muscle]!, 0) / reaches.length;
  return {
    data: Array.from({ length: muscles }, (_, muscle): Json => ({
      type: "scatter",
      mode: "lines",
      name: `muscle ${muscle + 1}`,
      x: times,
      y: rounded(times.map((_, step) => meanOf(muscle, step))),
      hovertemplate: `muscle ${muscle + 1}: %{y:.3f}<extra></extra>`,
      line: { color: theme.kinds[muscle % theme.kinds.length]!, width: 1.6 },
    })),
    layout: layout({
      xaxis: axis("Time (s)"),
      yaxis: axis(label, { rangemode: "tozero" }),
      hovermode: "x unified",
      legend: { orientation: "h", x: 0, y: 1.04, yanchor: "bottom" },
    }),
  };
}

function inPlane({ title, unit, path, opacity, hasEnds }: Plane, set: ReachSet): Figure {
  const { dt, reaches } = set;
  const [xRange, yRange] = square(
    reaches.flatMap((reach) => [...path(reach), ...(hasEnds ? [reach.start, reach.goal] : [])]),
  );
  const data = reaches.map((reach, index): Json => {
    const points = path(reach);
    const color = colorOf(index, set);
    return {
      type: "scatter",
      mode: "lines+markers",
      opacity,
      name: reach.label,
      legendgroup: reach.label,
      x: rounded(points.map(([x]) => x)),
      y: rounded(points.map(([, y]) => y)),
      text: points.map((_, step) => `${reach.label}, ${(step * dt).toFixed(2)} s`),
      hovertemplate: `%{text}<br>(%{x:.3f}, %{y:.3f}) ${unit}<extra></extra>`,
      line: { color, width: 1.2 },
      marker: { color, size: 3.5 },
    };
  });
  return {
    data: hasEnds ? [...data, ...ends(set)] : data,
    layout: layout({
      xaxis: axis(`${title} x (${unit})`, { range: xRange, constrain: "domain" }),
      yaxis: axis(`y (${unit})`, { range: yRange, scaleanchor: "x", constrain: "domain" }),
      hovermode: "closest",
      showlegend: false,
    }),
  };
}

/** Ranges of equal length, x then y, with all points inside: plots of equal size that do not distort. */
function square(points: Path): readonly [readonly number[], readonly number[]] {
  const spans = [0, 1].map((coordinate) => {
    const values = points.map((point) => point[coordinate] ?? NaN).filter(Number.isFinite);
    return [Math.min(...values), Math.max(...values)] as const;
  });
  const half = 0.55 * Math.max(...spans.map(([low, high]) => high - low), 1e-6);
  const [x, y] = spans.map(([low, high]) => rounded([(low + high) / 2 - half, (low + high) / 2 + half]) as number[]);
  return [x ?? [], y ?? []];
}

/** The markers of where each reach starts and should end. */
function ends(set: ReachSet): Json[] {
  return set.reaches.flatMap(({ label, start, goal }, index) => [
    end("start", label, start, { symbol: "square-open", size: 9, color: theme.ink }),
    end("goal", label, goal, { symbol: "circle-open", size: 13, color: colorOf(index, set) }),
  ]);
}

function end(
  name: "start" | "goal",
  reach: string,
  [x, y]: readonly [number, number],
  marker: { readonly [name: string]: Json },
): Json {
  return {
    type: "scatter",
    mode: "markers",
    name,
    legendgroup: reach,
    x: rounded([x]),
    y: rounded([y]),
    marker: { ...marker, line: { width: 2 } },
    hovertemplate: `${name} of ${reach} (%{x:.2f}, %{y:.2f}) m<extra></extra>`,
  };
}
