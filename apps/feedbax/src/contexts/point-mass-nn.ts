import { integerOption, numberOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
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
import { Multiplicative } from "../noise/multiplicative.ts";
import type { Noise } from "../noise/noise.ts";
import { Normal } from "../noise/normal.ts";
import type { CartesianState } from "../state/cartesian-state.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { feedbackNetwork, feedbackNetworkReaders, type FeedbackNetworkOptions } from "./feedback-network.ts";

/** Options of {@link pointMassNN}. */
export interface PointMassNNOptions extends FeedbackNetworkOptions {
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
}

/** How each of the {@link PointMassNNOptions} is read. */
export const pointMassNNReaders: OptionReaders<PointMassNNOptions> = {
  ...feedbackNetworkReaders,
  dt: numberOption,
  mass: numberOption,
  damping: numberOption,
  feedbackDelaySteps: integerOption(0),
  feedbackNoiseStd: numberOption,
  motorNoiseStd: numberOption,
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
    nSteps = 100,
    dt = 0.05,
    mass = 1,
    damping = 0,
    feedbackDelaySteps = 0,
    feedbackNoiseStd = 0.025,
    motorNoiseStd = 0.025,
    ...network
  } = readNeededOptions("pointMassNN", options, pointMassNNReaders, ["key"]);
  const mechanics = Mechanics.init(DirectForceInput.init(PointMass.init(mass, damping)), dt);
  const feedbackSpec: ChannelSpec = {
    where: positionAndVelocity,
    delay: feedbackDelaySteps,
    noise: feedbackNoiseStd === 0 ? null : Normal.init(feedbackNoiseStd),
  };
  const net = feedbackNetwork(task, mechanics, feedbackSpec, network);
  const step = SimpleFeedback.init(net, mechanics, {
    feedbackSpec,
    motorDelay: 0,
    motorNoise: motorNoise(motorNoiseStd),
  });
  return ModelIterator.init<unknown, SimpleFeedbackState, SimpleFeedback>(step, nSteps);
}
