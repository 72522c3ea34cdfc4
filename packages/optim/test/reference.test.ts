import { allclose, array, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import {
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  clip,
  clipByGlobalNorm,
  constantSchedule,
  cosineDecaySchedule,
  exponentialDecay,
  globalNorm,
  injectHyperparams,
  joinSchedules,
  linearSchedule,
  polynomialSchedule,
  scale,
  scaleByAdam,
  sgd,
  trace,
  warmupCosineDecaySchedule,
  type GradientTransformation,
  type Schedule,
} from "@proj/optim";
import { findCase, input, output, type Case, type Tensor } from "@proj/reference";
import { leaves, map } from "@proj/tree";
import { describe, expect, test } from "vitest";

type Params = { a: NDArray; b: { c: NDArray } };

const toArray = ({ data, shape }: Tensor): NDArray => fromHostData(data, shape, "float32");
const row = (tensor: Tensor, step: number): Float32Array => {
  const size = tensor.data.length / tensor.shape[0]!;
  return (tensor.data as Float32Array).slice(step * size, (step + 1) * size);
};
const rowArray = (tensor: Tensor, step: number): NDArray =>
  fromHostData(row(tensor, step), tensor.shape.slice(1), "float32");

function expectClose(actual: NDArray, expected: Float32Array, where: string): void {
  actual.dataSync().forEach((value, index) => {
    const difference = Math.abs(value - expected[index]!);
    expect(difference, `${where}[${index}]: ${value} and ${expected[index]!}`).toBeLessThanOrEqual(
      2e-6 + 2e-5 * Math.abs(expected[index]!),
    );
  });
}

const rate = 0.01;
const decay = exponentialDecay({ initValue: 0.1, transitionSteps: 2, decayRate: 0.5 });
const mask = { a: true, b: { c: false } };
const optimisers = {
  sgd: sgd(rate),
  "sgd momentum": sgd(rate, { momentum: 0.9 }),
  "sgd nesterov": sgd(rate, { momentum: 0.9, nesterov: true }),
  adam: adam(rate),
  "adam options": adam(rate, { b1: 0.8, b2: 0.99, eps: 1e-4, epsRoot: 1e-3 }),
  "adam nesterov": adam(rate, { nesterov: true }),
  adamw: adamw(rate),
  "adamw masked": adamw(rate, { weightDecay: 0.1, mask }),
  clip_by_global_norm: chain(clipByGlobalNorm(1), sgd(rate)),
  clip: chain(clip(0.5), sgd(rate)),
  chain: chain(clipByGlobalNorm(5), scaleByAdam(), addDecayedWeights(0.01), scale(-rate)),
  trace: chain(trace(0.9), scale(-rate)),
  "sgd exponential_decay": sgd(decay),
  "inject_hyperparams adam": injectHyperparams(({ learningRate }) => adam(learningRate), { learningRate: rate }),
  "inject_hyperparams adam schedule": injectHyperparams(({ learningRate }) => adam(learningRate), {
    learningRate: decay,
  }),
} as unknown as Record<string, GradientTransformation<unknown>>;

/** Feeds the recorded gradients to an optimiser and compares its updates and parameters step by step. */
function replay(reference: Case, optimiser: GradientTransformation<unknown>): void {
  let params: Params = { a: toArray(input(reference, "params a")), b: { c: toArray(input(reference, "params b.c")) } };
  let state = optimiser.init(params);
  for (let step = 0; step < Number(reference.params["steps"]); step++) {
    const gradients: Params = {
      a: rowArray(output(reference, "gradient a"), step),
      b: { c: rowArray(output(reference, "gradient b.c"), step) },
    };
    const [updates, next] = optimiser.update(gradients, state, params);
    state = next;
    expectClose(updates.a, row(output(reference, "update a"), step), `step ${step}, update a`);
    expectClose(updates.b.c, row(output(reference, "update b.c"), step), `step ${step}, update b.c`);
    params = applyUpdates(params, updates);
    expectClose(params.a, row(output(reference, "params a"), step), `step ${step}, params a`);
    expectClose(params.b.c, row(output(reference, "params b.c"), step), `step ${step}, params b.c`);
  }
}

describe("ten steps of an optimiser are those of Optax:", () => {
  test.each(Object.entries(optimisers))("%s", (name, optimiser) => {
    replay(findCase("optim", "optimizer", name), optimiser);
  });
});

describe("of float64 parameters all digits are those of Optax:", () => {
  test.each(Object.entries(optimisers))("%s", (name, optimiser) => {
    const { data } = output(findCase("optim", "float64", name), "gradients and updates");
    const tree = (from: number): Params => ({
      a: array([data[from]!, data[from + 1]!], "float64"),
      b: { c: array([data[from + 2]!], "float64") },
    });
    let params: Params = { a: array([1, -2], "float64"), b: { c: array([0.3], "float64") } };
    let state = optimiser.init(params);
    for (let from = 0; from < data.length; from += 6) {
      const [updates, next] = optimiser.update(tree(from), state, params);
      state = next;
      params = applyUpdates(params, updates);
      const { a, b } = tree(from + 3);
      // Optax computes this schedule in float32.
      const rtol = /exponential|schedule/.test(name) ? 1e-7 : 1e-12;
      expect(updates.a.dtype).toBe("float64");
      expect(allclose(updates.a, a, { rtol, atol: 0 }), `${String(updates.a)} and ${String(a)}`).toBe(true);
      expect(allclose(updates.b.c, b.c, { rtol, atol: 0 })).toBe(true);
    }
  });
});

describe("the number of steps", () => {
  test.each([
    ["adam", scaleByAdam()],
    ["adam with a schedule", chain(scaleByAdam({ nesterov: true }), scale(-1), sgd(constantSchedule(0.1)))],
    ["injected", injectHyperparams(({ learningRate }) => adam(learningRate), { learningRate: constantSchedule(0.1) })],
  ] as unknown as [string, GradientTransformation<unknown>][])("stays at the largest int32: %s", (_, optimiser) => {
    const gradient = array([1]);
    const last = array(2 ** 31 - 1, "int32");
    // The counts are the only integers of a state.
    const aged = map((leaf) => (leaf.dtype === "int32" ? last : leaf), optimiser.init(gradient) as NDArray);
    const [updates, state] = optimiser.update(gradient, aged, gradient);
    expect(Number.isFinite(updates.item())).toBe(true);
    for (const leaf of leaves(state) as NDArray[]) if (leaf.dtype === "int32") expect(leaf.item()).toBe(2 ** 31 - 1);
  });
});

const schedules: Record<string, Schedule> = {
  constant: constantSchedule(0.3),
  linear: linearSchedule({ initValue: 1, endValue: 0.1, transitionSteps: 10, transitionBegin: 5 }),
  polynomial: polynomialSchedule({ initValue: 1, endValue: 0.1, power: 2, transitionSteps: 20 }),
  exponential: exponentialDecay({ initValue: 1, transitionSteps: 10, decayRate: 0.5 }),
  "exponential staircase": exponentialDecay({
    initValue: 1,
    transitionSteps: 10,
    decayRate: 0.5,
    transitionBegin: 5,
    staircase: true,
    endValue: 0.2,
  }),
  cosine: cosineDecaySchedule({ initValue: 1, decaySteps: 100 }),
  "cosine alpha": cosineDecaySchedule({ initValue: 2, decaySteps: 20, alpha: 0.1, exponent: 2 }),
  warmup_cosine: warmupCosineDecaySchedule({
    initValue: 0,
    peakValue: 1,
    warmupSteps: 10,
    decaySteps: 100,
    endValue: 0.1,
  }),
  join: joinSchedules([constantSchedule(1), linearSchedule({ initValue: 1, endValue: 0, transitionSteps: 10 })], [10]),
};

describe("schedules are those of Optax:", () => {
  test.each(Object.entries(schedules))("%s", (name, schedule) => {
    const reference = findCase("optim", "schedule", name);
    const expected = output(reference, "result").data as Float32Array;
    input(reference, "count").data.forEach((count, index) => {
      const value = schedule(fromHostData(Int32Array.of(count), [], "int32"));
      expect(Math.abs(value.item() - expected[index]!), `count ${count}`).toBeLessThan(2e-6);
    });
  });
});

describe("holes and other leaves", () => {
  const x = (...values: number[]): NDArray => fromHostData(Float32Array.from(values), [values.length], "float32");
  test("pass through every optimiser", () => {
    const params = { w: x(1, 2), frozen: x(5), name: "net", activation: Math.tanh, none: null };
    const gradients = { w: x(1, 1), frozen: null, name: null, activation: null, none: null };
    for (const optimiser of [
      sgd(0.1, { momentum: 0.9 }),
      adam(0.1),
      adamw(0.1),
      chain(clipByGlobalNorm(1), adam(0.1)),
    ] as unknown as GradientTransformation<unknown>[]) {
      const [updates] = optimiser.update(gradients, optimiser.init(params), params);
      const next = applyUpdates(params, updates);
      expect(next.frozen).toBe(params.frozen);
      expect(next.activation).toBe(Math.tanh);
      expect(next.w.toList()).not.toEqual(params.w.toList());
    }
  });

  test("do not count in the global norm", () => {
    expect(globalNorm({ w: x(3), v: x(4), n: 100, none: null }).item()).toBe(5);
  });

  test("hyperparameters can be overwritten in mid-training", () => {
    const optimiser = injectHyperparams(({ learningRate }) => sgd(learningRate), { learningRate: 0.5 });
    const [, state] = optimiser.update(x(1), optimiser.init(x(1)));
    const changed = { ...state, hyperparams: { learningRate: fromHostData(Float32Array.of(2), [], "float32") } };
    expect(optimiser.update(x(1), changed)[0].toList()).toEqual([-2]);
  });

  test("weight decay without parameters is refused", () => {
    const decays = addDecayedWeights(0.1);
    expect(() => decays.update(x(1), {})).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: addDecayedWeights received no parameters
        expected: the current parameters, which it reads
        to fix:   pass them as third argument: optimiser.update(gradients, state, params)]
    `);
  });
});
