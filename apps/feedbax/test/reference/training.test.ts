import { array, ones, type NDArray } from "@proj/array";
import { valueAndGrad, vmap } from "@proj/autodiff";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { combine, isArray, treeCast, type GRUCell, type Linear } from "@proj/module";
import { adam, adamw, applyUpdates, globalNorm, sgd } from "@proj/optim";
import { key, normal } from "@proj/random";
import { map } from "@proj/tree";
import {
  addFixedIntervenor,
  combineModel,
  CurlField,
  DelayedReaches,
  delayedReachLoss,
  holdLoss,
  partitionModel,
  pointMassNNSimpleReaches,
  powerDiscount,
  scheduleIntervenor,
  Stabilization,
  startTrial,
  TargetSpec,
  TaskTrialSpec,
  trainedLeaves,
  TrainingContext,
  trajectoryOf,
  WhereDict,
  CartesianState,
  type AbstractTask,
  type ContextTrainOptions,
  type LossDict,
  type ReachState,
  type SimpleStagedNetwork,
  type TrialModel,
} from "@proj/feedbax";
import { beforeAll, describe, expect, test } from "vitest";
import { arm, pointMass, weightsByFormula } from "./models.ts";
import { expectClose, referenceValues, type Values } from "./values.ts";

beforeAll(() => setDefaultTarget(wasm()));

const training = referenceValues("training");
const weights = weightsByFormula(8, 8, 2);
const plain = pointMass(weights);
type PointMassModel = (typeof plain)["model"];
type State = ReachState;
type Networked = TrialModel<State> & { readonly step: { readonly net: SimpleStagedNetwork } };

/** A task and a model that learns it. */
interface Learning {
  readonly task: AbstractTask<State>;
  readonly model: Networked;
}
const learning = (of: { readonly task: unknown; readonly model: unknown }): Learning => of as Learning;

const still = { proprioception: 0, vision: 0, motor: 0 };
const square = [
  [-1, -1],
  [1, 1],
] as const;
const mechanics = (model: PointMassModel) => model.step.mechanics;

function scheduledCurl(): Learning {
  const amplitude = (_trial: unknown, _batch: unknown, at: NDArray): NDArray => normal(at, [1]).mul(0.5);
  const [task, model] = scheduleIntervenor(plain.task, plain.model, mechanics, CurlField.init(), {
    params: { amplitude },
  });
  return learning({ task, model });
}

/** The model and the options of each case of the reference, where they are not the usual ones. */
const cases: Readonly<Record<string, readonly [() => Learning, Partial<ContextTrainOptions<Networked, State>>?]>> = {
  point_mass_noise_off: [() => learning(plain)],
  point_mass_scheduled_curl_noise_off: [scheduledCurl],
  "point_mass_fixed_curl_-0.5_noise_off": [
    () =>
      learning({
        task: plain.task,
        model: addFixedIntervenor(plain.model, mechanics, CurlField.init({ amplitude: -0.5 })),
      }),
  ],
  point_mass_delay_3_motor_2_noise_off: [() => learning(pointMass(weights, { feedbackDelaySteps: 3 }, 2))],
  point_mass_noise_on: [() => learning(pointMass(weights, { feedbackNoiseStd: 0.025, motorNoiseStd: 0.025 }))],
  "point_mass_noise_off_adamw_0.005": [
    () => learning(plain),
    { learningRate: 0.005, optimizer: (rate) => adamw(rate) },
  ],
  "point_mass_noise_off_sgd_0.00001": [() => learning(plain), { learningRate: 1e-5, optimizer: (rate) => sgd(rate) }],
  point_mass_noise_off_train_readout_only: [() => learning(plain), { whereTrain: (m) => m.step.net.readout }],
  point_mass_noise_off_state_reset_at_5_and_12: [() => learning(plain), { stateResetIterations: [5, 12] }],
  stabilization_noise_off: [
    () =>
      learning({
        task: new Stabilization({ lossFunc: holdLoss(), nSteps: 60, workspace: square, evalGridN: 2 }),
        model: pointMass(weights, { nSteps: 60 }).model,
      }),
  ],
  delayed_reaches_intended_noise_off: [
    () =>
      learning({
        task: new DelayedReaches({ lossFunc: delayedReachLoss(), nSteps: 100, workspace: square }),
        model: pointMass(weightsByFormula(10, 8, 2), { nExtraInputs: 2 }).model,
      }),
  ],
  arm_corrected_noise_off: [() => learning(arm(weightsByFormula(12, 8, 2), false, still)), { learningRate: 0.005 }],
  muscled_corrected_noise_off: [() => learning(arm(weightsByFormula(12, 8, 6), true, still)), { learningRate: 0.005 }],
};

const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const listed = ["weight_ih", "weight_hh", "bias", "bias_n", "readout_weight", "readout_bias"] as const;
const weightsOf = ({ hidden, readout }: SimpleStagedNetwork): NDArray[] => {
  const [gru, out] = [hidden as GRUCell, readout as Linear];
  return [gru.weightIh, gru.weightHh, gru.bias!, gru.biasN!, out.weight, out.bias!];
};

/** The places of the norms of gradients, and how the reference calls them. */
const places = {
  "step.net.hidden.weightIh": "weight_ih",
  "step.net.hidden.weightHh": "weight_hh",
  "step.net.hidden.bias": "bias",
  "step.net.hidden.biasN": "bias_n",
  "step.net.readout.weight": "readout_weight",
  "step.net.readout.bias": "readout_bias",
  global: "global",
} as const;

/** Expects Euclidean norms that differ by no more than a fraction. */
function expectNorms(weights: readonly NDArray[], expected: Values, tolerance: number): void {
  weights.forEach((weight, index) => {
    const found = Math.hypot(...weight.dataSync());
    expect(Math.abs(found - expected.at(listed[index]!).number), listed[index]).toBeLessThan(tolerance * (1 + found));
  });
}

/** Weights after the one batch that was kept; of what is not trained, those of the model. */
function partitionedWeights(model: Networked, kept: Networked): NDArray[] {
  const after = map((leaf: unknown) => (isArray(leaf) ? leaf.get(0) : leaf), kept as unknown) as Networked;
  return weightsOf(combine(after, model).step.net);
}

/** Expects losses that differ by no more than a fraction: rounding grows from batch to batch. */
function expectLosses(found: NDArray, expected: Values, what: string, tolerance = 2e-3): void {
  const wanted = expected.numbers;
  found.dataSync().forEach((x, index) => {
    expect(Math.abs(x / wanted[index]! - 1), `${what} ${index}`).toBeLessThan(index === 0 ? 1e-4 : tolerance);
  });
}

describe("twenty batches lose what they lose in Feedbax", () => {
  test.each(Object.entries(cases))("%s", async (name, [make, options = {}]) => {
    const expected = training.at(name);
    const { task, model } = make();
    const context = new TrainingContext<Networked, State>(model, task, (m) => m.step.net);
    const nBatches = expected.at("n_batches").number;
    const { model: trained, history } = await context.train({
      nBatches,
      batchSize: expected.at("batch_size").number,
      logStep: 5,
      key: key(1),
      gradientNorms: true,
      saveModelParameters: [0],
      ...options,
    });
    expectNorms(weightsOf(model.step.net), expected.at("weight_norms_before"), 1e-5);
    expectNorms(weightsOf(trained.step.net), expected.at("weight_norms_after"), 2e-3);
    // Only what is trained has a gradient here.
    const whole = history.gradientNorms!["step.net.hidden.weightIh"] !== undefined;
    for (const norms of expected.at("gradient_norms").items) {
      const batch = norms.at("batch").number;
      for (const [place, name] of Object.entries(places)) {
        const found = history.gradientNorms![place]?.get(batch).item();
        const isWhole = whole || name !== "global";
        if (found !== undefined && isWhole)
          expect(Math.abs(found / norms.at(name).number - 1), `${name} ${batch}`).toBeLessThan(
            batch === 0 ? 1e-4 : 5e-3,
          );
      }
    }
    const first = partitionedWeights(model, history.modelParameters!);
    first.forEach((weight, index) => {
      const found = weight.ravel().get(":4");
      const wanted = expected.at("weights_first_4_after_1_batch", listed[index]!).array();
      expectClose(found, wanted.get(`:${found.size}`), 1e-4, listed[index]);
    });
    expectLosses(history.loss.total, expected.at("total"), "total");
    for (const term of expected.at("losses").names)
      expectLosses(history.loss.terms[camel(term)]!, expected.at("losses", term), term, 2e-2);
    for (const batch of expected.at("validation").names)
      for (const term of expected.at("validation", batch).names) {
        const found = history.lossValidation.terms[camel(term)]!.get(Number(batch)).item();
        expect(Math.abs(found / expected.at("validation", batch, term).number - 1), `${term} ${batch}`).toBeLessThan(
          2e-2,
        );
      }
    weightsOf(trained.step.net).forEach((weight, index) => {
      const start = weight.ravel().get(":4");
      expectClose(
        start,
        expected.at("weights_first_4_after", listed[index]!).array().get(`:${start.size}`),
        2e-3,
        listed[index],
      );
    });
  });
});

test("what is trained may change: moments go on where they were", async () => {
  const expected = training.at("point_mass_noise_off_where_train_dict");
  const { task, model } = learning(plain);
  const context = new TrainingContext<Networked, State>(model, task, (m) => m.step.net);
  const { history } = await context.train({
    nBatches: 20,
    batchSize: 16,
    logStep: 5,
    key: key(1),
    whereTrain: { 0: (m) => m.step.net.readout, 10: (m) => [m.step.net.hidden, m.step.net.readout] },
  });
  // From there on Feedbax has the moments of the batch that was logged last, so it learns a little later.
  const total = expected.at("total").array();
  expectClose(history.loss.total.get(":11").div(total.get(":11")), ones([11]), 1e-4);
  expectClose(history.loss.total.get("11:").div(total.get("11:")), ones([9]), 0.2);
});

describe("ensembles lose what they lose in Feedbax", () => {
  test.each([true, false])("with random trials of their own: %s", async (ensembleRandomTrials) => {
    const expected = training.at(`ensemble_3_noise_on_random_trials_${ensembleRandomTrials ? "True" : "False"}`);
    const context = pointMassNNSimpleReaches({ nReplicates: 3, nSteps: 40, hiddenSize: 6, key: key(8) });
    const { model, history } = await context.train({
      nBatches: 8,
      batchSize: 16,
      logStep: 2,
      key: key(1),
      ensembleRandomTrials,
    });
    expectLosses(history.loss.total, expected.at("total"), "total");
    const start = weightsOf(model.step.net).map((weight) => weight.ravel().get(":4"));
    start.forEach((first, index) => {
      expectClose(first, expected.at("weights_first_4_after", listed[index]!), 1e-3, listed[index]);
    });
  });
});

/** A batch of reaches between given points. */
function reaches(starts: NDArray, goals: NDArray, nSteps: number): TaskTrialSpec<State> {
  const one = (start: NDArray, goal: NDArray): TaskTrialSpec<State> => {
    const value = goal.add(array(new Array(nSteps - 1).fill([0, 0]) as number[][]));
    return TaskTrialSpec.init<State>({
      inits: WhereDict.of<State, unknown>([(s) => s.mechanics.effector, CartesianState.init({ pos: start })]),
      inputs: { effectorTarget: new CartesianState({ pos: value, vel: value.mul(0), force: null }) },
      targets: WhereDict.of<State, TargetSpec>([
        (s) => s.mechanics.effector.pos,
        TargetSpec.init({ value, discount: powerDiscount(nSteps - 1) }),
      ]),
    });
  };
  return vmap(one)(starts, goals);
}

describe("a given batch has the gradient that Feedbax computes in double precision", () => {
  test.each([
    ["point_mass", () => learning(plain)],
    ["arm_corrected", () => learning(arm(weightsByFormula(12, 8, 2), false, still))],
    ["muscled_corrected", () => learning(arm(weightsByFormula(12, 8, 6), true, still))],
  ] as const)("%s", (name, make) => {
    const expected = training.at("given_batch", `given_batch_${name}`);
    const { task, model } = make();
    const points = (of: string): NDArray => expected.at(of).array();
    const trials = reaches(points("starts"), points("goals"), task.nSteps);
    const parts = partitionModel(
      treeCast(model, "float64"),
      trainedLeaves(model, (m) => m.step.net),
    );
    const loss = (trained: Networked): readonly [NDArray, LossDict] => {
      const whole = combineModel({ ...parts, trained });
      const one = (trial: TaskTrialSpec<State>): LossDict => {
        const start = startTrial<State>(whole, trial, key(0));
        return task.lossFunc.call(trajectoryOf<State>(whole, start, key(0)), start.trial, whole);
      };
      const losses = vmap(one)(trials);
      return [losses.total.mean(), losses];
    };
    const lossAndGradient = jit(valueAndGrad(loss, { hasAux: true }));
    let trained = parts.trained;
    const [[total, losses], gradient] = lossAndGradient(trained);
    expect(total.item()).toBeCloseTo(expected.at("total").number, 4);
    for (const term of expected.at("losses").names)
      expectClose(losses.terms[camel(term)]!.mean(), expected.at("losses", term), 1e-6, term);
    weightsOf(gradient.step.net).forEach((found, index) => {
      const scale = expected.at("gradient_norms", listed[index]!).number;
      const wanted = expected.at("gradient", listed[index]!).array().div(scale);
      expectClose(found.div(scale), wanted, 1e-6, listed[index]);
    });
    const steps = expected.at("adam_0.01_20_steps_on_this_batch");
    const optimizer = adam(0.01);
    let state = optimizer.init(trained);
    for (let step = 0; step < 20; step++) {
      const [[now], slope] = lossAndGradient(trained);
      expect(Math.abs(now.item() / steps.at("total", step).number - 1), `step ${step}`).toBeLessThan(1e-4);
      expect(Math.abs(globalNorm(slope).item() / steps.at("gradient_norm", step).number - 1)).toBeLessThan(1e-3);
      const [updates, next] = optimizer.update(slope, state, trained);
      [trained, state] = [applyUpdates(trained, updates), next];
    }
  });
});
