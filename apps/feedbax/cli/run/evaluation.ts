import { deviceGet, expandDims, type NDArray } from "@proj/array";
import { trialGoals, type LossDict } from "@proj/feedbax";
import { subkeys } from "@proj/random";
import type { Context, Experiment } from "./experiment.ts";
import { bodies, type Body, type RunState } from "./bodies.ts";
import type { Settings } from "../command-line/settings.ts";
import { trialLabels } from "../figures/subject.ts";
import type { Accuracy, Moments, Path, Reach, ReachAccuracy, ReachSet } from "../report/run-record.ts";

/** Keys of the noise over which the validation loss is averaged: one set of reaches is too noisy to compare models by. */
export const evaluationKeys = 32;

/** How a trained model does on the validation set. */
export interface Evaluation {
  /** Loss terms, means over keys and replicates. */
  readonly terms: Readonly<Record<string, number>>;
  /** Their sum. */
  readonly total: number;
  /** Standard error of the total as the mean over keys. */
  readonly standardError: number;
  /** The reaches with the first of the keys, for each replicate. */
  readonly replicates: readonly ReachSet[];
  /** The states with each key of the noise. */
  readonly states: readonly RunState[];
  /** How good the reaches are, over keys and replicates. */
  readonly accuracy: Accuracy;
}

/**
 * Evaluates a model on the validation set with several keys of the noise.
 *
 * @param settings - of the run
 */
export async function evaluate(
  { context, evaluationKey }: Experiment,
  model: Context["model"],
  { body, task: taskName, replicates: nReplicates }: Pick<Settings, "body" | "task" | "replicates">,
): Promise<Evaluation> {
  const { task } = context;
  const evaluateOnce = (key: NDArray) =>
    nReplicates === 1 ? task.evalWithLoss(model, key) : task.evalEnsembleWithLoss(model, nReplicates, key);
  const evaluations = subkeys(evaluationKey, evaluationKeys).map(evaluateOnce);
  const states = evaluations.map(([each]) => each);
  const losses = await deviceGet(evaluations.map(([, loss]) => loss));
  const terms = losses.map(meanTerms);
  const totals = terms.map((values) => Object.values(values).reduce((sum, value) => sum + value, 0));
  const total = mean(totals);
  const variance = totals.reduce((sum, value) => sum + (value - total) ** 2, 0) / (totals.length - 1);
  return {
    terms: Object.fromEntries(
      Object.keys(terms[0] ?? {}).map((name) => [name, mean(terms.map((each) => each[name] ?? NaN))]),
    ),
    total,
    standardError: Math.sqrt(variance / totals.length),
    states,
    ...(await reachesOf(context, states, nReplicates, bodies[body], taskName)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Each term as a number, the mean over replicates. */
function meanTerms({ terms }: LossDict): Record<string, number> {
  return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, mean([...term.dataSync()])]));
}

function moments(values: readonly number[]): Moments {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return { mean: center, deviation: Math.sqrt(squares / Math.max(values.length - 1, 1)) };
}

const nowhere: readonly [number, number] = [NaN, NaN];

const distance = (from: readonly [number, number], to: readonly [number, number]): number =>
  Math.hypot(to[0] - from[0], to[1] - from[1]);

/** One repetition of a reach. */
interface Repetition {
  readonly speed: readonly number[];
  readonly endPointError: number;
}

function accuracyOf(repetitions: readonly Repetition[]): ReachAccuracy {
  return {
    endPointError: moments(repetitions.map(({ endPointError }) => endPointError)),
    peakSpeed: moments(repetitions.map(({ speed }) => Math.max(...speed))),
  };
}

/**
 * The reaches of each replicate, and how good they are, from states of arrays `[replicate, trial, time, …]` or, of a single
 * model, without the first axis.
 *
 * @param repeated - the states, once for each key of the noise
 */
async function reachesOf(
  { task }: Context,
  repeated: readonly RunState[],
  nReplicates: number,
  { dt, command }: Body,
  taskName: Settings["task"],
): Promise<{ readonly replicates: readonly ReachSet[]; readonly accuracy: Accuracy }> {
  const [first] = repeated;
  const shown = await deviceGet({
    targets: goalsOf(task),
    force: first!.efferent.output,
    command: first!.net.output!,
    hidden: first!.net.hidden,
    moving: repeated.map(({ mechanics: { effector } }) => ({ pos: effector.pos, vel: effector.vel })),
  });
  const goals = paths(expandDims(shown.targets, 1)).map((path) => path[0] ?? nowhere);
  // Series of all replicates, one replicate after the other.
  const [forces, commands, hidden] = [sequences(shown.force), sequences(shown.command), sequences(shown.hidden)];
  const moving = shown.moving.map(({ pos, vel }) => ({ positions: paths(pos), velocities: paths(vel) }));
  const repetitionsOf = (series: number): Repetition[] =>
    moving.map(({ positions, velocities }) => ({
      speed: velocities[series]!.map(([x, y]) => Math.hypot(x, y)),
      endPointError: distance(positions[series]!.at(-1) ?? nowhere, goals[series % goals.length]!),
    }));

  const names = trialLabels(
    taskName,
    goals.map((_, trial) => moving[0]!.positions[trial]?.[0] ?? nowhere),
    goals,
  );
  const repetitions = Array.from({ length: nReplicates }, (_, replicate) =>
    goals.map((_, trial) => repetitionsOf(replicate * goals.length + trial)),
  );
  const replicates = Array.from({ length: nReplicates }, (_, replicate): ReachSet => ({
    dt,
    command,
    reaches: goals.map((goal, trial): Reach => {
      const series = replicate * goals.length + trial;
      const position = moving[0]!.positions[series]!;
      return {
        label: names[trial]!,
        start: position[0] ?? nowhere,
        goal,
        position,
        velocity: moving[0]!.velocities[series]!,
        command: commands[series]!,
        force: forces[series]!,
        hidden: hidden[series]!,
      };
    }),
  }));
  const accuracy: Accuracy = {
    repetitions: repeated.length,
    reaches: names.map((label, trial) => ({
      label,
      ...accuracyOf(repetitions.flatMap((ofReplicate) => ofReplicate[trial]!)),
    })),
    all: accuracyOf(repetitions.flat(2)),
  };
  return { replicates, accuracy };
}

/** Where the effector should be at the end of each trial of the validation set, [trials, 2]. */
export function goalsOf(task: Context["task"]): NDArray {
  return trialGoals(task.validationTrials).get(":", -1);
}

/** The series of vectors in an array `[…, time, length]`, one after another. */
function sequences(values: NDArray): number[][][] {
  const [time, length] = values.shape.slice(-2) as [number, number];
  const flat = values.dataSync();
  return Array.from({ length: flat.length / (time * length) }, (_, sequence) =>
    Array.from({ length: time }, (_, step) => {
      const begin = (sequence * time + step) * length;
      return Array.from(flat.subarray(begin, begin + length));
    }),
  );
}

/** The paths in an array `[…, time, 2]`. */
function paths(values: NDArray): Path[] {
  return sequences(values) as (readonly (readonly number[])[])[] as Path[];
}
