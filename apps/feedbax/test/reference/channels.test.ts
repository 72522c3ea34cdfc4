import { array, sqrt, zeros, type NDArray } from "@proj/array";
import { foldIn, key, split, subkeys } from "@proj/random";
import { leaves } from "@proj/tree";
import type { ChannelState } from "@proj/feedbax";
import {
  CartesianState,
  Channel,
  CompositeNoise,
  DirectForceInput,
  evalStateTraj,
  formatModelSpec,
  HalfNormal2Vector,
  LTISystem,
  Mechanics,
  Multiplicative,
  Normal,
  PointMass,
  SimpleFeedback,
  SimpleStagedNetwork,
  toggleChannelNoise,
  TwoLinkArm,
  ZeroNoise,
  type ChannelSpec,
  type FeedbackSignal,
  type Noise,
  type TwoLinkArmState,
} from "@proj/feedbax";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { listedWeights, pointMass } from "./models.ts";
import { expectClose, referenceValues, type Values } from "./values.ts";

beforeAll(() => setDefaultTarget(wasm()));

const channels = referenceValues("channels");
const numbersOf = (tree: unknown): NDArray => {
  const numbers = (leaves(tree, undefined) as readonly NDArray[]).flatMap((leaf) =>
    Array.from(leaf.dataSync(), Number),
  );
  return array(numbers);
};

/** Expects output, queue and noise of a channel. */
function expectChannel(state: ChannelState<unknown>, expected: Values, what: string): void {
  const flat = (name: string): Values => expected.at(name);
  expectClose(numbersOf(state.output), flat("output"), 2e-7, `${what} output`);
  // Of most steps only the output is listed.
  if (!expected.names.includes("queue")) return;
  expect(state.queue.length, what).toBe(flat("queue").items.length);
  expectClose(numbersOf(state.queue), flat("queue"), 1e-6, `${what} queue`);
  if (state.noise === null) expect(expected.at("noise").isNull, what).toBe(true);
  else expectClose(numbersOf(state.noise), flat("noise"), 2e-7, `${what} noise`);
}

const noises: Readonly<Record<string, Noise>> = {
  "Normal()": Normal.init(),
  "Normal(std=0.1)": Normal.init(0.1),
  "Normal(std=0.3, mean=0.5)": Normal.init(0.3, 0.5),
  "Multiplicative(Normal(0.2))": Multiplicative.init(Normal.init(0.2)),
  "Multiplicative(Normal(0.2), scale_func=norm over last axis, keepdims)": Multiplicative.init(Normal.init(0.2), (x) =>
    sqrt(x.mul(x).sum({ axis: -1, keepdims: true })),
  ),
  "ZeroNoise()": ZeroNoise.init(),
  "CompositeNoise(Normal(0.1), Normal(0.2), Multiplicative(Normal(0.3)))": CompositeNoise.init([
    Normal.init(0.1),
    Normal.init(0.2),
    Multiplicative.init(Normal.init(0.3)),
  ]),
  "(Normal(0.1) + Normal(0.2)) + Normal(0.3)": Normal.init(0.1).plus(Normal.init(0.2)).plus(Normal.init(0.3)),
  "HalfNormal2Vector(0.5)": HalfNormal2Vector.init(0.5),
  "Multiplicative(Normal(0.025)) + Normal(0.045)": Multiplicative.init(Normal.init(0.025)).plus(Normal.init(0.045)),
};

test("noise is that of the reference for the same keys", () => {
  for (const row of channels.at("noise_functions").items) {
    // Feedbax draws vectors in the plane for one signal only.
    if (!row.names.includes("value")) continue;
    const found = noises[row.at("noise").text]!.call(key(row.at("seed").number), row.at("x").array("float32"));
    expectClose(found, row.at("value"), 5e-7, `${row.at("noise").text} ${row.at("seed").text}`);
  }
});

describe("channels are those of the reference", () => {
  const rows = [...channels.at("deterministic").items, ...channels.at("noisy").items];
  const [pos, vel] = ["pos", "vel"].map((name) => channels.at("inputs", name).array("float32")) as [NDArray, NDArray];
  const keys = split(key(7), 10);
  const has = (row: Values, name: string): boolean => row.names.includes(name);

  test.each(rows.map((row, index) => [index, row] as const))("case %i", (_index, row) => {
    const noise = has(row, "noise") ? noises[row.at("noise").text]! : null;
    const channel = Channel.init<readonly [NDArray, NDArray]>(row.at("delay").number, {
      inputProto: [zeros([2]), zeros([2])],
      noise,
      ...(has(row, "init_value") && { initValue: row.at("init_value").number }),
    });
    const run = row.at("run");
    let state = channel.init(key(0));
    expectChannel(state, run.at("init"), "init");
    if (has(run, "filled_queue_with")) {
      const [first, second] = run.at("filled_queue_with").items.map((one) => one.array("float32"));
      state = channel.fillQueue(state, [first!, second!]);
    }
    run.at("steps").items.forEach((expected, step) => {
      state = channel.call({ input: [pos.get(step), vel.get(step)], intervene: {} }, state, keys.get(step));
      expectChannel(state, expected, `step ${step}`);
    });
    expect(Object.keys(channel.modelSpec).length).toBe(run.at("stages").items.length);
  });

  test("noise is switched on and off", () => {
    const options = { inputProto: zeros([1]), noise: Normal.init() };
    const pair = { a: Channel.init(0, options), b: Channel.init(0, { ...options, addNoise: false }) };
    const flags = ({ a, b }: typeof pair): unknown => [a.addNoise, b.addNoise];
    const expected = channels.at("errors_and_toggles");
    expect(flags(toggleChannelNoise(pair))).toEqual(
      expected.at("toggle_channel_noise values (a was on, b was off)").plain,
    );
    expect(flags(toggleChannelNoise(pair, false))).toEqual(
      expected.at("toggle_channel_noise(enabled=False) values").plain,
    );
    expect(pair.b.init(key(0)).noise).toBeNull();
  });
});

test("delayed channels begin with what a body senses at rest, in the order of their names", () => {
  const given = channels.at("simple_feedback_arm_two_channels");
  const mechanics = Mechanics.init<TwoLinkArmState>(DirectForceInput.init(TwoLinkArm.init()), 0.01);
  const noise = Normal.init(0);
  const felt: ChannelSpec<TwoLinkArmState> = {
    where: ({ plant: { skeleton } }) => [skeleton.angle, skeleton.dAngle],
    delay: 3,
    noise,
  };
  const seen: ChannelSpec<TwoLinkArmState> = { where: ({ effector }) => [effector.pos, effector.vel], delay: 5, noise };
  const net = SimpleStagedNetwork.init(12, 3, { outSize: 2, key: key(0) });
  const feedbackSpec: Readonly<Record<string, ChannelSpec<TwoLinkArmState>>> = { vision: seen, proprioception: felt };
  const step = SimpleFeedback.init(net, mechanics, { feedbackSpec, motorNoise: noise });
  const effector = new CartesianState({ pos: array([0.1, 0.4]), vel: array([0.1, 0.2]), force: zeros([2]) });
  const before = step.init(key(1));
  const state = step.stateConsistencyUpdate(before.with({ mechanics: before.mechanics.with({ effector }) }));
  const expected = given.at("after_consistency_update");
  const { skeleton } = state.mechanics.plant;
  expectClose(skeleton.angle, expected.at("mechanics", "plant", "skeleton", "angle"), 1e-6);
  expectClose(skeleton.dAngle, expected.at("mechanics", "plant", "skeleton", "d_angle"), 2e-6);
  for (const name of given.at("channel_order").items.map(({ text }) => text)) {
    const channel = state.feedback[name] as ChannelState<FeedbackSignal>;
    const queue = expected.at("feedback", name, "queue");
    expect(channel.queue.length).toBe(queue.items.length);
    expectClose(numbersOf(channel.queue), queue, 2e-6, name);
  }
  const input = [array([0.5, 0.6]), array([0.7, 0.8])];
  const next = step.call({ input, intervene: {} }, state, key(2));
  expectClose(next.net.input, given.at("net_input_after_one_step"), 2e-6);
});

describe("keys are split as in the reference", () => {
  const chain = referenceValues("iteration_and_keys");
  const same = (found: NDArray, expected: Values): void => expect([...found.dataSync()]).toEqual(expected.numbers);

  test("from the key of an evaluation down to the noise in each signal", () => {
    const rollouts = referenceValues("rollouts");
    const noisy = { feedbackNoiseStd: 0.025, motorNoiseStd: 0.025 };
    const { task, model } = pointMass(listedWeights(rollouts.at("weights_point_mass")), noisy);
    const states = task.eval(model, key(2));
    const given = chain.at("key_chain");
    const trialKey = split(key(2), 7).get(0);
    same(trialKey, given.at("trial_key"));
    for (const step of given.at("steps").items) {
      const stepKey = split(trialKey, 99).get(step.at("input_step").number);
      same(stepKey, step.at("step_key"));
      const stages = subkeys(stepKey, 4);
      stages.forEach((stage, index) => {
        same(stage, step.at("stage_keys", index));
      });
      const feedback = subkeys(stages[0])[1];
      same(feedback, step.at("feedback", "stage"));
      const index = step.at("state_index").number;
      const [pos, vel] = states.feedback.noise as [NDArray, NDArray];
      expectClose(pos.get(0, index), step.at("feedback", "noise_pos"), 1e-6);
      expectClose(vel.get(0, index), step.at("feedback", "noise_vel"), 1e-6);
      expectClose(states.net.output!.get(0, index), step.at("efferent", "network_output"), 1e-5);
      expectClose((states.efferent.noise as NDArray).get(0, index), step.at("efferent", "noise"), 1e-6);
    }
  });

  test("from the key of a training down to the parts of a trial", () => {
    const given = chain.at("training_key_chain");
    const batchKey = foldIn(key(1), 0);
    same(batchKey, given.at("batch_key"));
    const [train, evaluation] = subkeys(batchKey);
    same(train, given.at("train"));
    same(evaluation, given.at("eval"));
    const parts = subkeys(train, 3);
    parts.forEach((part, index) => {
      same(part, given.at("trials_init_model", index));
    });
    const trial = split(parts[0], 250).get(0);
    same(trial, given.at("trial_0"));
    subkeys(trial, 3).forEach((part, index) => {
      same(part, given.at("trial_parts", index));
    });
  });

  test("stages are those of the reference", () => {
    const { model } = pointMass(listedWeights(referenceValues("rollouts").at("weights_point_mass")), {
      feedbackNoiseStd: 0.025,
      motorNoiseStd: 0.025,
    });
    const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    const nameOf = (line: string): string => line.slice(0, line.indexOf(":"));
    const expected = chain.at("model_spec_noise_on").items.map(({ text }) => camel(nameOf(text)));
    expect(formatModelSpec(model.step).split("\n").map(nameOf)).toEqual(expected);
  });
});

test("linear systems", () => {
  const given = referenceValues("iteration_and_keys").at("lti_system");
  const matrix = (name: string): NDArray => given.at(name).array("float32");
  const system = LTISystem.init(matrix("A"), matrix("B"), matrix("C"));
  const field = {
    call: ({ input }: { input: NDArray }, x: NDArray) => system.vectorField(array(0), x, input),
    init: () => zeros([2]),
  };
  expectClose(system.vectorField(array(0), matrix("state"), matrix("input")), given.at("vector_field"), 1e-6);
  expect([system.inputSize, system.stateSize]).toEqual([given.at("input_size").number, given.at("state_size").number]);
  expectClose(system.init(key(0)), given.at("init"), 0);
  const traj = evalStateTraj(field, matrix("state"), 5, matrix("input"), key(0));
  expectClose(traj, referenceValues("iteration_and_keys").at("eval_state_traj", "traj"), 1e-6);
});

test("a point mass with delays", () => {
  const given = channels.at("simple_feedback_point_mass_delay2_motordelay1");
  const mechanics = Mechanics.init(DirectForceInput.init(PointMass.init()));
  const where = ({ effector }: { effector: CartesianState }): FeedbackSignal => [effector.pos, effector.vel];
  const net = SimpleStagedNetwork.init(8, 3, { outSize: 2, key: key(0) });
  const noise = Normal.init(0);
  const step = SimpleFeedback.init(net, mechanics, {
    feedbackSpec: { where: ({ plant: { skeleton } }) => where({ effector: skeleton }), delay: 2, noise },
    motorDelay: 1,
    motorNoise: noise,
  });
  const before = step.init(key(1));
  const effector = new CartesianState({
    pos: array([0.3, -0.4]),
    vel: array([0.1, 0.2]),
    force: array([0.5, 0.6]),
  });
  const state = step.stateConsistencyUpdate(before.with({ mechanics: before.mechanics.with({ effector }) }));
  expectChannel(before.feedback, given.at("init", "feedback"), "before");
  expectChannel(state.feedback, given.at("after_consistency_update", "feedback"), "feedback");
  expectChannel(state.efferent, given.at("after_consistency_update", "efferent"), "efferent");
});
