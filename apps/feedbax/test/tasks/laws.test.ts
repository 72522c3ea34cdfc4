import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { treeEqual } from "@proj/module";
import { key, split } from "@proj/random";
import { leaves } from "@proj/tree";
import type { NDArray } from "@proj/array";
import {
  delayedReachLoss,
  DelayedReaches,
  holdLoss,
  pointMassNN,
  SequentialReaches,
  Stabilization,
  TargetSwitches,
  Tracking,
  simpleReachLoss,
  SimpleReaches,
  type AbstractTask,
  type ReachState,
  type Rectangle,
  type SimpleFeedbackState,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";

setDefaultTarget(wasm());

const nSteps = 6;
const workspace: Rectangle = [
  [-1, -1],
  [1, 1],
];

/** Every task of reaching. */
const tasks: Readonly<Record<string, AbstractTask<ReachState>>> = {
  SimpleReaches: new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps, workspace }),
  Stabilization: new Stabilization({ lossFunc: holdLoss(), nSteps, workspace, evalGridN: 2 }),
  DelayedReaches: new DelayedReaches({
    lossFunc: delayedReachLoss(),
    nSteps,
    workspace,
    epochLenRanges: [
      [1, 3],
      [1, 2],
    ],
    holdEpochs: [0, 1],
    catchProbability: 0.5,
  }),
  SequentialReaches: new SequentialReaches({ lossFunc: simpleReachLoss(), nSteps, workspace, nGoals: 2 }),
  TargetSwitches: new TargetSwitches({ lossFunc: simpleReachLoss(), nSteps, workspace }),
  Tracking: new Tracking({ lossFunc: simpleReachLoss(), nSteps, workspace }),
};

const batch = { size: 4, current: 0, total: 1 };
const shapes = (tree: unknown): (readonly number[])[] => (leaves(tree) as NDArray[]).map(({ shape }) => shape);

describe.each(Object.entries(tasks))("%s", (_name, task) => {
  test("draws the same trial from the same key, and another from another", () => {
    const draw = (seed: number) => task.getTrainTrialWithIntervenorParams(key(seed), batch);
    expect(treeEqual(draw(1), draw(1))).toBe(true);
    expect(treeEqual(draw(1), draw(2))).toBe(false);
  });

  test("has an input for each step, in training and in validation", () => {
    const { inputs } = task.getTrainTrialWithIntervenorParams(key(1), batch);
    expect(shapes(inputs).map(([steps]) => steps)).toEqual(shapes(inputs).map(() => nSteps - 1));
    const { nValidationTrials, validationTrials } = task;
    expect(shapes(validationTrials.inputs)).toEqual(shapes(inputs).map((shape) => [nValidationTrials, ...shape]));
  });

  test("has one validation set, which does not change", () => {
    expect(task.validationTrials).toBe(task.validationTrials);
  });

  test("is done by a model, whose loss is a number in training and in validation", () => {
    const model = pointMassNN(task, { nSteps, hiddenSize: 3, key: key(0) });
    const reaching = task as AbstractTask<unknown> as AbstractTask<SimpleFeedbackState>;
    const [trials, states, losses] = reaching.evalTrainBatch(model, batch, key(1));
    expect(states.mechanics.effector.pos.shape).toEqual([batch.size, nSteps, 2]);
    expect(Object.keys(losses.terms).sort()).toEqual([...task.lossFunc.termNames].sort());
    expect(losses.total.item()).toBeGreaterThan(0);
    const [, again] = reaching.evalTrials(model, trials, split(key(1), batch.size));
    expect(again.total.item()).toBeGreaterThan(0);
    expect(reaching.evalWithLoss(model, key(2))[1].total.item()).toBeGreaterThan(0);
  });
});
