import { zeros } from "@proj/array";
import {
  Channel,
  CompositeLoss,
  DirectForceInput,
  formatModelSpec,
  init,
  Mechanics,
  PointMass,
  pointMassNN,
  pointMassNNSimpleReaches,
  simpleReachLoss,
  SimpleFeedback,
  SimpleReaches,
  SimpleStagedNetwork,
  TargetSpec,
  TargetStateLoss,
  targetZero,
  TaskTrainer,
  TrainingContext,
  type SimpleFeedbackState,
} from "@proj/feedbax";
import { sgd } from "@proj/optim";
import { key } from "@proj/random";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";

const randomKey = key(0);
const lossFunc = simpleReachLoss();
const context = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: randomKey });
const { task, model } = context;
const body = model.step.mechanics;
const sight = { where: () => [zeros([2])], delay: 1, noise: null };
const training = { nBatches: 1, batchSize: 2, key: randomKey, logStep: 1, restoreCheckpoint: false, settings: {} };

/** Everything that takes options, with options that it knows. */
const calls: Readonly<Record<string, readonly [(options: never) => unknown, Readonly<Record<string, unknown>>]>> = {
  SimpleReaches: [
    (options) => new SimpleReaches(options),
    { lossFunc, nSteps: 4, workspace: [[-1, -1], [1, 1]], evalGridN: 1, evalNDirections: 3, evalReachLength: 1, seedValidation: 1 }, // prettier-ignore
  ],
  TargetStateLoss: [
    (options) => new TargetStateLoss<SimpleFeedbackState>("rest", options),
    { where: (state: SimpleFeedbackState) => state.net.hidden, norm: () => 0, spec: targetZero() },
  ],
  CompositeLoss: [(options) => new CompositeLoss({}, options), { weights: {}, label: "all" }],
  TargetSpec: [(options) => TargetSpec.init(options), { value: null, timeIdxs: null, discount: null }],
  "TaskTrainer.train": [
    (options) => new TaskTrainer(sgd(0.1)).train(task, model, options),
    { ...training, whereTrain: context.whereTrain, ensembled: false },
  ],
  "TrainingContext.train": [(options) => context.train(options), { ...training, learningRate: 0.1, checkpoints: null }],
  TrainingContext: [(options) => new TrainingContext(model, task, () => 0, options), { ensembled: false }],
  evalEnsemble: [(options) => task.evalEnsemble(model, 1, randomKey, options), { ensembleRandomTrials: true }],
  pointMassNN: [(options) => pointMassNN(task, options), { key: randomKey, hiddenSize: 3, dt: 0.1, mass: 2 }],
  pointMassNNSimpleReaches: [
    (options) => pointMassNNSimpleReaches(options),
    { key: randomKey, hiddenSize: 3, nReplicates: 1, feedbackDelaySteps: 1, motorNoiseStd: 0 },
  ],
  "Channel.init": [(options) => Channel.init(1, options), { inputProto: zeros([1]), noise: null, initValue: 1 }],
  "Mechanics.init": [(options) => Mechanics.init(body.plant, 0.1, options), { solver: body.solver }],
  "DirectForceInput.init": [(options) => DirectForceInput.init(PointMass.init(), options), { clipStates: false }],
  "SimpleStagedNetwork.init": [
    (options) => SimpleStagedNetwork.init(3, 4, options),
    { key: randomKey, outSize: 2, useBias: true, encodingSize: null },
  ],
  "SimpleFeedback.init": [
    (options) => SimpleFeedback.init(model.step.net, body, options),
    { feedbackSpec: sight, motorDelay: 1, motorNoise: null },
  ],
  "SimpleFeedback.init of a channel": [
    (options) => SimpleFeedback.init(model.step.net, body, { feedbackSpec: options }),
    sight,
  ],
  formatModelSpec: [(options) => formatModelSpec(model.step, options), { indent: 2, newlines: false }],
};

const cases = Object.entries(calls).flatMap(([name, [call, options]]) =>
  // A channel without `where` is channels by name.
  Object.keys(options)
    .filter((option) => option !== "where" || !name.endsWith("channel"))
    .map((option) => [name, option, call, options] as const),
);

describe("options", () => {
  test.each(cases)("of %s: a misspelt %s is an error that names it", async (name, option, call, options) => {
    const { [option]: value, ...others } = options;
    const misspelt = option.replace(/.$/, "").replace(/^$/, "x");
    const message = await Promise.resolve({ ...others, [misspelt]: value } as never)
      .then(call)
      .then(
        () => "",
        (error: unknown) => (error as Error).message,
      );
    expect(message).toContain(`received an option "${misspelt}", which it does not know`);
    expect(message).toContain(`write ${option} instead of ${misspelt}`);
    expect(message).toMatch(new RegExp(`^${name.replace(/ of.*/, "")}`));
  });

  test("of devices are names that exist", async () => {
    await expect(init("gpu" as never)).rejects.toThrow('"webgpu" or "wasm" or "reference"');
  });

  test("that cannot be left out are named", () => {
    expect(() => pointMassNNSimpleReaches({} as never)).toThrow("key: undefined");
    expect(() => new SimpleReaches({ lossFunc } as never)).toThrow("nSteps: undefined");
    expect(() => SimpleStagedNetwork.init(3, 4, undefined as never)).toThrow("undefined as its options");
  });
});

test("tasks, losses, trainers and contexts are printed with their fields", () => {
  expect(inspect(new TaskTrainer(sgd(0.1)))).toMatch(/^TaskTrainer \{\n {2}checkpoints: null,/);
  expect(inspect(task)).toMatch(/^SimpleReaches \{.* {2}lossFunc: CompositeLoss \{.*nSteps: 4,.*\}$/s);
  expect(inspect(context)).toMatch(/^TrainingContext \{.*task: SimpleReaches \{/s);
  expect(String(new CompositeLoss({}))).toBe('CompositeLoss { label: "", terms: {}, weights: {} }');
});
