import { array } from "@proj/array";
import { hue, plotPaths, plotSignals, type Figure } from "@proj/feedbax";
import type { Reach, ReachSet } from "./run-record.ts";

/** A quantity in the plane, which reaches are shown in. */
interface Plane {
  /** How the page names its plot. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly path: (reach: Reach) => readonly (readonly number[])[];
  /** Of the lines and dots; below 1 where they cross a lot, as those of a noisy force do. */
  readonly opacity: number;
  /** What its axes are called. */
  readonly axes?: readonly [string, string];
  /** Whether reaches start and end in it. */
  readonly hasEnds: boolean;
}

/** Whether commands are vectors in the plane, as forces and torques of two joints are. */
export function isPlanar({ reaches: [reach] }: ReachSet): boolean {
  return reach?.command[0]?.length === 2;
}

/** The plots of {@link reachPaths}, in their order. */
export function planesOf(set: ReachSet): readonly Plane[] {
  const { label, unit, parts } = set.command;
  const moving: readonly Plane[] = [
    { id: "position", title: "Position", unit: "m", path: ({ position }) => position, opacity: 1, hasEnds: true },
    { id: "velocity", title: "Velocity", unit: "m/s", path: ({ velocity }) => velocity, opacity: 1, hasEnds: false },
  ];
  if (!isPlanar(set))
    return [...moving, { id: "command", title: label, unit, path: () => [], opacity: 1, hasEnds: false }];
  const [x = "x", y = "y"] = parts;
  const acting = { unit, axes: [x, y], hasEnds: false } as const;
  return [
    ...moving,
    { id: "command", title: "Command", path: ({ command }) => command, opacity: 0.8, ...acting },
    { id: "force", title: label, path: ({ force }) => force, opacity: 0.55, ...acting },
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

const f64 = { dtype: "float64" } as const;

/** The command to each muscle over time, the mean over all trials. */
function muscleCommands({ dt, command: { label, parts: labels }, reaches }: ReachSet): Figure {
  const commands = array(
    reaches.map(({ command }) => command),
    f64,
  );
  return plotSignals(commands.mean({ axis: 0 }), { dt, labels, title: label });
}

function inPlane({ title, unit, path, opacity, axes, hasEnds }: Plane, { dt, reaches }: ReachSet): Figure {
  const points = (of: (reach: Reach) => readonly (number | readonly number[])[]) => array(reaches.map(of), f64); // prettier-ignore
  return plotPaths(points(path), {
    dt,
    title,
    unit,
    opacity,
    ...(axes !== undefined && { axes }),
    labels: reaches.map(({ label }) => label),
    ...(hasEnds && { starts: points(({ start }) => start), goals: points(({ goal }) => goal) }),
  });
}
