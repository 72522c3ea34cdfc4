/*
 * A network with batch normalisation tells two spirals apart. While it learns, batches normalise themselves and running statistics
 * follow; where it is used, the running statistics do. They are a state, which a step takes and gives back.
 */
import { arange, cos, nn, sin, stack, type NDArray } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  BatchNorm,
  filterJit,
  filterValueAndGrad,
  filterVmap,
  inferenceMode,
  Lambda,
  Linear,
  makeWithState,
  Sequential,
  type State,
} from "@proj/module";
import { adam, applyUpdates, sigmoidBinaryCrossEntropy, type StateOf } from "@proj/optim";
import { key, normal, subkeys, uniform } from "@proj/random";

setDefaultTarget(wasm());

const count = 128;
const [turnKey, noiseKey] = subkeys(key(1));
const labels = arange(count).mod(2).astype("float32");
const turns = uniform(turnKey, [count], { minval: 0.5, maxval: 6 });
const phase = turns.add(labels.mul(Math.PI));
const noise = normal(noiseKey, [count, 2]).mul(0.1);
const points = stack([turns.mul(cos(phase)), turns.mul(sin(phase))], 1).add(noise);

const make = (key: NDArray) => {
  const [first, second, third] = subkeys(key, 3);
  return Sequential.init([
    Linear.init(2, 32, { key: first }),
    BatchNorm.init(32, "batch", { mode: "batch" }),
    Lambda.init(nn.relu),
    Linear.init(32, 32, { key: second }),
    BatchNorm.init(32, "batch", { mode: "batch" }),
    Lambda.init(nn.relu),
    Linear.init(32, "scalar", { key: third }),
  ]);
};

type Network = ReturnType<typeof make>;

// All members of the batch have the same state, before and after.
const predict = filterVmap((network: Network, x: NDArray, running: State) => network.call(x, running), {
  inAxes: [null, 0, null],
  outAxes: [0, null],
  axisName: "batch",
});

function loss(network: Network, running: State): readonly [NDArray, State] {
  const [logits, next] = predict(network, points, running);
  return [sigmoidBinaryCrossEntropy(logits, labels).mean(), next];
}

const optimiser = adam(1e-2);

interface Training {
  readonly network: Network;
  readonly running: State;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const [network, running] = makeWithState(make)(key(0));
  return { network, running, state: optimiser.init(network) };
}

export const step = filterJit(({ network, running, state }: Training): readonly [Training, NDArray] => {
  const [[value, next], gradient] = filterValueAndGrad(loss, { hasAux: true })(network, running);
  const [updates, optimiserState] = optimiser.update(gradient, state, network);
  return [{ network: applyUpdates(network, updates), running: next, state: optimiserState }, value];
});

/** The share of points that are told apart by running statistics. */
export const accuracy = filterJit(({ network, running }: Training): NDArray => {
  const [logits] = predict(inferenceMode(network), points, running);
  return logits.gt(0).eq(labels.gt(0)).mean();
});
