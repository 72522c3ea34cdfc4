/*
 * The workload of the limit prototype with the public API: a GRU of 50 units sees a target and a point mass, and moves the
 * mass over 100 steps; gradient and Adam for a batch of 250, without noise.
 *
 *     npx tsx --conditions=@proj/source bench/bare-workload.ts --prototype <folder> --memory 1000,10000
 */
import { array, concatenate, mean, scan, zeros, type NDArray } from "@proj/array";
import { valueAndGrad, vmap } from "@proj/autodiff";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { GRUCell, Linear } from "@proj/module";
import { adam, applyUpdates } from "@proj/optim";
import { measure, measureMemory } from "./harness/measure.ts";
import { benchOptions } from "./harness/options.ts";
import { Profile } from "./harness/profile.ts";

const [steps, hiddenSize, inputSize, dt, activityWeight] = [100, 50, 6, 0.05, 1e-5];

interface Parameters {
  readonly cell: GRUCell;
  readonly readout: Linear;
}

/** Target, position and velocity of a trial. */
interface Trial {
  readonly target: NDArray;
  readonly pos: NDArray;
}

const square = (x: NDArray): NDArray => x.mul(x).sum({ axis: -1 });

function trialLoss({ cell, readout }: Parameters, { target, pos }: Trial): NDArray {
  const start = { pos, vel: zeros([2]), hidden: zeros([hiddenSize]) };
  const [end, { distance, activity }] = scan(
    (state: typeof start) => {
      const hidden = cell.call(concatenate([target, state.pos, state.vel]), state.hidden);
      const force = readout.call(hidden);
      const next = { pos: state.pos.add(state.vel.mul(dt)), vel: state.vel.add(force.mul(dt)), hidden };
      return [next, { distance: square(next.pos.sub(target)), activity: square(hidden) }] as const;
    },
    start,
    null,
    { length: steps },
  ) as [typeof start, { distance: NDArray; activity: NDArray }];
  return distance
    .sum()
    .add(square(end.vel))
    .add(activity.sum().mul(activityWeight / (steps * hiddenSize)));
}

const optimizer = adam(1e-3);

const trainStep = jit(
  (parameters: Parameters, state: ReturnType<typeof optimizer.init>, trials: Trial) => {
    const [loss, gradient] = valueAndGrad((candidate: Parameters) =>
      mean(vmap((trial: Trial) => trialLoss(candidate, trial))(trials)),
    )(parameters);
    const [updates, nextState] = optimizer.update(gradient, state, parameters);
    return { parameters: applyUpdates(parameters, updates), state: nextState, loss };
  },
  { name: "bareWorkload", donateArgnums: [0, 1] },
);

/** The numbers of the prototype: a linear congruential generator, in [-1, 1). */
function generator(): () => number {
  let word = 12345;
  return () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
    return Math.fround((word >>> 8) * (2 / 16777216) - 1);
  };
}

const options = benchOptions();
const next = generator();
const draw = (...shape: number[]): NDArray => {
  const size = shape.reduce((a, b) => a * b);
  return array(Float32Array.from({ length: size }, () => next() * Math.fround(0.1414213562))).reshape(shape);
};
let parameters: Parameters = {
  cell: new GRUCell({
    weightIh: draw(3 * hiddenSize, inputSize),
    weightHh: draw(3 * hiddenSize, hiddenSize),
    bias: draw(3 * hiddenSize),
    biasN: draw(hiddenSize),
  }),
  readout: new Linear({ weight: draw(2, hiddenSize), bias: draw(2) }),
};
const points = Float32Array.from({ length: 4 * options.batchSize }, next);
const trialValues = array(points).reshape([options.batchSize, 4]);
const trials: Trial = { target: trialValues.get(":", ":2"), pos: trialValues.get(":", "2:") };

const profile = new Profile();
setDefaultTarget(options.profile ? profile.target() : wasm());
let state = optimizer.init(parameters);
const subject = {
  name: "bare workload",
  step: () => {
    const result = trainStep(parameters, state, trials);
    ({ parameters, state } = result);
    return result.loss;
  },
};
measure(subject, options, profile);
await measureMemory(subject, options);
