import { nn } from "@proj/array";
import { booleanOption, integerOption, numberOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import type { ChannelState } from "../bodies/channel.ts";
import {
  SimpleFeedback,
  type ChannelSpec,
  type FeedbackSignal,
  type SimpleFeedbackState,
} from "../bodies/simple-feedback.ts";
import { Mechanics } from "../mechanics/mechanics.ts";
import { ActivationFilter } from "../mechanics/muscle/activation-filter.ts";
import { todorovLi2004VirtualMuscle } from "../mechanics/muscle/virtual-muscles.ts";
import { DirectForceInput } from "../mechanics/plant/direct-force-input.ts";
import { MuscledArm } from "../mechanics/plant/muscled-arm.ts";
import { TwoLinkArm, type TwoLinkArmState } from "../mechanics/skeleton/two-link-arm.ts";
import { ModelIterator } from "../models/model-iterator.ts";
import { Multiplicative } from "../noise/multiplicative.ts";
import { Normal } from "../noise/normal.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { feedbackNetwork, feedbackNetworkReaders, type FeedbackNetworkOptions } from "./feedback-network.ts";

/** The state of an arm with its network, which feels its joints and sees its hand. */
export type ArmState = SimpleFeedbackState<Readonly<Record<string, ChannelState<FeedbackSignal>>>, TwoLinkArmState>;

/** One step of an arm with its network. */
export type ArmStep = SimpleFeedback<Readonly<Record<string, ChannelState<FeedbackSignal>>>, TwoLinkArmState>;

/** A network that moves an arm by feedback, over the steps of a trial. */
export type ArmNN = ModelIterator<unknown, ArmState, ArmStep>;

/** Options of {@link armNN}. */
export interface ArmNNOptions extends FeedbackNetworkOptions {
  /** Whether six muscles move the arm; else torques at its two joints. Default false. */
  readonly hasMuscles?: boolean;
  /** Time constant of the activation of muscles, in seconds. Default 0.05. */
  readonly activationTau?: number;
  /** The length of a step in seconds. Default 0.02. */
  readonly dt?: number;
  /** Steps by which angles and their velocities are felt late. Default 0. */
  readonly proprioceptionDelaySteps?: number;
  /** Steps by which position and velocity of the hand are seen late. Default 0. */
  readonly visionDelaySteps?: number;
  /** Steps by which commands come late. Default 0. */
  readonly motorDelaySteps?: number;
  /** Standard deviation of the noise in what is felt and seen; 0 (the default) for none. */
  readonly feedbackNoiseStd?: number;
  /** Standard deviation of the noise in the command, relative to the command; 0 (the default) for none. */
  readonly motorNoiseStd?: number;
}

const readers: OptionReaders<ArmNNOptions> = {
  ...feedbackNetworkReaders,
  hasMuscles: booleanOption,
  activationTau: numberOption,
  dt: numberOption,
  proprioceptionDelaySteps: integerOption(0),
  visionDelaySteps: integerOption(0),
  motorDelaySteps: integerOption(0),
  feedbackNoiseStd: numberOption,
  motorNoiseStd: numberOption,
};

/**
 * A recurrent network that moves an arm of two links, with torques or with six muscles (Todorov and Li 2004), by feedback of its joints and of
 * its hand.
 *
 * @param task - what the network's input comes from.
 * @param options - `key` at least; the hidden layer is a GRU of 50 units by default, and the output of one for muscles goes through the
 *   logistic function; see {@link ArmNNOptions}.
 * @example
 * import { armNN, SimpleReaches, simpleReachLoss } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const workspace = [[-0.12, 0.33], [0.12, 0.57]] as const;
 * const task = new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps: 60, workspace, evalReachLength: 0.1 });
 * const model = armNN(task, { hasMuscles: true, nSteps: 60, visionDelaySteps: 4, key: key(0) });
 * model.step.net.inputSize; // → 12
 * model.step.net.outSize; // → 6
 */
export function armNN<State>(task: AbstractTask<State>, options: ArmNNOptions): ArmNN {
  const {
    hasMuscles = false,
    activationTau = 0.05,
    outNonlinearity = hasMuscles ? nn.sigmoid : nn.identity,
    nSteps = 100,
    dt = 0.02,
    proprioceptionDelaySteps = 0,
    visionDelaySteps = 0,
    motorDelaySteps = 0,
    feedbackNoiseStd = 0,
    motorNoiseStd = 0,
    ...network
  } = readNeededOptions("armNN", options, readers, ["key"]);
  const plant = hasMuscles
    ? MuscledArm.init(todorovLi2004VirtualMuscle(), ActivationFilter.init(activationTau, activationTau))
    : DirectForceInput.init(TwoLinkArm.init());
  const mechanics = Mechanics.init<TwoLinkArmState>(plant, dt);
  const noise = feedbackNoiseStd === 0 ? null : Normal.init(feedbackNoiseStd);
  const feedbackSpec: Readonly<Record<string, ChannelSpec<TwoLinkArmState>>> = {
    proprioception: {
      where: ({ plant: { skeleton } }) => [skeleton.angle, skeleton.dAngle],
      delay: proprioceptionDelaySteps,
      noise,
    },
    vision: { where: ({ effector }) => [effector.pos, effector.vel], delay: visionDelaySteps, noise },
  };
  const net = feedbackNetwork(task, mechanics, feedbackSpec, { ...network, outNonlinearity });
  const step = SimpleFeedback.init(net, mechanics, {
    feedbackSpec,
    motorDelay: motorDelaySteps,
    motorNoise: motorNoiseStd === 0 ? null : Multiplicative.init(Normal.init(motorNoiseStd)),
  });
  return ModelIterator.init<unknown, ArmState, ArmStep>(step, nSteps);
}
