/*
 * A neural differential equation learns a damped oscillator: the slope of the state is a network, and what is compared are whole
 * trajectories, at a few times. Gradients go through the adaptive solver.
 */
import { cos, exp, linspace, nn, sin, stack, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { filterJit, filterValueAndGrad, MLP } from "@proj/module";
import { diffeqsolve, ODETerm, PIDController, Tsit5 } from "@proj/ode";
import { adam, applyUpdates, type StateOf } from "@proj/optim";
import { key, split, uniform } from "@proj/random";

setDefaultTarget(wasm());

// What is observed: spirals that begin at different angles, at twenty times.
const ts = linspace(0, 4, 20);
const angles = vmap((k) => uniform(k, [], { minval: 0, maxval: 6 }))(split(key(1), 16));
const spiral = (angle: NDArray): NDArray => {
  const radius = exp(ts.mul(-0.3));
  const phase = ts.mul(2).add(angle);
  return stack([radius.mul(cos(phase)), radius.mul(sin(phase))], 1);
};
const observed = vmap(spiral)(angles);

// The slope at a state is what the network says. Tolerances decide how many steps a solution takes.
const field = new ODETerm((_t: NDArray, y: NDArray, network: MLP): NDArray => network.call(y));
const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-5 });
const solve = (network: MLP, y0: NDArray): NDArray =>
  diffeqsolve(field, new Tsit5(), { t0: 0, t1: 4, dt0: 0.1, y0, args: network, saveat: { ts }, stepsizeController }).ys;

const loss = (network: MLP): NDArray => {
  const predicted = vmap((y0: NDArray) => solve(network, y0))(observed.get(":", 0));
  return predicted.sub(observed).pow(2).mean();
};

const optimiser = adam(3e-3);

interface Training {
  readonly network: MLP;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const network = MLP.init(2, 2, { widthSize: 32, depth: 2, activation: nn.softplus, key: key(0) });
  return { network, state: optimiser.init(network) };
}

export const step = filterJit(({ network, state }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = filterValueAndGrad(loss)(network);
  const [updates, next] = optimiser.update(gradient, state, network);
  return [{ network: applyUpdates(network, updates), state: next }, value];
});
