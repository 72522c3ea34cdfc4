import { deviceGet, type NDArray } from "@proj/array";
import type { LossDict, SimpleFeedbackState } from "@proj/feedbax";
import { subkeys } from "@proj/random";
import type { Context, Experiment } from "./experiment.ts";
import { dt } from "./experiment.ts";
import type { Path, Reach, ReachSet } from "../report/run-record.ts";

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
}

/**
 * Evaluates a model on the validation set with several keys of the noise.
 *
 * @param nReplicates - models in the ensemble; 1 for a model that is none
 */
export async function evaluate(
  { context, evaluationKey }: Experiment,
  model: Context["model"],
  nReplicates: number,
): Promise<Evaluation> {
  const { task } = context;
  const evaluateOnce = (key: NDArray) =>
    nReplicates === 1 ? task.evalWithLoss(model, key) : task.evalEnsembleWithLoss(model, nReplicates, key);
  const evaluations = subkeys(evaluationKey, evaluationKeys).map(evaluateOnce);
  const [states] = evaluations[0]!;

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
    replicates: await reachSets(context, states, nReplicates),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Each term as a number, the mean over replicates. */
function meanTerms({ terms }: LossDict): Record<string, number> {
  return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, mean([...term.dataSync()])]));
}

const nowhere: readonly [number, number] = [NaN, NaN];

/** The reaches of each replicate, from arrays `[replicate, trial, time, …]` or, of a single model, without the first axis. */
async function reachSets({ task }: Context, states: SimpleFeedbackState, nReplicates: number): Promise<ReachSet[]> {
  const inputs = task.validationTrials.inputs as { readonly effectorTarget: { readonly pos: NDArray } };
  const shown = await deviceGet({
    targets: inputs.effectorTarget.pos,
    pos: states.mechanics.effector.pos,
    vel: states.mechanics.effector.vel,
    force: states.efferent.output,
    hidden: states.net.hidden,
  });
  const goals = paths(shown.targets).map((path) => path.at(-1) ?? nowhere);
  const members = <T>(perTrial: readonly T[]): T[][] =>
    Array.from({ length: nReplicates }, (_, index) => perTrial.slice(index * goals.length, (index + 1) * goals.length));

  const positions = members(paths(shown.pos));
  const velocities = members(paths(shown.vel));
  const forces = members(paths(shown.force));
  const hidden = members(sequences(shown.hidden));
  return positions.map((starts, replicate) => ({
    dt,
    reaches: starts.map((position, trial): Reach => {
      const start = position[0] ?? nowhere;
      const goal = goals[trial] ?? nowhere;
      const turn = Math.atan2(goal[1] - start[1], goal[0] - start[0]) / (2 * Math.PI);
      return {
        label: `${Math.round(360 * (turn < 0 ? turn + 1 : turn))}°`,
        start,
        goal,
        position,
        velocity: velocities[replicate]?.[trial] ?? [],
        force: forces[replicate]?.[trial] ?? [],
        hidden: hidden[replicate]?.[trial] ?? [],
      };
    }),
  }));
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
