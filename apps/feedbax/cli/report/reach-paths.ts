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
  if (!isPlanar(set))
    return [...moving, { id: "command", title: label, unit, path: () => [], opacity: 1, hasEnds: false }];
  return [
    ...moving,
    { id: "command", title: "Command", unit, path: ({ command }) => command, opacity: 0.8, hasEnds: false },
    { id: "force", title: label, unit, path: ({ force }) => force, opacity: 0.55, hasEnds: false },
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
function muscleCommands({ dt, command: { label }, reaches }: ReachSet): Figure {
  const labels = (reaches[0]?.command[0] ?? []).map((_, muscle) => `muscle ${muscle + 1}`);
  const commands = array(
    reaches.map(({ command }) => command),
    f64,
  );
  return plotSignals(commands.mean({ axis: 0 }), { dt, labels, title: label });
}

function inPlane({ title, unit, path, opacity, hasEnds }: Plane, { dt, reaches }: ReachSet): Figure {
  const points = (of: (reach: Reach) => readonly (number | readonly number[])[]) => array(reaches.map(of), f64); // prettier-ignore
  return plotPaths(points(path), {
    dt,
    title,
    unit,
    opacity,
    labels: reaches.map(({ label }) => label),
    ...(hasEnds && { starts: points(({ start }) => start), goals: points(({ goal }) => goal) }),
  });
}
