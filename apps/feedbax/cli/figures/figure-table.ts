import { array, arctan2, type NDArray } from "@proj/array";
import {
  directionTuning,
  endPointError,
  lateralDeviation,
  plotActivity,
  plotAlignedPaths,
  plotComponents,
  plotFixedPoints,
  plotLosses,
  plotMeasure,
  plotPaths,
  plotPreferredDirections,
  plotProfiles,
  plotRotations,
  plotSignals,
  plotSpectra,
  plotStepJacobians,
  plotTrialGoals,
  plotTrialInputs,
  plotTuningCurves,
  plotUnitPerturbations,
  principalComponents,
  rotationalDynamics,
  speedProfile,
  type Figure,
} from "@proj/feedbax";
import type { LossHistory } from "../report/run-record.ts";
import { bodies, tasks } from "../run/bodies.ts";
import { drive, gainsOf, perturbationsOf, restingPoints, spectraOf } from "./network-dynamics.ts";
import type { FigureSubject } from "./subject.ts";

/** A figure that runs have. */
export interface FigureRow {
  /** Of its files. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** Its place on a page: as wide as high, or lower. */
  readonly place: "square" | "low" | "tall";
  /** Whether the report has it in a part of its own, with things to choose. */
  readonly isChosen?: true;
  /** Whether it says something of a run. Default: of all. */
  readonly applies?: (subject: FigureSubject) => boolean;
  readonly make: (subject: FigureSubject) => Figure;
}

const isDirected = ({ starts, goals, settings }: FigureSubject): boolean =>
  tasks[settings.task].isDirected &&
  (goals.sub(starts).abs().sum({ axis: -1 }).toList() as number[]).every((distance) => distance > 0);

/** Whether trials are long enough, and networks large enough, that their inner workings are worth a look. */
const isRich = ({ hidden: { shape } }: FigureSubject): boolean => (shape[1] ?? 0) >= 40 && (shape[2] ?? 0) >= 10;

const isTuned = (subject: FigureSubject): boolean => isDirected(subject) && (subject.starts.shape[0] ?? 0) >= 3;

const directionsOf = ({ starts, goals }: FigureSubject): NDArray => {
  const way = goals.sub(starts);
  return arctan2(way.get(":", 1), way.get(":", 0));
};

/** A function of a subject that several figures ask for, computed once. */
function once<T>(compute: (subject: FigureSubject) => T): (subject: FigureSubject) => T {
  const known = new WeakMap<FigureSubject, T>();
  return (subject) => {
    const value = known.get(subject) ?? compute(subject);
    known.set(subject, value);
    return value;
  };
}

const resting = once(restingPoints);
const componentsOf = once(({ hidden }) => principalComponents(hidden));
const tuningOf = once((subject) => directionTuning(subject.hidden.mean({ axis: 1 }), directionsOf(subject)));

/** Losses of a training as arrays. */
export function lossArrays({ terms, total, validation }: LossHistory): Parameters<typeof plotLosses> {
  const f64 = { dtype: "float64" } as const;
  const rows = Object.entries(terms).map(([name, values]) => [name, array(values, f64)] as const);
  return [
    { terms: Object.fromEntries(rows), total: array(total, f64) },
    validation.iterations.length === 0
      ? {}
      : { validation: { iterations: validation.iterations, total: array(validation.total, f64) } },
  ];
}

/** All figures of a run, in the order in which they are shown. The report, the files of `analyse --figures` and their list in the README follow from it. */
export const figureTable: readonly FigureRow[] = [
  {
    name: "losses",
    title: "Loss over training",
    caption:
      "Weighted loss terms of each training iteration, and the validation loss where it was taken; both axes are logarithmic.",
    place: "tall",
    isChosen: true,
    make: ({ history }) => plotLosses(...lossArrays(history)),
  },
  {
    name: "trial-goals",
    title: "Trials of the task",
    caption:
      "The validation set: squares at the starts, dots where the goal is in each time step, circles where it is at the end.",
    place: "square",
    make: ({ trials, labels, dt }) => plotTrialGoals(trials, { labels, dt, title: "Goal" }),
  },
  {
    name: "trial-inputs",
    title: "What the network is told",
    caption: "The input from the task over the time (s) of the first trial; dotted lines where epochs begin.",
    place: "tall",
    make: ({ trials, dt }) => plotTrialInputs(trials, { dt }),
  },
  {
    name: "hand-paths",
    title: "Hand paths",
    caption: "Each trial of the validation set once, a dot a time step; squares at the starts, circles at the goals.",
    place: "square",
    isChosen: true,
    make: ({ positions, starts, goals, labels, dt }) => plotPaths(positions.get(0), { starts, goals, labels, dt }),
  },
  {
    name: "aligned-paths",
    title: "Aligned hand paths",
    caption:
      "Paths turned so that all begin in the origin with their goal to the right, eight repetitions with other noise; the mean of all is thick.",
    place: "square",
    applies: isDirected,
    make: ({ positions, starts, goals, labels }) => plotAlignedPaths(positions, starts, goals, { labels }),
  },
  {
    name: "speed-profiles",
    title: "Speed profiles",
    caption:
      "Speed (m/s) over time (s): means over repetitions of each trial with other noise, and the mean of all with a band of one standard deviation.",
    place: "low",
    make: ({ velocities, labels, dt }) => plotProfiles(speedProfile(velocities), { dt, labels, title: "Speed (m/s)" }),
  },
  {
    name: "commands",
    title: "Commands",
    caption: "What the network asks of the body over time (s): means over trials with bands of one standard deviation.",
    place: "low",
    make: ({ commands, dt, settings }) => {
      const { label, parts: labels } = bodies[settings.body].command;
      return plotSignals(commands, { dt, labels, title: label });
    },
  },
  {
    name: "lateral-deviation",
    title: "Lateral deviation",
    caption:
      "How far (mm) each path lies beside the straight line where it is farthest from it, positive to the left: means and standard deviations over repetitions; dotted, the mean of all.",
    place: "low",
    applies: isDirected,
    make: ({ positions, starts, goals, labels }) =>
      plotMeasure(lateralDeviation(positions, starts, goals).mul(1000), { labels, title: "Lateral deviation (mm)" }),
  },
  {
    name: "end-point-error",
    title: "End-point error",
    caption:
      "How far (mm) from its goal each trial ends: means and standard deviations over repetitions; dotted, the mean of all.",
    place: "low",
    make: ({ positions, goals, labels }) =>
      plotMeasure(endPointError(positions, goals).mul(1000), { labels, title: "End-point error (mm)" }),
  },
  {
    name: "hidden-activity",
    title: "Hidden activity",
    caption: "Activity of each hidden unit over the time (s) of the first trial.",
    place: "tall",
    isChosen: true,
    make: ({ hidden, dt }) => plotActivity(hidden.get(0), { dt }),
  },
  {
    name: "tuning-curves",
    title: "Direction tuning",
    caption:
      "Mean activity of the six units that depend most on the direction of the reach, and the cosine that fits each.",
    place: "low",
    applies: isTuned,
    make: (subject) => plotTuningCurves(subject.hidden.mean({ axis: 1 }), directionsOf(subject)),
  },
  {
    name: "preferred-directions",
    title: "Preferred directions",
    caption:
      "Each unit at the end of an arrow in its preferred direction, as long as its activity changes with direction.",
    place: "square",
    applies: isTuned,
    make: (subject) => plotPreferredDirections(tuningOf(subject)),
  },
  {
    name: "principal-components",
    title: "Principal components",
    caption:
      "Activity of the hidden units through each trial, in the plane of its largest variance, and the part of it along each axis; squares where trials begin.",
    place: "square",
    applies: isRich,
    make: (subject) => plotComponents(componentsOf(subject), { labels: subject.labels }),
  },
  {
    name: "rotations",
    title: "Rotations",
    caption:
      "The same activity in the plane in which it turns fastest, among the first six components (as jPCA finds it), and the part of its change that rotations explain.",
    place: "square",
    applies: isRich,
    make: (subject) => {
      // As many as rotations are usually looked for in.
      const scores = componentsOf(subject).scores.get("...", ":6");
      return plotRotations(scores, rotationalDynamics(scores, subject.dt), { labels: subject.labels });
    },
  },
  {
    name: "fixed-points",
    title: "Fixed points",
    caption:
      "Where the network comes to rest with the input of the end of the first trial (full), or only lingers (hollow), among its trajectories.",
    place: "square",
    applies: isRich,
    make: (subject) => plotFixedPoints(resting(subject), componentsOf(subject), { labels: subject.labels }),
  },
  {
    name: "spectra",
    title: "Spectra at fixed points",
    caption:
      "Eigenvalues of the network's Jacobian at these points, a colour a point: what lies inside the unit circle decays.",
    place: "square",
    applies: isRich,
    make: (subject) => plotSpectra(spectraOf(resting(subject))),
  },
  {
    name: "step-jacobians",
    title: "Gains of the network",
    caption:
      "How strongly the command answers small changes of what the network is told and senses, over the time (s) of the first trial: norms of its Jacobian.",
    place: "tall",
    applies: isRich,
    make: (subject) => {
      const { jacobians, labels } = gainsOf(subject);
      return plotStepJacobians(jacobians, { dt: subject.dt, ...(labels.length > 0 && { labels }) });
    },
  },
  {
    name: "unit-perturbations",
    title: "Perturbed units",
    caption: `How far (mm) the hand is displaced when ${drive} is added to the activity of one unit at every step: means over trials, units of largest effect first.`,
    place: "tall",
    applies: (subject) => isRich(subject) && (subject.hidden.shape[2] ?? 0) <= 200,
    make: (subject) => plotUnitPerturbations(perturbationsOf(subject).mul(1000), { dt: subject.dt, title: "displacement (mm)" }), // prettier-ignore
  },
];

/** A figure with what is said of it. */
export interface MadeFigure extends Omit<FigureRow, "make" | "applies"> {
  readonly figure: Figure;
}

/** The figures that say something of a run. */
export function makeFigures(subject: FigureSubject, which: (row: FigureRow) => boolean = () => true): MadeFigure[] {
  return figureTable
    .filter((row) => which(row) && (row.applies?.(subject) ?? true))
    .map(({ make, applies: _, ...row }) => ({ ...row, figure: make(subject) }));
}
