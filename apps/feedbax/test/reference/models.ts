import { nn, type NDArray } from "@proj/array";
import { treeAt } from "@proj/module";
import { key, subkeys } from "@proj/random";
import {
  ActivationFilter,
  DirectForceInput,
  Mechanics,
  ModelIterator,
  MuscledArm,
  pointMassNN,
  SimpleFeedback,
  SimpleReaches,
  simpleReachLoss,
  SimpleStagedNetwork,
  todorovLi2004VirtualMuscle,
  TwoLinkArm,
  type AbstractTask,
  type ChannelSpec,
  type FeedbackSignal,
  type MechanicsState,
  type PointMassNNOptions,
  type Rectangle,
  type SimpleFeedbackState,
  type TwoLinkArmState,
} from "@proj/feedbax";
import { formulaWeights, type Values } from "./values.ts";

const names = ["weight_ih", "weight_hh", "bias", "bias_n", "readout_weight", "readout_bias"] as const;

/** Weights of a file, in the order of the reference. */
export function listedWeights(of: Values): NDArray[] {
  return names.map((name) => of.at(name).array("float32"));
}

/** Weights by the formula of the reference, for a network of these sizes. */
export function weightsByFormula(inputs: number, hidden: number, outputs: number): NDArray[] {
  const limit = 1 / Math.sqrt(hidden);
  const shapes = [[3 * hidden, inputs], [3 * hidden, hidden], [3 * hidden], [hidden], [outputs, hidden], [outputs]];
  return shapes.map((shape, index) => formulaWeights(shape, index + 1, index === 5 ? 0.1 : limit));
}

/** A network with other weights. */
export function withWeights(net: SimpleStagedNetwork, weights: readonly NDArray[]): SimpleStagedNetwork {
  const [weightIh, weightHh, bias, biasN, weight, readoutBias] = weights;
  type Layer = { with(fields: object): never };
  const hidden = (net.hidden as unknown as Layer).with({ weightIh, weightHh, bias, biasN });
  const readout = (net.readout as unknown as Layer).with({ weight, bias: readoutBias });
  return net.with({ hidden, readout });
}

const workspace: Rectangle = [
  [-1, -1],
  [1, 1],
];

/** Reaching with a point mass, without noise unless told. */
export function pointMass(weights: readonly NDArray[], options: Partial<PointMassNNOptions> = {}, motorDelay = 0) {
  const task = new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps: 100, workspace });
  const hiddenSize = weights[3]!.size;
  const quiet = { feedbackNoiseStd: 0, motorNoiseStd: 0 };
  const untrained = pointMassNN(task, { hiddenSize, key: key(0), ...quiet, ...options });
  const model = treeAt((m) => m.step.net, untrained, withWeights(untrained.step.net, weights));
  const late = model.step.efferentChannel.with({ delay: motorDelay });
  return {
    task: task as AbstractTask<unknown> as AbstractTask<SimpleFeedbackState>,
    model: motorDelay === 0 ? model : treeAt((m) => m.step.efferentChannel, model, late),
  };
}

/** Reaching with an arm: with torques, sensed by two channels, or with muscles, sensed by one. */
export function arm(
  weights: readonly NDArray[],
  hasMuscles: boolean,
  delays: { readonly proprioception: number; readonly vision: number; readonly motor: number },
) {
  const nSteps = 60;
  const task = new SimpleReaches({
    lossFunc: simpleReachLoss(),
    nSteps,
    workspace: [
      [-0.12, 0.33],
      [0.12, 0.57],
    ],
    evalReachLength: 0.1,
  });
  const plant = hasMuscles
    ? MuscledArm.init(todorovLi2004VirtualMuscle(), ActivationFilter.init(0.05, 0.05))
    : DirectForceInput.init(TwoLinkArm.init());
  const mechanics = Mechanics.init<TwoLinkArmState>(plant, 0.02);
  type Body = MechanicsState<TwoLinkArmState>;
  const felt = ({ plant: { skeleton } }: Body): FeedbackSignal => [skeleton.angle, skeleton.dAngle];
  const seen = ({ effector }: Body): FeedbackSignal => [effector.pos, effector.vel];
  const channel = (where: (body: Body) => FeedbackSignal, delay: number): ChannelSpec<TwoLinkArmState> => ({
    where,
    delay,
  });
  const feedbackSpec: Readonly<Record<string, ChannelSpec<TwoLinkArmState>>> = hasMuscles
    ? { all: channel((body) => [...felt(body), ...seen(body)], delays.proprioception) }
    : { proprioception: channel(felt, delays.proprioception), vision: channel(seen, delays.vision) };
  const [netKey] = subkeys(key(0));
  const inputs = SimpleFeedback.nnInputSize(4, mechanics, feedbackSpec);
  const outNonlinearity = hasMuscles ? nn.sigmoid : nn.identity;
  const net = SimpleStagedNetwork.init(inputs, weights[3]!.size, {
    outSize: plant.inputSize,
    outNonlinearity,
    key: netKey,
  });
  const step = SimpleFeedback.init(withWeights(net, weights), mechanics, { feedbackSpec, motorDelay: delays.motor });
  return {
    task: task as AbstractTask<unknown> as AbstractTask<StateOf<typeof step>>,
    model: ModelIterator.init<unknown, StateOf<typeof step>, typeof step>(step, nSteps),
  };
}

type StateOf<Step> = Step extends { init(key: NDArray): infer State } ? State : never;
