/*
 * Training in mixed precision: a network computes in bfloat16, which takes half of the memory. Its parameters stay in float32 between
 * steps, as small updates would be lost in eight bits, and so do the loss and the optimiser.
 */
import { linspace, meshgrid, nn, sin, stack, type NDArray } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { filterJit, filterValueAndGrad, MLP, treeCast } from "@proj/module";
import { adamw, applyUpdates, l2Loss, type StateOf } from "@proj/optim";
import { key } from "@proj/random";

setDefaultTarget(wasm());

// Waves on a grid of points.
const side = linspace(-1, 1, 16);
const [across, down] = meshgrid(side, side);
const points = stack([across, down], -1).reshape([256, 2]);
const heights = sin(points.get(":", 0).mul(3)).mul(sin(points.get(":", 1).mul(4).add(1)));

function loss(network: MLP): NDArray {
  const computed = treeCast(network, "bfloat16").call(points.astype("bfloat16"));
  return l2Loss(computed.astype("float32"), heights).mean();
}

const optimiser = adamw(1e-2);

interface Training {
  readonly network: MLP;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const network = MLP.init(2, "scalar", { widthSize: 32, depth: 2, activation: nn.silu, key: key(0) });
  return { network, state: optimiser.init(network) };
}

export const step = filterJit(({ network, state }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = filterValueAndGrad(loss)(network);
  const [updates, next] = optimiser.update(gradient, state, network);
  return [{ network: applyUpdates(network, updates), state: next }, value];
});
