/* Predators and prey, by a pair of explicit methods with small tolerances; a step is one whole solution. */
import { array, stack, type NDArray } from "@proj/array";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { diffeqsolve, ODETerm, PIDController, Tsit5 } from "@proj/ode";

setDefaultTarget(wasm());

const animals = new ODETerm((_t: NDArray, y: NDArray): NDArray => {
  const [prey, predators] = [y.get(0), y.get(1)];
  const meetings = prey.mul(predators);
  return stack([prey.mul(1.1).sub(meetings.mul(0.4)), meetings.mul(0.1).sub(predators.mul(0.4))]);
});

export const start = (): NDArray => array([10, 10], "float64");

export const step = jit((y0: NDArray): readonly [NDArray, NDArray] => {
  const { ys } = diffeqsolve(animals, new Tsit5(), {
    t0: 0,
    t1: 140,
    dt0: 0.1,
    y0,
    stepsizeController: new PIDController({ rtol: 1e-8, atol: 1e-8 }),
  });
  return [y0, ys.sum()];
});
