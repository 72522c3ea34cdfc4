/* Robertson's stiff reaction, by an implicit method; a step is one whole solution. */
import { array, stack, type NDArray } from "@proj/array";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { diffeqsolve, Kvaerno5, ODETerm, PIDController } from "@proj/ode";

setDefaultTarget(wasm());

const reaction = new ODETerm((_t: NDArray, y: NDArray): NDArray => {
  const [a, b, c] = [y.get(0), y.get(1), y.get(2)];
  const slow = a.mul(0.04);
  const fast = b.mul(b).mul(3e7);
  const back = b.mul(c).mul(1e4);
  return stack([back.sub(slow), slow.sub(fast).sub(back), fast]);
});

export const start = (): NDArray => array([1, 0, 0], "float64");

export const step = jit((y0: NDArray): readonly [NDArray, NDArray] => {
  const { ys } = diffeqsolve(reaction, new Kvaerno5(), {
    t0: 0,
    t1: 100,
    dt0: 2e-4,
    y0,
    stepsizeController: new PIDController({ rtol: 1e-8, atol: 1e-8 }),
  });
  return [y0, ys.sum()];
});
