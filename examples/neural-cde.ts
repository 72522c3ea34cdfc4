/*
 * A neural controlled differential equation tells which way a path turns. The path drives the state, dh = f(h) dX: f is a network
 * whose output is a matrix, and X goes through the observed points as a cubic curve.
 */
import { arange, cos, exp, linspace, nn, sin, stack, where, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { filterJit, filterValueAndGrad, Linear, MLP, Module } from "@proj/module";
import {
  backwardHermiteCoefficients,
  ClipStepSizeController,
  ControlTerm,
  CubicInterpolation,
  diffeqsolve,
  PIDController,
  Tsit5,
} from "@proj/ode";
import { adam, applyUpdates, sigmoidBinaryCrossEntropy, type StateOf } from "@proj/optim";
import { key, subkeys, uniform } from "@proj/random";

setDefaultTarget(wasm());

// Spirals, of which every other one turns clockwise. Time is a channel of the path: the equation sees nothing but the path.
const ts = linspace(0, 2, 16);
const count = 32;
const labels = arange(count).mod(2).astype("float32");
const starts = uniform(key(2), [count], { minval: 0, maxval: 6 });
const observe = (angle: NDArray, label: NDArray): NDArray => {
  const phase = ts.mul(where(label.gt(0), 2, -2)).add(angle);
  const radius = exp(ts.mul(-0.5));
  return stack([ts, radius.mul(cos(phase)), radius.mul(sin(phase))], 1);
};
const points = vmap(observe)(starts, labels);
const coefficients = vmap((ys: NDArray) => backwardHermiteCoefficients(ts, ys))(points);

type Coefficients = typeof coefficients;

// The path bends at each observation, so steps end there: where they do not, rounding decides which of them are accepted.
const adaptive = new PIDController({ rtol: 1e-3, atol: 1e-6 });
const stepsizeController = new ClipStepSizeController(adaptive, { stepTs: ts });

const hiddenSize = 8;
const channels = 3;

class Classifier extends Module<{ readonly initial: MLP; readonly field: MLP; readonly readout: Linear }> {
  static init(key: NDArray): Classifier {
    const [first, second, third] = subkeys(key, 3);
    const size = { widthSize: 32, depth: 1 };
    return new Classifier({
      initial: MLP.init(channels, hiddenSize, { ...size, key: first }),
      field: MLP.init(hiddenSize, hiddenSize * channels, {
        ...size,
        activation: nn.softplus,
        finalActivation: nn.tanh,
        key: second,
      }),
      readout: Linear.init(hiddenSize, 1, { key: third }),
    });
  }

  /** The logit that the path turns counterclockwise. */
  call(coeffs: Coefficients): NDArray {
    const path = new CubicInterpolation({ ts, coeffs });
    const slope = (_t: NDArray, h: NDArray, field: MLP): NDArray => field.call(h).reshape([hiddenSize, channels]);
    const { ys } = diffeqsolve(new ControlTerm(slope, path).toOde(), new Tsit5(), {
      t0: 0,
      t1: 2,
      dt0: 0.2,
      y0: this.initial.call(path.evaluate(0)),
      args: this.field,
      stepsizeController,
    });
    return this.readout.call(ys.get(-1)).get(0);
  }
}

const loss = (model: Classifier): NDArray => {
  const logits = vmap((coeffs: Coefficients) => model.call(coeffs))(coefficients);
  return sigmoidBinaryCrossEntropy(logits, labels).mean();
};

const optimiser = adam(1e-2);

interface Training {
  readonly model: Classifier;
  readonly state: StateOf<typeof optimiser>;
}

export function start(): Training {
  const model = Classifier.init(key(0));
  return { model, state: optimiser.init(model) };
}

export const step = filterJit(({ model, state }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = filterValueAndGrad(loss)(model);
  const [updates, next] = optimiser.update(gradient, state, model);
  return [{ model: applyUpdates(model, updates), state: next }, value];
});
