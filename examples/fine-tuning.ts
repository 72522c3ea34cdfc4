/*
 * A part of a model is frozen: what a network has learnt about one function serves it for another one, of which only the last layer
 * learns. The weights of that layer decay, its bias does not.
 */
import { linspace, nn, sin, type NDArray } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { combine, filterJit, filterSpecAt, filterValueAndGrad, isArray, MLP, partition } from "@proj/module";
import {
  adam,
  addDecayedWeights,
  applyUpdates,
  chain,
  l2Loss,
  masked,
  scaleByAdam,
  scaleByLearningRate,
  type StateOf,
} from "@proj/optim";
import { key } from "@proj/random";
import { map } from "@proj/tree";

setDefaultTarget(wasm());

const xs = linspace(-3, 3, 64).reshape([64, 1]);
const before = sin(xs);
const after = sin(xs.add(1)).mul(2).add(0.5);

const errorOf = (network: MLP, ys: NDArray): NDArray => l2Loss(network.call(xs), ys).mean();

// Before: the whole network learns one function.
const learner = adam(1e-2);
const learn = filterJit((network: MLP, state: StateOf<typeof learner>): readonly [MLP, StateOf<typeof learner>] => {
  const [, gradient] = filterValueAndGrad(errorOf)(network, before);
  const [updates, next] = learner.update(gradient, state, network);
  return [applyUpdates(network, updates), next];
});

function trained(steps: number): MLP {
  let network = MLP.init(1, 1, { widthSize: 32, depth: 2, activation: nn.tanh, key: key(0) });
  let state = learner.init(network);
  for (let n = 0; n < steps; n++) [network, state] = learn(network, state);
  return network;
}

// After: the last layer learns another one. Gradients and the optimiser's state have holes where the model is frozen.
const isLearning = (network: MLP) => filterSpecAt((m) => m.layers.at(-1), network);
const isWeight = (network: MLP) => map((leaf) => isArray(leaf) && leaf.ndim === 2, network);

const loss = (learning: MLP, frozen: MLP): NDArray => errorOf(combine(learning, frozen), after);

const optimiser = chain(scaleByAdam(), masked(addDecayedWeights(0.01), isWeight), scaleByLearningRate(0.03));

interface Training {
  readonly learning: MLP;
  readonly frozen: MLP;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const network = trained(50);
  const [learning, frozen] = partition(network, isLearning(network));
  return { learning, frozen, state: optimiser.init(learning) };
}

export const step = filterJit(({ learning, frozen, state }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = filterValueAndGrad(loss)(learning, frozen);
  const [updates, next] = optimiser.update(gradient, state, learning);
  return [{ learning: applyUpdates(learning, updates), frozen, state: next }, value];
});
