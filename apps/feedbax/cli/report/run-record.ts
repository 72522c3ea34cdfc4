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
  readonly parameters: readonly Row[];
  readonly finalLosses: readonly FinalLoss[];
  /** A command that repeats the run. */
  readonly command: string;
}

/** A number that a reader looks for first. */
export interface Highlight {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** A row of the table of parameters. */
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

/** The simulated reaches of one model. */
export interface ReachSet {
  /** Length of a time step, in seconds. */
  readonly dt: number;
  readonly reaches: readonly Reach[];
}

/** One simulated reach. */
export interface Reach {
  /** How the reach is called in legends: `"51°"`. */
  readonly label: string;
  /** Where it starts and where it should end, in metres. */
  readonly start: readonly [number, number];
  readonly goal: readonly [number, number];
  /** Position in metres, velocity in metres a second and force in newtons, by time step. */
  readonly position: Path;
  readonly velocity: Path;
  readonly force: Path;
  /** Activity of the hidden units, `[time][unit]`. */
  readonly hidden: readonly (readonly number[])[];
}
