/*
 * L-BFGS fits a curve to measurements: a damped oscillation, of which four numbers are looked for. It sees all data at once, and its
 * line search asks for values and gradients in between: each step carries over what the search has found.
 */
import { array, cos, exp, linspace, type NDArray } from "@proj/array";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { applyUpdates, l2Loss, lbfgs, valueAndGradFromState, type StateOf } from "@proj/optim";
import { key, normal } from "@proj/random";

setDefaultTarget(wasm());

interface Curve {
  readonly amplitude: NDArray;
  readonly decay: NDArray;
  readonly frequency: NDArray;
  readonly phase: NDArray;
}

const ts = linspace(0, 6, 60, { dtype: "float64" });
const at = ({ amplitude, decay, frequency, phase }: Curve): NDArray =>
  amplitude.mul(exp(ts.mul(decay.neg()))).mul(cos(ts.mul(frequency).add(phase)));

const curve = (amplitude: number, decay: number, frequency: number, phase: number): Curve => ({
  amplitude: array(amplitude, "float64"),
  decay: array(decay, "float64"),
  frequency: array(frequency, "float64"),
  phase: array(phase, "float64"),
});

const noise = normal(key(0), ts.shape, { dtype: "float64" }).mul(0.05);
const measured = at(curve(2, 0.4, 3, 0.5)).add(noise);

const loss = (params: Curve): NDArray => l2Loss(at(params), measured).mean();

const optimiser = lbfgs();

interface Fit {
  readonly params: Curve;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Fit {
  const params = curve(1, 0.1, 2.5, 0);
  return { params, state: optimiser.init(params) };
}

export const step = jit(({ params, state }: Fit): readonly [Fit, NDArray] => {
  const [value, grad] = valueAndGradFromState(loss)(params, state);
  const [updates, next] = optimiser.update(grad, state, params, { value, grad, valueFn: loss });
  return [{ params: applyUpdates(params, updates), state: next }, value];
});
