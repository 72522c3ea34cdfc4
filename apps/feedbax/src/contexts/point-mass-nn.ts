import { nn, type NDArray } from "@proj/array";
import { subkeys } from "@proj/random";
import {
  functionOption,
  integerOption,
  nullableOption,
  numberOption,
  readNeededOptions,
  type OptionReaders,
} from "@proj/tree/core";
import { keyOption } from "../options.ts";
import {
  SimpleFeedback,
  type ChannelSpec,
  type FeedbackSignal,
  type SimpleFeedbackState,
} from "../bodies/simple-feedback.ts";
import { Mechanics, type MechanicsState } from "../mechanics/mechanics.ts";
import { DirectForceInput } from "../mechanics/plant/direct-force-input.ts";
import { PointMass } from "../mechanics/skeleton/point-mass.ts";
import { ModelIterator } from "../models/model-iterator.ts";
import { SimpleStagedNetwork, type NetworkOptions } from "../networks/staged-network.ts";
import { Multiplicative } from "../noise/multiplicative.ts";
import type { Noise } from "../noise/noise.ts";
import { Normal } from "../noise/normal.ts";
import type { CartesianState } from "../state/cartesian-state.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { taskInputSize } from "./task-input-size.ts";

/** Options of {@link pointMassNN}. */
export interface PointMassNNOptions extends Partial<
  Pick<NetworkOptions, "encodingSize" | "hiddenType" | "outNonlinearity">
> {
  /** Units of the hidden layer. Default 50. */
  readonly hiddenSize?: number;
  /** Components of the network's input beyond task and feedback. Default 0. */
  readonly nExtraInputs?: number;
  /** States of a trial, the initial one included. Default 100. */
  readonly nSteps?: number;
  /** The length of a step in seconds. Default 0.05. */
  readonly dt?: number;
  /** In kg. Default 1. */
  readonly mass?: number;
  /** Viscous friction, in kg/s. Default 0. */
  readonly damping?: number;
  /** Steps by which position and velocity are sensed late. Default 0. */
  readonly feedbackDelaySteps?: number;
  /** Standard deviation of the noise in sensed position and velocity; 0 for none. Default 0.025. */
  readonly feedbackNoiseStd?: number;
  /**
   * Standard deviation of the noise in the command, relative to the command; besides, there is noise of 1.8 times this
   * deviation that does not depend on the command. 0 for none. Default 0.025.
   */
  readonly motorNoiseStd?: number;
  /** Randomness of the weights, uint32[2]. */
  readonly key: NDArray;
}

/** How each of the {@link PointMassNNOptions} is read. */
export const pointMassNNReaders: OptionReaders<PointMassNNOptions> = {
  encodingSize: nullableOption(integerOption(1)),
  hiddenType: functionOption(),
  outNonlinearity: functionOption(),
  hiddenSize: integerOption(1),
  nExtraInputs: integerOption(0),
  nSteps: integerOption(2),
  dt: numberOption,
  mass: numberOption,
  damping: numberOption,
  feedbackDelaySteps: integerOption(0),
  feedbackNoiseStd: numberOption,
  motorNoiseStd: numberOption,
  key: keyOption,
};

/** A network that moves a point mass by feedback, over the steps of a trial. */
export type PointMassNN = ModelIterator<unknown, SimpleFeedbackState, SimpleFeedback>;

function positionAndVelocity({ plant: { skeleton } }: MechanicsState<CartesianState>): FeedbackSignal {
  return [skeleton.pos, skeleton.vel];
}

/** The noise of a command: a part that grows with it, and a constant one of 1.8 times the deviation. */
function motorNoise(std: number): Noise | null {
  return std === 0 ? null : Multiplicative.init(Normal.init(std)).plus(Normal.init(1.8 * std));
}

/**
 * A recurrent network that moves a point mass by feedback of its position and velocity.
 *
 * @param task - what the network's input comes from.
 * @param options - `key` at least; the hidden layer is a GRU of 50 units by default; see {@link PointMassNNOptions}.
 * @example
 * import { pointMassNN, SimpleReaches, simpleReachLoss } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const task = new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps: 100, workspace: [[-1, -1], [1, 1]] });
 * pointMassNN(task, { hiddenSize: 20, key: key(0) }).step.net.inputSize; // → 8
 */
export function pointMassNN<State>(task: AbstractTask<State>, options: PointMassNNOptions): PointMassNN {
  const {
    nExtraInputs = 0,
    nSteps = 100,
    dt = 0.05,
    mass = 1,
    damping = 0,
    encodingSize = null,
    hiddenSize = 50,
    hiddenType,
    outNonlinearity = nn.identity,
    feedbackDelaySteps = 0,
    feedbackNoiseStd = 0.025,
    motorNoiseStd = 0.025,
    key,
  } = readNeededOptions("pointMassNN", options, pointMassNNReaders, ["key"]);
  const [netKey] = subkeys(key);
  const mechanics = Mechanics.init(DirectForceInput.init(PointMass.init(mass, damping)), dt);
  const feedbackSpec: ChannelSpec = {
    where: positionAndVelocity,
    delay: feedbackDelaySteps,
    noise: feedbackNoiseStd === 0 ? null : Normal.init(feedbackNoiseStd),
  };
  const inputSize = SimpleFeedback.nnInputSize(taskInputSize(task), mechanics, feedbackSpec) + nExtraInputs;
  const net = SimpleStagedNetwork.init(inputSize, hiddenSize, {
    outSize: mechanics.plant.inputSize,
    encodingSize,
    outNonlinearity,
    ...(hiddenType !== undefined && { hiddenType }),
    key: netKey,
  });
  const step = SimpleFeedback.init(net, mechanics, {
    feedbackSpec,
    motorDelay: 0,
    motorNoise: motorNoise(motorNoiseStd),
  });
  return ModelIterator.init<unknown, SimpleFeedbackState, SimpleFeedback>(step, nSteps);
}
