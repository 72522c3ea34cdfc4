import { add, array, type NDArray } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { treeAt, type Linear } from "@proj/module";
import { adam, exponentialDecay, injectHyperparams, sgd } from "@proj/optim";
import { key } from "@proj/random";
import {
  ModelLoss,
  pointMassNNSimpleReaches,
  sumOfLosses,
  TaskTrainer,
  TrainingContext,
  type PointMassNN,
  type SimpleFeedbackState,
} from "@proj/feedbax";
import { beforeAll, describe, expect, test } from "vitest";
import { expectClose, referenceValues } from "./values.ts";

beforeAll(() => setDefaultTarget(wasm()));

const given = referenceValues("trainer_behaviour");
// The reference does not tell its model and batches; of small ones, these give its losses to seven digits.
const quiet = { feedbackNoiseStd: 0, motorNoiseStd: 0 };
const context = pointMassNNSimpleReaches({ key: key(5), nSteps: 10, hiddenSize: 4, ...quiet });
const run = { nBatches: 4, batchSize: 3, key: key(1), logStep: 4, learningRate: 0 };
const learning = { ...run, learningRate: 0.01 };
const readoutOf = (model: PointMassNN): Linear => model.step.net.readout as Linear;

describe("a trainer does what that of Feedbax does", () => {
  test("parameters are kept after all batches or after chosen ones, and functions change the model after each", async () => {
    const modelUpdateFuncs = [
      (model: PointMassNN) => treeAt((m) => readoutOf(m).bias!, model, add(readoutOf(model).bias!, 1)),
    ];
    const whole = await context.train({ ...run, saveModelParameters: true, modelUpdateFuncs });
    expect(readoutOf(whole.history.modelParameters!).weight.shape).toEqual(
      given.at("save_model_parameters=True, where (hidden, readout)").plain,
    );
    expect(readoutOf(whole.model).bias!.toList()).toEqual(
      given.at("model_update_funcs (adds 1 to the readout bias each batch), final bias with lr 0").plain,
    );
    const chosen = await context.train({ ...run, saveModelParameters: [0, 3] });
    expect(readoutOf(chosen.history.modelParameters!).weight.shape).toEqual(
      given.at("save_model_parameters=[0,3], where (hidden, readout)").plain,
    );
    // Only validated batches have a validation loss, as there.
    const validated = given.at("log_step 100 with n_batches 4", 0).numbers.map((loss) => loss !== 0);
    expect(chosen.history.lossValidation.total.toList()).toEqual([expect.any(Number), 0, 0, expect.any(Number)]);
    expect(validated).toEqual([false, false, false, true]);
  });

  test("the learning rate is that of the optimiser, and a loss may look at the model", async () => {
    const weights = new ModelLoss<PointMassNN>("weights", (model) => readoutOf(model).weight.sum());
    const lossFunc = sumOfLosses<SimpleFeedbackState>([1, context.task.lossFunc], [1, weights]);
    const { history } = await context.train({ ...run, learningRate: 0.01, lossFunc });
    const rates = given.at("learning_rate history").numbers;
    (history.learningRate.toList() as number[]).forEach((rate, batch) => expect(rate).toBeCloseTo(rates[batch]!, 6));
    const labels = Object.keys(history.loss.terms).map((name) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    expect(labels.sort()).toEqual(given.at("loss_func with a model term: labels").plain);
  });
});

describe("losses are those of Feedbax", () => {
  const totals = given.at("totals of 8 batches");

  test("of each batch, with and without learning", async () => {
    expectClose((await context.train({ ...learning, nBatches: 8 })).history.loss.total, totals, 1e-6);
    expectClose((await context.train(run)).history.loss.total, given.at("same with idx_start=0"), 1e-6);
  });

  test("when a run goes on from a checkpoint, which Feedbax keeps after the same batches", async () => {
    const [names, there] = given.at("checkpoints then restore").items;
    const kept = new Map<number, Uint8Array>();
    const save = (batches: number, bytes: Uint8Array): void => void kept.set(batches, bytes);
    const load = (): Uint8Array | null => kept.get(5) ?? null;
    const options = { ...learning, nBatches: 6, logStep: 2, checkpoints: { save, load } };
    await context.train({ ...options, checkpointBatches: [1, 3] });
    const batchesThere = names!.plain as readonly string[];
    // Feedbax numbers them by the batch that they follow.
    for (const name of batchesThere.filter((one) => one.startsWith("ckpt")))
      expect([...kept.keys()]).toContain(Number(/\d+/.exec(name)![0]) + 1);
    const { history } = await context.train({ ...options, restoreCheckpoint: true });
    expectClose(history.loss.total, there!, 1e-6);
  });

  test("when a model goes on with the state of its optimiser", async () => {
    const { model, optState } = await context.train(learning);
    const on = new TrainingContext(model, context.task, (m) => m.step.net);
    expectClose((await on.train({ ...learning, optState })).history.loss.total, given.at("opt_state passed on"), 1e-6);
  });

  test("up to infinity, where the run ends", async () => {
    const steep = { ...learning, nBatches: 8, learningRate: 1e9, optimizer: (rate: NDArray) => sgd(rate) };
    const { history, ended } = await context.train(steep);
    const [there] = given.at("NaN loss with checkpointing on").items;
    const ratios = there!.numbers.slice(1, 3).map((loss, batch) => history.loss.total.get(batch + 1).item() / loss);
    for (const ratio of ratios) expect(ratio).toBeCloseTo(1, 4);
    expect(history.loss.total.get(3).item()).toBe(there!.numbers[3]);
    // Here the history has the loss that ended the run, too.
    expect(history.loss.total.get("4:").toList()).toEqual([NaN, ...there!.numbers.slice(5)]);
    expect(ended).toBe("nan");
  });

  test("a whole model is trained as its network is, and an optimiser without a learning rate tells none", async () => {
    expect(given.at("where_train whole model").text).toBe("ok");
    const whole = await context.train({ ...learning, whereTrain: (model: PointMassNN) => model });
    expectClose(whole.history.loss.total.get(":4"), array(totals.numbers.slice(0, 4)), 1e-6);
    const plain = await new TaskTrainer(adam(0.01)).train(context.task, context.model, {
      nBatches: 2,
      batchSize: 3,
      whereTrain: (model: PointMassNN) => model.step.net,
      key: key(1),
    });
    expectClose(plain.history.learningRate, given.at("plain optax.adam, learning_rate history"), 0);
  });
});

describe("where that of Feedbax is mistaken, this one is not", () => {
  test("the rate of a schedule is that of the batch, and not of the one before", async () => {
    const lagging = given.at("learning_rate history, schedule").numbers;
    const schedule = exponentialDecay({ initValue: 0.01, transitionSteps: 2, decayRate: 0.25, staircase: true });
    const optimizer = injectHyperparams(({ learningRate }) => adam(learningRate), { learningRate: schedule });
    const { history } = await new TaskTrainer(optimizer).train(context.task, context.model, {
      nBatches: 8,
      batchSize: 3,
      whereTrain: (model: PointMassNN) => model.step.net,
      key: key(1),
    });
    expectClose(history.learningRate.get(":7"), array(lagging.slice(1)), 1e-7);
  });

  test("batches of training are evaluated, and each has trials of its own", async () => {
    expect(given.at("eval_train_batch").text).toMatch(/NameError/);
    const [, states, losses] = context.task.evalTrainBatch(context.model, { size: 3, current: 0, total: 1 }, key(1));
    expect(states.mechanics.effector.pos.shape).toEqual([3, 10, 2]);
    expect(losses.total.item()).toBeGreaterThan(0);
    // There all batches are the last of the run before, as if it were drawn again and again.
    const repeated = given.at("idx_start=4, n_batches=4: totals").numbers;
    let { model } = context;
    let optState: unknown;
    for (const loss of repeated) {
      const same = new TrainingContext(model, context.task, (m) => m.step.net);
      const before = optState === undefined ? {} : { optState };
      const done = await same.train({ ...learning, nBatches: 1, logStep: 1, idxStart: 3, ...before });
      expect(done.history.loss.total.get(0).item()).toBeCloseTo(loss, 5);
      ({ model, optState } = done);
    }
  });

  test("batches of a run that begins in the middle have trials of their own", async () => {
    const names = [
      "idx_start=4, n_batches=4, model updates off by lr 0: totals (same trials each batch?)",
      "same with idx_start=0",
    ];
    const [same, own] = names.map((name) => new Set(given.at(name).numbers).size);
    expect([same, own]).toEqual([1, 4]);
    const { history } = await context.train({ ...run, idxStart: 4 });
    expect(new Set(history.loss.total.dataSync()).size).toBe(own);
    expect(history.lossValidation.total.get(-1).item()).toBeGreaterThan(0);
    expect(given.at("idx_start=4 validation history").numbers).toEqual([0, 0, 0, 0]);
  });

  test.each([
    ["log_step 0", /ZeroDivisionError/, { logStep: 0 }, "logStep 0 for 4 batches"],
    ["save_model_parameters=True, where step.net", /ValueError/, { saveModelParameters: true }, null],
    ["save_trial_specs=[0,2]", /TypeError/, { saveTrialSpecs: [0, 2] }, null],
    ["batch_callbacks", /TypeError/, { batchCallbacks: { 2: () => undefined } }, null],
  ] as const)("%s", async (name, there, options, here) => {
    expect(given.at(name).text).toMatch(there);
    const trained = context.train({ ...run, ...options });
    if (here === null) expect((await trained).ended).toBe("complete");
    else await expect(trained).rejects.toThrow(here);
  });
});
