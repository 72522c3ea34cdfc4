import { add } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { treeAt, type Linear } from "@proj/module";
import { key } from "@proj/random";
import {
  ModelLoss,
  pointMassNNSimpleReaches,
  sumOfLosses,
  type PointMassNN,
  type SimpleFeedbackState,
} from "@proj/feedbax";
import { beforeAll, describe, expect, test } from "vitest";
import { referenceValues } from "./values.ts";

beforeAll(() => setDefaultTarget(wasm()));

const given = referenceValues("trainer_behaviour");
const context = pointMassNNSimpleReaches({ key: key(0), nSteps: 6, hiddenSize: 4 });
const run = { nBatches: 4, batchSize: 3, key: key(1), logStep: 4, learningRate: 0 };
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

describe("where that of Feedbax is mistaken, this one is not", () => {
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
