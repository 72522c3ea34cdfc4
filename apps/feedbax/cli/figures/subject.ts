import { cpu, deviceGet, setDefaultDevice, stack, type NDArray } from "@proj/array";
import { trialGoals, trialStarts, treeUnstack, type TaskTrialSpec } from "@proj/feedbax";
import type { RunModel, RunState } from "../run/bodies.ts";
import { bodies, tasks } from "../run/bodies.ts";
import type { Context, Experiment } from "../run/experiment.ts";
import type { LossHistory } from "../report/run-record.ts";
import type { Settings } from "../command-line/settings.ts";

/** What figures are made of: a trained model and what it did in the validation set, all on the host. */
export interface FigureSubject {
  readonly settings: Settings;
  /** Length of a time step, in seconds. */
  readonly dt: number;
  readonly task: Context["task"];
  readonly trials: TaskTrialSpec<RunState>;
  /** The model, the first of an ensemble. */
  readonly model: RunModel;
  /** Positions in metres and velocities in metres a second, over repetitions with other noise and replicates, `[repetitions, trials, time, 2]`. */
  readonly positions: NDArray;
  readonly velocities: NDArray;
  /** Of the first repetition and the first replicate: activity, input and output of the network, `[trials, time, …]`. */
  readonly hidden: NDArray;
  readonly inputs: NDArray;
  readonly commands: NDArray;
  /** Where trials begin and should end, `[trials, 2]`. */
  readonly starts: NDArray;
  readonly goals: NDArray;
  /** What the trials are called. */
  readonly labels: readonly string[];
  /** Losses of the training. */
  readonly history: LossHistory;
}

/**
 * Collects what figures are made of.
 *
 * @param repeated - states in the validation set, once for each repetition; those of an ensemble have an axis of replicates first.
 */
export async function figureSubject(
  { context: { task }, dt }: Experiment,
  model: RunModel,
  settings: Settings,
  repeated: readonly RunState[],
  history: LossHistory,
): Promise<FigureSubject> {
  const isOne = settings.replicates === 1;
  const [state] = repeated;
  const host = await deviceGet({
    moving: repeated.map(({ mechanics: { effector } }) => ({ pos: effector.pos, vel: effector.vel })),
    hidden: state!.net.hidden,
    inputs: (state!.net as { readonly input: NDArray } & RunState["net"]).input,
    commands: state!.net.output!,
    trials: task.validationTrials,
    model,
  });
  // Figures are drawn on the host, and read there what they compute.
  setDefaultDevice(cpu);
  const first = (x: NDArray): NDArray => (isOne ? x : x.get(0));
  const joined = (arrays: readonly NDArray[]): NDArray => stack(arrays).reshape([-1, ...first(arrays[0]!).shape]);
  const starts = trialStarts(host.trials);
  const goals = trialGoals(host.trials).get(":", -1);
  return {
    settings,
    dt,
    task,
    trials: host.trials,
    model: isOne ? host.model : treeUnstack(host.model)[0]!,
    positions: joined(host.moving.map(({ pos }) => pos)),
    velocities: joined(host.moving.map(({ vel }) => vel)),
    hidden: first(host.hidden),
    inputs: first(host.inputs),
    commands: first(host.commands),
    starts,
    goals,
    labels: trialLabels(settings.task, starts.toList() as number[][], goals.toList() as number[][]),
    history,
  };
}

/** What trials are called: by their direction, in degrees from the x axis, or by their numbers where directions do not tell them apart. */
export function trialLabels(
  task: Settings["task"],
  starts: readonly (readonly number[])[],
  goals: readonly (readonly number[])[],
): string[] {
  const directions = goals.map(([x = NaN, y = NaN], trial) => {
    const [x0 = NaN, y0 = NaN] = starts[trial] ?? [];
    const turn = Math.atan2(y - y0, x - x0) / (2 * Math.PI);
    return `${Math.round(360 * (turn < 0 ? turn + 1 : turn))}°`;
  });
  const areTold = tasks[task].isDirected && new Set(directions).size === directions.length;
  return areTold ? directions : directions.map((_, trial) => `trial ${trial + 1}`);
}

/** What the input of a network is made of, in its order: names and numbers of components. */
export function inputGroups({
  trials,
  settings,
  inputs,
}: FigureSubject): readonly { readonly name: string; readonly size: number }[] {
  const told = Object.entries(trials.inputs as Readonly<Record<string, unknown>>)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(
      ([name, tree]) =>
      name === "effectorTarget"
        ? [{ name: "goal", size: 2 }, { name: "goal velocity", size: 2 }]
        : [{ name: name === "hold" ? "hold" : "goal is on", size: (tree as NDArray).shape.at(-1) ?? 1 }], // prettier-ignore
    );
  const groups = [...told, ...bodies[settings.body].senses.map((name) => ({ name, size: 2 }))];
  const sum = groups.reduce((size, group) => size + group.size, 0);
  return sum === inputs.shape.at(-1) ? groups : [];
}
