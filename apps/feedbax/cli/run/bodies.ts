import type { NDArray } from "@proj/array";
import {
  armNN,
  DelayedReaches,
  delayedReachLoss,
  holdLoss,
  pointMassNN,
  SequentialReaches,
  simpleReachLoss,
  SimpleReaches,
  Stabilization,
  TargetSwitches,
  Tracking,
  type AbstractTask,
  type CartesianState,
  type MechanicsState,
  type ReachState,
  type Rectangle,
  type SimpleStagedNetwork,
  type StagedNode,
  type TrialModel,
} from "@proj/feedbax";
import type { Settings } from "../command-line/settings.ts";
import type { CommandKind } from "../report/run-record.ts";

/** What runs have to know of the states of models. */
export interface RunState extends ReachState {
  readonly mechanics: MechanicsState<unknown> & { readonly effector: CartesianState };
  readonly net: ReachState["net"] & { readonly output: NDArray | null };
}

/** What runs have to know of models. */
export type RunModel = TrialModel<RunState> & {
  readonly step: { readonly net: SimpleStagedNetwork; readonly mechanics: StagedNode<MechanicsState<unknown>> };
};

/** What differs between bodies. */
export interface Body {
  /** In a sentence: "to move a mass of 1 kg to targets by pushing it". */
  readonly does: string;
  /** For titles. */
  readonly name: string;
  /** Length of a time step, in seconds. */
  readonly dt: number;
  /** Where it moves, in metres. */
  readonly workspace: Rectangle;
  /** Length of the reaches of the validation set. */
  readonly reachLength: number;
  /** What the network senses of it, in the order of its inputs; two numbers each. */
  readonly senses: readonly string[];
  readonly command: CommandKind;
  make(task: AbstractTask<RunState>, settings: Settings, key: NDArray): RunModel;
}

const armWorkspace: Rectangle = [
  [-0.12, 0.33],
  [0.12, 0.57],
];

const armSenses = ["joint angles", "joint speeds", "hand position", "hand velocity"];

/** Flexor and extensor of the shoulder, of the elbow and of both; as short as legends beside each other on paper need it. */
const muscles = ["shoulder", "elbow", "both"].flatMap((joint) => [`${joint} flex`, `${joint} ext`]);

function armOf(hasMuscles: boolean): Body["make"] {
  return (task, settings, key) =>
    armNN(task, {
      hasMuscles,
      nSteps: settings.steps,
      dt: 0.02,
      hiddenSize: settings.hiddenSize,
      proprioceptionDelaySteps: settings.delay,
      visionDelaySteps: settings.delay,
      feedbackNoiseStd: settings.feedbackNoise,
      motorNoiseStd: settings.motorNoise,
      key,
    });
}

/** The bodies that runs may have. */
export const bodies: Readonly<Record<Settings["body"], Body>> = {
  "point-mass": {
    does: "to move a mass of 1 kg by pushing it, sensing its position and velocity",
    name: "a point mass",
    dt: 0.05,
    workspace: [
      [-1, -1],
      [1, 1],
    ],
    reachLength: 0.5,
    senses: ["sensed position", "sensed velocity"],
    command: { label: "Force", unit: "N", parts: ["x", "y"] },
    make: (task, settings, key) =>
      pointMassNN(task, {
        nSteps: settings.steps,
        dt: 0.05,
        hiddenSize: settings.hiddenSize,
        feedbackDelaySteps: settings.delay,
        feedbackNoiseStd: settings.feedbackNoise,
        motorNoiseStd: settings.motorNoise,
        key,
      }),
  },
  arm: {
    does: "to move an arm of two links by torques at its joints, feeling them and seeing its hand",
    name: "an arm",
    dt: 0.02,
    workspace: armWorkspace,
    reachLength: 0.1,
    senses: armSenses,
    command: { label: "Torque", unit: "N m", parts: ["shoulder", "elbow"] },
    make: armOf(false),
  },
  "muscled-arm": {
    does: "to move an arm of two links by six muscles, feeling its joints and seeing its hand",
    name: "an arm with muscles",
    dt: 0.02,
    workspace: armWorkspace,
    reachLength: 0.1,
    senses: armSenses,
    command: { label: "Muscle command", unit: "", parts: muscles },
    make: armOf(true),
  },
};

/** How a task is called, and made. */
interface TaskOfRuns {
  readonly name: string;
  /** Whether each of its trials is one reach, which has a direction. */
  readonly isDirected: boolean;
  make(body: Body, nSteps: number): AbstractTask<RunState>;
}

/** The tasks that runs may have. */
export const tasks: Readonly<Record<Settings["task"], TaskOfRuns>> = {
  "simple-reaches": {
    name: "Reaching",
    isDirected: true,
    make: ({ workspace, reachLength }, nSteps) =>
      asTask(new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps, workspace, evalReachLength: reachLength })),
  },
  "delayed-reaches": {
    name: "Delayed reaching",
    isDirected: true,
    make: ({ workspace, reachLength }, nSteps) =>
      asTask(
        new DelayedReaches({
          lossFunc: delayedReachLoss(),
          nSteps,
          workspace,
          evalReachLength: reachLength,
        }),
      ),
  },
  stabilization: {
    name: "Holding still",
    isDirected: false,
    make: ({ workspace }, nSteps) =>
      asTask(new Stabilization({ lossFunc: holdLoss(), nSteps, workspace, evalGridN: 3 })),
  },
  "sequential-reaches": {
    name: "Sequences of reaches",
    isDirected: false,
    make: ({ workspace }, nSteps) => asTask(new SequentialReaches({ lossFunc: simpleReachLoss(), nSteps, workspace })),
  },
  "target-switches": {
    name: "Reaching to goals that jump",
    isDirected: true,
    make: ({ workspace }, nSteps) => asTask(new TargetSwitches({ lossFunc: simpleReachLoss(), nSteps, workspace })),
  },
  tracking: {
    name: "Tracking",
    isDirected: false,
    make: ({ workspace }, nSteps) => asTask(new Tracking({ lossFunc: simpleReachLoss(), nSteps, workspace })),
  },
};

function asTask(task: unknown): AbstractTask<RunState> {
  return task as AbstractTask<RunState>;
}
