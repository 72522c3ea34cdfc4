import { nn, type NDArray } from "@proj/array";
import { subkeys } from "@proj/random";
import { functionOption, integerOption, nullableOption, type OptionReaders } from "@proj/tree/core";
import { SimpleFeedback, type ChannelSpec } from "../bodies/simple-feedback.ts";
import type { Mechanics } from "../mechanics/mechanics.ts";
import { SimpleStagedNetwork, type NetworkOptions } from "../networks/staged-network.ts";
import { keyOption } from "../options.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { taskInputSize } from "./task-input-size.ts";

/** Options of a network that moves a body by feedback, over the steps of a trial. */
export interface FeedbackNetworkOptions extends Partial<
  Pick<NetworkOptions, "encodingSize" | "hiddenType" | "outNonlinearity">
> {
  /** Units of the hidden layer. Default 50. */
  readonly hiddenSize?: number;
  /** Components of the network's input beyond task and feedback. Default 0. */
  readonly nExtraInputs?: number;
  /** States of a trial, the initial one included. Default 100. */
  readonly nSteps?: number;
  /** Randomness of the weights, uint32[2]. */
  readonly key: NDArray;
}

/** How each of the {@link FeedbackNetworkOptions} is read. */
export const feedbackNetworkReaders: OptionReaders<FeedbackNetworkOptions> = {
  encodingSize: nullableOption(integerOption(1)),
  hiddenType: functionOption(),
  outNonlinearity: functionOption(),
  hiddenSize: integerOption(1),
  nExtraInputs: integerOption(0),
  nSteps: integerOption(2),
  key: keyOption,
};

/**
 * The network between what a task and a body tell, and the commands of the body.
 *
 * @param task - what comes in beside the feedback.
 * @param mechanics - the body that is moved.
 * @param feedbackSpec - what is fed back.
 * @param options - see {@link FeedbackNetworkOptions}; they have been read.
 */
export function feedbackNetwork<State, SkeletonState>(
  task: AbstractTask<State>,
  mechanics: Mechanics<SkeletonState>,
  feedbackSpec: ChannelSpec<SkeletonState> | Readonly<Record<string, ChannelSpec<SkeletonState>>>,
  options: FeedbackNetworkOptions,
): SimpleStagedNetwork {
  const { encodingSize = null, hiddenSize = 50, hiddenType, outNonlinearity = nn.identity, nExtraInputs = 0 } = options;
  const [netKey] = subkeys(options.key);
  const inputSize = SimpleFeedback.nnInputSize(taskInputSize(task), mechanics, feedbackSpec) + nExtraInputs;
  return SimpleStagedNetwork.init(inputSize, hiddenSize, {
    outSize: mechanics.plant.inputSize,
    encodingSize,
    outNonlinearity,
    ...(hiddenType !== undefined && { hiddenType }),
    key: netKey,
  });
}
