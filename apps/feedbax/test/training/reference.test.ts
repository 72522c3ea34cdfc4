import { ones, zeros, type NDArray } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { key, subkeys } from "@proj/random";
import { findCase, input, loadGroup, output } from "@proj/reference";
import { pointMassNNSimpleReaches, TrainingContext, type PointMassNN } from "@proj/feedbax";
import { beforeAll, describe, expect, test } from "vitest";
import { expectClose, referenceValues } from "../reference/values.ts";
import { reference, referenceContext, relativeDifference, weightNames, weightOf } from "./reference-weights.ts";
import { inDouble, lossAndGradient } from "./training-loss.ts";

beforeAll(() => setDefaultTarget(wasm()));

/** The terms of the loss, and how Feedbax calls them. */
const feedbaxTerms = {
  effectorPosition: "effector_position",
  effectorFinalVelocity: "effector_final_velocity",
  nnOutput: "nn_output",
  nnHidden: "nn_hidden",
} as const;

const stepKey = (): NDArray => reference(findCase("gru-point-mass", "keys", "batch 0"), "step");
const batch = (size: number) => ({ size, current: 0, total: 10 });

describe("a model made from a key", () => {
  test.each(loadGroup("gru-point-mass", "initialization"))("has the weights of the reference for $name", (example) => {
    const [, seed] = input(example, "key").data;
    const { model } = pointMassNNSimpleReaches({ key: key(Number(seed)) });
    for (const name of weightNames) {
      const expected = reference(example, name);
      // XLA fuses the multiplication and the addition of a uniform number; the last bit can differ.
      expect(relativeDifference(weightOf(model, name).add(1), expected.add(1)), name).toBeLessThanOrEqual(2 ** -23);
    }
  });
});

describe("a batch drawn from a step's key", () => {
  test("has the starts and goals of the reference, bit for bit", () => {
    const { task } = referenceContext();
    const [trialsKey] = subkeys(stepKey(), 3);
    const trials = task.trainTrials(trialsKey, batch(8));
    const start = (trials.inits.get("mechanics.effector") as { readonly pos: NDArray }).pos;
    const goal = (trials.inputs as { readonly effectorTarget: { readonly pos: NDArray } }).effectorTarget.pos;
    const expected = findCase("gru-point-mass", "trials", "batch 8");
    expect([...start.dataSync()]).toEqual([...output(expected, "start").data]);
    expect([...goal.get(":", 0).dataSync()]).toEqual([...output(expected, "goal").data]);
    expect([...goal.get(":", -1).dataSync()]).toEqual([...output(expected, "goal").data]);
  });

  test("has the noise of the reference within one unit in the last place", () => {
    const { model, task } = referenceContext();
    const [, states] = task.evalTrainBatch(model, batch(8), stepKey());
    const expected = findCase("gru-point-mass", "noise", "batch 8");
    const [pos, vel] = states.feedback.noise as [NDArray, NDArray];
    const ulp = 2 ** -23;
    expect(relativeDifference(pos.get(":", "1:"), reference(expected, "feedbackPos"))).toBeLessThan(ulp);
    expect(relativeDifference(vel.get(":", "1:"), reference(expected, "feedbackVel"))).toBeLessThan(ulp);
    const command = states.net.output!.get(":", "1:");
    const composed = command.mul(reference(expected, "motorMultiplicative")).add(reference(expected, "motorAdditive"));
    expect(relativeDifference((states.efferent.noise as NDArray).get(":", "1:"), composed)).toBeLessThan(4 * ulp);
  });

  test.each(["noise", "no noise"])("leads through the states of the reference, with %s", (name) => {
    const expected = findCase("gru-point-mass", "states", name);
    const { model, task } = referenceContext(name === "noise");
    const [, states] = task.evalTrainBatch(model, batch(8), stepKey());
    const first = (x: NDArray): NDArray => x.get(0, "1:");
    const rows = expected.params["hiddenRows"] as number[];
    const pairs: [string, NDArray][] = [
      ["pos", first(states.mechanics.effector.pos)],
      ["vel", first(states.mechanics.effector.vel)],
      ["netInput", first(states.net.input)],
      ["netOutput", first(states.net.output!)],
      ["force", first(states.efferent.output)],
      ["hidden", first(states.net.hidden).get(rows)],
    ];
    for (const [field, found] of pairs) {
      expect(relativeDifference(found, reference(expected, field)), field).toBeLessThan(1e-5);
    }
    expect(states.mechanics.effector.pos.shape).toEqual([8, 100, 2]);
    expect(states.net.hidden.get(":", 0).sum().item()).toBe(0);
  });
});

describe("the loss and its gradient are those of the reference", () => {
  const check = (name: string, context: ReturnType<typeof referenceContext>, size: number, tolerance: number) => {
    const expected = findCase("gru-point-mass", "loss", name);
    const [[total, losses], gradient] = lossAndGradient(context, size, stepKey());
    expect(relativeDifference(total, reference(expected, "total"))).toBeLessThan(tolerance);
    for (const [term, value] of Object.entries(losses.terms)) {
      expect(relativeDifference(value, reference(expected, term)), term).toBeLessThan(tolerance);
    }
    for (const weight of weightNames.filter((weight) => weight in expected.outputs)) {
      expect(relativeDifference(weightOf(gradient, weight), reference(expected, weight)), weight).toBeLessThan(
        tolerance,
      );
    }
  };

  test.each(["batch 8", "batch 8 no noise"])("for %s in single precision", (name) => {
    check(name, referenceContext(!name.includes("no noise")), 8, 2e-5);
  });

  test("for batch 250 in single precision", () => check("batch 250", referenceContext(), 250, 2e-5));

  test.each(["batch 8 float64", "batch 8 no noise float64"])("for %s", (name) => {
    const context = referenceContext(!name.includes("no noise"));
    const { model, task, whereTrain } = context;
    const double = new TrainingContext(inDouble(model), task, whereTrain);
    // The discount is kept in single precision.
    check(name, double, 8, 1e-7);
  });

  test("for the validation set", () => {
    const { model, task } = referenceContext(false);
    const expected = findCase("gru-point-mass", "loss", "validation no noise");
    const losses = task.evalWithLoss(model, key(0))[1];
    expect(relativeDifference(losses.total, reference(expected, "total"))).toBeLessThan(1e-5);
    for (const [term, value] of Object.entries(losses.terms)) {
      expect(relativeDifference(value, reference(expected, term)), term).toBeLessThan(1e-5);
    }
  });
});

describe("twenty batches of training", () => {
  const feedbax = referenceValues("training").at("prebuilt");

  test.each([
    ["noise", "head_noise_on"],
    ["no noise", "head_noise_off"],
  ])("lose what the reference and Feedbax lose, with %s", async (name, run) => {
    const expected = findCase("gru-point-mass", "training", name);
    const context = referenceContext(name === "noise");
    const after: PointMassNN[] = [];
    const { history } = await context.train({
      nBatches: 20,
      batchSize: 250,
      key: key(1),
      batchCallbacks: { 10: (model) => after.push(model) },
    });
    const ten = (values: NDArray): NDArray => values.get(":10");
    expect(relativeDifference(ten(history.loss.total), reference(expected, "total"))).toBeLessThan(1e-5);
    for (const [term, values] of Object.entries(history.loss.terms)) {
      expect(relativeDifference(ten(values), reference(expected, term)), term).toBeLessThan(1e-4);
    }
    for (const weight of ["hidden.biasN", "readout.weight", "readout.bias"]) {
      const difference = relativeDifference(weightOf(after[0]!, weight), reference(expected, `final ${weight}`));
      expect(difference, weight).toBeLessThan(1e-3);
    }
    const total = feedbax.at(run, "loss_total_of_every_batch").array();
    expectClose(history.loss.total.div(total), ones([20]), 1e-3);
    for (const batch of feedbax.at(run, "loss_terms_at").names.map(Number)) {
      const terms = feedbax.at(run, "loss_terms_at", batch);
      for (const [term, name] of Object.entries(feedbaxTerms)) {
        const found = history.loss.terms[term]!.get(batch).item();
        expect(Math.abs(found / terms.at(name).number - 1), `${term} ${batch}`).toBeLessThan(5e-3);
      }
    }
    const validation = feedbax.at(run, "validation_at_0");
    for (const [term, name] of Object.entries(feedbaxTerms)) {
      const found = history.lossValidation.terms[term]!.get(0).item();
      expect(Math.abs(found / validation.at(name).number - 1), `validation ${term}`).toBeLessThan(1e-3);
    }
    // The context's own model is not touched.
    expect(relativeDifference(weightOf(context.model, "readout.bias"), zeros([2]).add(1))).toBe(1);
  });
});
