/*
 * The rates of a chemical reaction (Robertson 1966) are found from concentrations. They differ by nine orders of magnitude, so the
 * equation is stiff and the solver is an implicit one; what is learnt are logarithms of rates.
 */
import { array, exp, log, stack, type NDArray } from "@proj/array";
import { valueAndGrad } from "@proj/autodiff";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { diffeqsolve, Kvaerno5, ODETerm, PIDController } from "@proj/ode";
import { adam, applyUpdates, type StateOf } from "@proj/optim";

setDefaultTarget(wasm());

// A → B slowly, 2 B → B + C fast, B + C → A + C in between.
const reaction = new ODETerm((_t: NDArray, y: NDArray, rates: NDArray): NDArray => {
  const [a, b, c] = [y.get(0), y.get(1), y.get(2)];
  const slow = rates.get(0).mul(a);
  const fast = rates.get(1).mul(b).mul(b);
  const back = rates.get(2).mul(b).mul(c);
  return stack([back.sub(slow), slow.sub(fast).sub(back), fast]);
});

const ts = array([0.1, 0.4, 4, 40, 100], "float64");
const solve = (rates: NDArray): NDArray =>
  diffeqsolve(reaction, new Kvaerno5(), {
    t0: 0,
    t1: 100,
    dt0: 1e-4,
    y0: array([1, 0, 0], "float64"),
    args: rates,
    saveat: { ts },
    stepsizeController: new PIDController({ rtol: 1e-6, atol: 1e-9 }),
  }).ys;

const observed = solve(array([0.04, 3e7, 1e4], "float64"));

// Concentrations of B are small, so each substance is compared on its own scale.
const scale = array([1, 1e4, 1], "float64");
const loss = (logRates: NDArray): NDArray => solve(exp(logRates)).sub(observed).mul(scale).pow(2).mean();

const optimiser = adam(0.05);

interface Training {
  readonly logRates: NDArray;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const logRates = log(array([0.08, 1e7, 2e4], "float64"));
  return { logRates, state: optimiser.init(logRates) };
}

export const step = jit(({ logRates, state }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = valueAndGrad(loss)(logRates);
  const [updates, next] = optimiser.update(gradient, state, logRates);
  return [{ logRates: applyUpdates(logRates, updates), state: next }, value];
});
