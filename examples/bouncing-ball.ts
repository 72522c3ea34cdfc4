/*
 * From which height must a ball fall to hit the ground for the third time after four seconds? Each flight is integrated until an
 * event, the ground, whose time has a gradient; air slows the ball, so no formula gives the answer. In double precision, as the
 * first steps are so exact that in single precision their errors, which decide the lengths of the next, are nothing but rounding.
 */
import { abs, array, type NDArray } from "@proj/array";
import { valueAndGrad } from "@proj/autodiff";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { diffeqsolve, Event, Newton, ODETerm, PIDController, Tsit5 } from "@proj/ode";
import { adam, applyUpdates, type StateOf } from "@proj/optim";

setDefaultTarget(wasm());

interface Ball {
  readonly height: NDArray;
  readonly velocity: NDArray;
}

const flight = new ODETerm((_t: NDArray, { velocity }: Ball, drag: NDArray): Ball => ({
  height: velocity,
  velocity: drag.mul(velocity).mul(abs(velocity)).neg().sub(9.81),
}));

// The ball is at the ground on its way down: the condition falls through zero.
const ground = new Event((_t: NDArray, { height }: Ball) => height, {
  rootFinder: new Newton({ rtol: 1e-5, atol: 1e-5 }),
  direction: false,
});

/** How long the ball flies, and how fast it comes down. */
function fly(ball: Ball): readonly [time: NDArray, velocity: NDArray] {
  const { ts, ys } = diffeqsolve(flight, new Tsit5(), {
    t0: 0,
    t1: 100,
    dt0: 0.05,
    y0: ball,
    args: array(0.02, "float64"),
    event: ground,
    stepsizeController: new PIDController({ rtol: 1e-5, atol: 1e-5 }),
  });
  return [ts.get(-1), ys.velocity.get(-1)];
}

/** When the ball hits the ground for the third time. It keeps 80 % of its speed at each bounce. */
function thirdBounce(height: NDArray): NDArray {
  const [first, falling] = fly({ height, velocity: array(0, "float64") });
  const [second, fallingAgain] = fly({ height: array(0, "float64"), velocity: falling.mul(-0.8) });
  const [third] = fly({ height: array(0, "float64"), velocity: fallingAgain.mul(-0.8) });
  return first.add(second).add(third);
}

const loss = (height: NDArray): NDArray => thirdBounce(height).sub(4).pow(2);
const optimiser = adam(0.3);

interface Training {
  readonly height: NDArray;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const height = array(10, "float64");
  return { height, state: optimiser.init(height) };
}

export const step = jit(({ height, state }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = valueAndGrad(loss)(height);
  const [updates, next] = optimiser.update(gradient, state, height);
  return [{ height: applyUpdates(height, updates), state: next }, value];
});
