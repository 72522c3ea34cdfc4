/*
 * A ring of neurons settles at a pattern of rates, and its weights are learnt so that the pattern is a given one. The integration
 * goes on until nothing changes any more; the gradient does not go back through its steps, but through the equation of rest,
 * 0 = f(y), by the implicit function theorem.
 */
import { array, tanh, zeros, type NDArray } from "@proj/array";
import { valueAndGrad } from "@proj/autodiff";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { diffeqsolve, Event, ImplicitAdjoint, ODETerm, PIDController, steadyStateEvent, Tsit5 } from "@proj/ode";
import { adam, applyUpdates, type StateOf } from "@proj/optim";
import { key, normal } from "@proj/random";

setDefaultTarget(wasm());

const input = array([1, -0.5, 0.25, 0], "float64");
const wanted = array([0.6, 0.2, -0.3, 0.5], "float64");

const network = new ODETerm((_t: NDArray, rates: NDArray, weights: NDArray): NDArray =>
  tanh(weights.matmul(rates).add(input)).sub(rates),
);

const rest = (weights: NDArray): NDArray =>
  diffeqsolve(network, new Tsit5(), {
    t0: 0,
    t1: Infinity,
    dt0: 0.1,
    y0: zeros(4, "float64"),
    args: weights,
    event: new Event(steadyStateEvent()),
    adjoint: new ImplicitAdjoint(),
    stepsizeController: new PIDController({ rtol: 1e-4, atol: 1e-5 }),
  }).ys.get(-1);

const loss = (weights: NDArray): NDArray => rest(weights).sub(wanted).pow(2).mean();
const optimiser = adam(0.05);

interface Training {
  readonly weights: NDArray;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const weights = normal(key(0), [4, 4], "float64").mul(0.3);
  return { weights, state: optimiser.init(weights) };
}

export const step = jit(({ weights, state }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = valueAndGrad(loss)(weights);
  const [updates, next] = optimiser.update(gradient, state, weights);
  return [{ weights: applyUpdates(weights, updates), state: next }, value];
});
