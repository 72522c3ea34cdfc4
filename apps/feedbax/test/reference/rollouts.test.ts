import { arange, array, equal, ones, type NDArray } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import type { GRUCell, Linear } from "@proj/module";
import { key } from "@proj/random";
import {
  addFixedIntervenor,
  AddNoise,
  ConstantInput,
  CurlField,
  FirstOrderFilter,
  FixedField,
  ModelIterator,
  NetworkClamp,
  NetworkConstantInput,
  Normal,
  pointMassNNSimpleReaches,
  scheduleIntervenor,
  SimpleFeedback,
  TimeSeriesParam,
  type Channel,
  type ChannelSpec,
  type FeedbackSignal,
  type HiddenHolder,
  type LossDict,
  type SimpleFeedbackState,
} from "@proj/feedbax";
import { beforeAll, describe, expect, test } from "vitest";
import { arm, listedWeights, pointMass, weightsByFormula } from "./models.ts";
import { expectClose, referenceValues, type Values } from "./values.ts";

beforeAll(() => setDefaultTarget(wasm()));

const rollouts = referenceValues("rollouts");
const weights = listedWeights(rollouts.at("weights_point_mass"));
const terms = {
  effectorPosition: "effector_position",
  effectorFinalVelocity: "effector_final_velocity",
  nnOutput: "nn_output",
  nnHidden: "nn_hidden",
} as const;

function expectLosses(losses: LossDict, expected: Values): void {
  for (const [term, name] of Object.entries(terms)) expectRatio(losses.terms[term]!, expected.at(name), 2e-4, term);
}

function expectRatio(found: NDArray, expected: Values, tolerance: number, what: string): void {
  found.dataSync().forEach((x, index) => {
    const ratio = x / expected.numbers[index]!;
    expect(Math.abs(ratio - 1), what).toBeLessThan(tolerance);
  });
}

const units = (values: Readonly<Record<number, number>>): NDArray =>
  array(Array.from({ length: 16 }, (_, unit) => values[unit] ?? NaN));
const plain = pointMass(weights);
const { model, task } = plain;
const mechanics = (m: typeof model) => m.step.mechanics;
const net = (m: typeof model) => m.step.net;
const pushed = (field: CurlField | FixedField, stageName: string | null = null) => ({
  task,
  model: addFixedIntervenor(model, mechanics, field, { stageName }),
});
const driven = (unit: NetworkClamp | NetworkConstantInput, stageName: string | null = null) => ({
  task,
  model: addFixedIntervenor(model, net, unit, { stageName }),
});
const scheduled = ([changed, placed]: readonly [typeof task, typeof model]) => ({ task: changed, model: placed });
const goalX = (trial: { readonly inputs: unknown }): NDArray =>
  (trial.inputs as { effectorTarget: { pos: NDArray } }).effectorTarget.pos.get(0, "0:1");

/** What is done to the model for each case of the reference. */
const cases: Readonly<Record<string, () => typeof plain>> = {
  base: () => plain,
  "curl_fixed_-0.5": () => pushed(CurlField.init({ amplitude: -0.5 })),
  "curl_fixed_+1_scale_2": () => pushed(CurlField.init({ scale: 2 })),
  "curl_at_stage_get_effector_-0.5": () => pushed(CurlField.init({ amplitude: -0.5 }), "getEffector"),
  "fixed_field_(0.2,-0.1)": () => pushed(FixedField.init({ field: array([0.2, -0.1]) })),
  clamp_unit_5_to_1_before_first_net_stage: () => driven(NetworkClamp.init({ unitSpec: units({ 5: 1 }) })),
  clamp_unit_5_to_1_at_hidden: () => driven(NetworkClamp.init({ unitSpec: units({ 5: 1 }) }), "hidden"),
  "constant_input_units_2:+0.1,7:-0.2_at_hidden": () =>
    driven(NetworkConstantInput.init({ unitSpec: units({ 2: 0.1, 7: -0.2 }) }), "hidden"),
  "feedback_impulse_y_-5_at_t80": () =>
    scheduled(
      scheduleIntervenor(
        task,
        model,
        (m) => m.step.feedbackChannels.models as Channel<FeedbackSignal>,
        ConstantInput.init<{ readonly output: FeedbackSignal }>({
          arrays: array([0, 1]),
          scale: -5,
          whereOut: (state) => state.output[0],
        }),
        { stageName: "updateQueue", params: { active: new TimeSeriesParam(equal(arange(99), 80)) } },
      ),
    ),
  "curl_scheduled_amplitude_2*goal_x": () =>
    scheduled(
      scheduleIntervenor(task, model, mechanics, CurlField.init(), {
        params: { amplitude: (trial) => goalX(trial).mul(2) },
      }),
    ),
  feedback_delay_5_motor_delay_2: () => pointMass(weights, { feedbackDelaySteps: 5 }, 2),
  feedback_delay_1: () => pointMass(weights, { feedbackDelaySteps: 1 }),
  "mass_2_damping_0.3": () => pointMass(weights, { mass: 2, damping: 0.3 }),
};

describe("a point mass with given weights moves as in the reference", () => {
  test.each(Object.entries(cases))("%s", (name, make) => {
    const expected = rollouts.at("point_mass", name);
    const found = make();
    const [states, losses] = found.task.evalWithLoss(found.model, key(2));
    const every = (x: NDArray): NDArray => x.get(":", "::5");
    expectClose(every(states.mechanics.effector.pos), expected.at("states", "pos"), 1e-5, "pos");
    expectClose(every(states.mechanics.effector.vel), expected.at("states", "vel"), 1e-5, "vel");
    expectClose(every(states.efferent.output), expected.at("states", "command"), 1e-5, "command");
    expectLosses(losses, expected.at("losses"));
  });

  test("undisturbed where the validation set has no part in the schedule", () => {
    const found = scheduled(
      scheduleIntervenor(task, model, mechanics, CurlField.init(), { validationSameSchedule: false }),
    );
    const [, losses] = found.task.evalWithLoss(found.model, key(2));
    expectLosses(losses, rollouts.at("point_mass", "base", "losses"));
  });

  test("with 50 units and weights by the formula", () => {
    const expected = rollouts.at("point_mass_H50_formula");
    const found = pointMass(weightsByFormula(8, 50, 2));
    const [states, losses] = found.task.evalWithLoss(found.model, key(2));
    expectClose(states.mechanics.effector.pos.get(":", "::10"), expected.at("pos_every_10"), 1e-5);
    expectLosses(losses, expected.at("losses"));
  });

  const noise = { feedbackNoiseStd: 0.025, motorNoiseStd: 0.025 };

  test("with noise in feedback and command", () => {
    const expected = rollouts.at("point_mass_noise_on_key2");
    const found = pointMass(weights, noise);
    const [states, losses] = found.task.evalWithLoss(found.model, key(2));
    expectClose(states.mechanics.effector.pos.get(":", "::5"), expected.at("pos"), 1e-5);
    expectClose(states.efferent.output.get(":", "::5"), expected.at("command"), 1e-5);
    expectLosses(losses, expected.at("losses"));
  });

  test.each([
    ["point_mass_AddNoise_hidden_0.05_before_first_stage_key2", null],
    ["point_mass_AddNoise_hidden_0.05_at_hidden_key2", "hidden"],
  ])("%s", (name, stageName) => {
    const hidden = (state: HiddenHolder): NDArray => state.hidden;
    const noisy = AddNoise.init<HiddenHolder>({ noise: Normal.init(0.05), whereIn: hidden, whereOut: hidden });
    const [states, losses] = task.evalWithLoss(addFixedIntervenor(model, net, noisy, { stageName }), key(2));
    const expected = rollouts.at(name);
    expectClose(states.mechanics.effector.pos.get(":", "::5"), expected.at("pos_every_5"), 1e-5);
    expectLosses(losses, expected.at("losses"));
  });
});

describe("arms with given weights move as in the reference", () => {
  const still = { proprioception: 0, vision: 0, motor: 0 };
  const late = { proprioception: 3, vision: 5, motor: 1 };

  test.each([
    ["arm", "corrected_base", still, null],
    ["arm", "corrected_curl_-2", still, CurlField.init({ amplitude: -2 })],
    ["arm", "corrected_fixed_field_(0.1,0.05)", still, FixedField.init({ field: array([0.1, 0.05]) })],
    ["arm", "corrected_delays_proprioception_3_vision_5_motor_1", late, null],
    ["muscled", "corrected_base", still, null],
    ["muscled", "corrected_curl_-2", still, CurlField.init({ amplitude: -2 })],
    ["muscled", "corrected_fixed_field_(0.1,0.05)", still, FixedField.init({ field: array([0.1, 0.05]) })],
    ["muscled", "corrected_delays_proprioception_3_vision_5_motor_1", late, null],
  ] as const)("%s %s", (body, name, delays, field) => {
    const expected = rollouts.at(body, name);
    const found = arm(listedWeights(rollouts.at(`weights_${body}`)), body === "muscled", delays);
    const moved = field === null ? found.model : addFixedIntervenor(found.model, (m) => m.step.mechanics, field);
    const [states, losses] = found.task.evalWithLoss(moved, key(2));
    const { effector, plant } = states.mechanics;
    const final = (x: NDArray): NDArray => x.get(":", -1);
    expectClose(effector.pos.get(":", "::5"), expected.at("states", "effector_pos_every_5"), 1e-5, "pos");
    expectClose(final(plant.skeleton.angle), expected.at("states", "final", "angle"), 1e-4, "angle");
    expectClose(final(states.efferent.output), expected.at("states", "final", "command"), 1e-4, "command");
    if (plant.muscles !== null) {
      expectClose(final(plant.muscles.activation), expected.at("states", "final", "activation"), 1e-4, "activation");
      expectClose(final(plant.muscles.tension), expected.at("states", "final", "tension"), 1e-4, "tension");
    }
    expectLosses(losses, expected.at("losses"));
  });
});

describe("what a command goes through", () => {
  const fork = referenceValues("fork_2026").at("rollout_point_mass_weights_of_rollouts_json");

  test.each([
    ["no_filter", null],
    ["tau_rise_0.1_decay_0.2", FirstOrderFilter.init(0.1, 0.2, 0.05)],
  ])("is a filter as in the later Feedbax: %s", (name, commandFilter) => {
    const expected = fork.at(name);
    const { net, mechanics: body, feedbackWhere } = model.step;
    const feedbackSpec = { where: feedbackWhere as ChannelSpec["where"] };
    const step = SimpleFeedback.init(net, body, { feedbackSpec, commandFilter });
    const filtered = ModelIterator.init<unknown, SimpleFeedbackState, SimpleFeedback>(step, 100);
    const [states, losses] = task.evalWithLoss(filtered, key(2));
    expectClose(states.mechanics.effector.pos.get(":", "::5"), expected.at("pos_every_5"), 1e-5, "pos");
    expectClose(states.mechanics.effector.pos.get(":", -1), expected.at("final_pos"), 1e-5, "final");
    for (const term of expected.at("losses").names) {
      const { value_mean: mean, weight } = expected.at("losses", term).plain as Readonly<Record<string, number>>;
      const camel = term.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      expect(losses.terms[camel]!.item() / (mean! * weight!), term).toBeCloseTo(1, 3);
    }
    expect(losses.total.item() / expected.at("total").number).toBeCloseTo(1, 3);
    if (commandFilter === null) return;
    expectClose(states.filtered!.get(0, ":10"), expected.at("filtered_force_trial_0_first_10"), 1e-5, "filtered");
    expectClose(states.efferent.output.get(0, ":10"), expected.at("command_trial_0_first_10"), 1e-5, "command");
    expect(Object.keys(step.modelSpec)).toEqual([
      "updateFeedback",
      "nnStep",
      "updateEfferent",
      "filterCommand",
      "mechanicsStep",
    ]);
  });
});

test("late feedback and commands with noise move as in the reference", () => {
  const expected = rollouts.at("point_mass_noise_on_delay3_motor1_key2");
  const found = pointMass(weights, { feedbackDelaySteps: 3, feedbackNoiseStd: 0.025, motorNoiseStd: 0.025 }, 1);
  const [states, losses] = found.task.evalWithLoss(found.model, key(2));
  expectClose(states.mechanics.effector.pos.get(":", "::5"), expected.at("pos_every_5"), 1e-5, "pos");
  expectClose(states.mechanics.effector.pos.get(":", -1), expected.at("final_pos"), 1e-5, "final");
  expectLosses(losses, expected.at("losses"));
});

describe("ensembles move as in the reference", () => {
  const { task: common, model: models } = pointMassNNSimpleReaches({
    nReplicates: 3,
    nSteps: 40,
    hiddenSize: 6,
    key: key(8),
  });

  test("with weights of their own", () => {
    const { hidden, readout } = models.step.net as unknown as {
      readonly hidden: GRUCell;
      readonly readout: Linear;
    };
    const found = { weight_ih: hidden.weightIh, weight_hh: hidden.weightHh, bias: hidden.bias, bias_n: hidden.biasN };
    const expected = rollouts.at("ensemble_weights");
    for (const [name, weight] of Object.entries(found)) expectClose(weight, expected.at(name), 1e-6, name);
    expectClose(readout.weight, expected.at("readout_weight"), 1e-6);
    expectClose(readout.bias, expected.at("readout_bias"), 0);
  });

  test.each([
    ["ensemble_3_H6_N40_noise_on_random_trials_True", true],
    ["ensemble_3_H6_N40_noise_on_random_trials_False", false],
  ] as const)("%s", (name, ensembleRandomTrials) => {
    const expected = rollouts.at(name);
    const [states, losses] = common.evalEnsembleWithLoss(models, 3, key(2), { ensembleRandomTrials });
    const { pos } = states.mechanics.effector;
    expect(pos.shape).toEqual(expected.at("shape").plain);
    expectClose(pos.get(":", ":", -1), expected.at("final_pos"), 1e-5, "final");
    for (const term of expected.at("losses").names) {
      const camel = term.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      const found = camel === "total" ? losses.total : losses.terms[camel]!;
      expectClose(found.div(expected.at("losses", term).array()), ones([3]), 1e-3, term);
    }
  });
});
