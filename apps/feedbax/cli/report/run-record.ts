import type { MadeFigure } from "../figures/figure-table.ts";

/** Everything that a report shows of a finished run, as plain numbers. */
export interface RunRecord {
  readonly title: string;
  /** One sentence below the title. */
  readonly summary: string;
  /** The few numbers that a reader looks for first. */
  readonly highlights: readonly Highlight[];
  readonly losses: LossHistory;
  /** Reaches of the validation set, one entry a replicate. */
  readonly replicates: readonly ReachSet[];
  /** What else the run and its network say. */
  readonly figures: readonly MadeFigure[];
  /** How good they are, over repetitions with other noise and over replicates. */
  readonly accuracy: Accuracy;
  readonly parameters: readonly Row[];
  readonly finalLosses: readonly FinalLoss[];
  /** When, by what and on what the run was made. */
  readonly origin: readonly Row[];
  /** A command that repeats the run. */
  readonly command: string;
}

/** A number that a reader looks for first. */
export interface Highlight {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** A row of a table of single values. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
}

/** The weighted losses of a run; every curve is `[iteration][replicate]`. */
export interface LossHistory {
  /** Training loss by term, at every iteration. */
  readonly terms: Readonly<Record<string, Curves>>;
  /** The sum of the terms. */
  readonly total: Curves;
  /** Validation loss at the iterations where it was taken (counted from 1). */
  readonly validation: { readonly iterations: readonly number[]; readonly total: Curves };
}

/** Values by iteration, then replicate. */
export type Curves = readonly (readonly number[])[];

/** A loss term at the end of training. */
export interface FinalLoss {
  readonly term: string;
  /** Of the last training iteration; mean over replicates. */
  readonly training: number;
  /** Mean over the noise keys and replicates. */
  readonly validation: number;
}

/** Points in the plane, by time step. */
export type Path = readonly (readonly [number, number])[];

/** What repetitions have in common, and how they differ. */
export interface Moments {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
}

/** What commands to a body are. */
export interface CommandKind {
  /** For titles: "Torque". */
  readonly label: string;
  readonly unit: string;
  /** What each number of a command is for: "shoulder", "elbow". */
  readonly parts: readonly string[];
}

/** The simulated reaches of one model. */
export interface ReachSet {
  /** Length of a time step, in seconds. */
  readonly dt: number;
  readonly command: CommandKind;
  readonly reaches: readonly Reach[];
}

/** How good reaches are. */
export interface Accuracy {
  /** How often each reach was repeated by each replicate. */
  readonly repetitions: number;
  readonly reaches: readonly (ReachAccuracy & { readonly label: string })[];
  /** Over all reaches. */
  readonly all: ReachAccuracy;
}

/** How good one reach is. */
export interface ReachAccuracy {
  /** How far from the goal the last position is, in metres. */
  readonly endPointError: Moments;
  /** The largest speed on the way, in metres a second. */
  readonly peakSpeed: Moments;
}

/** One simulated reach. */
export interface Reach {
  /** How the reach is called in legends: `"51°"`. */
  readonly label: string;
  /** Where it starts and where it should end, in metres. */
  readonly start: readonly [number, number];
  readonly goal: readonly [number, number];
  /** Position in metres and velocity in metres a second, by time step. */
  readonly position: Path;
  readonly velocity: Path;
  /** What the network asks for, and what the body gets, `[time][component]`. */
  readonly command: readonly (readonly number[])[];
  readonly force: readonly (readonly number[])[];
  /** Activity of the hidden units, `[time][unit]`. */
  readonly hidden: readonly (readonly number[])[];
}
