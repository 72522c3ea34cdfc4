import type { NDArray } from "@proj/array";
import { key } from "@proj/random";
import type { TargetSpec } from "@proj/feedbax";
import {
  centreoutEndpoints,
  DelayedReaches,
  delayedReachLoss,
  gridPoints,
  holdLoss,
  internalGridPoints,
  powerDiscount,
  SimpleReaches,
  simpleReachLoss,
  Stabilization,
  type CartesianState,
  type Loss,
  type Rectangle,
  type ReachState,
  type TaskTrialSpec,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";
import { expectClose, referenceValues, Values } from "./values.ts";

const given = referenceValues("tasks");
const workspace: Rectangle = [
  [-1, -1],
  [1, 1],
];
const batch = { size: 1, current: 0, total: 1 };
const asRectangle = (of: Values): Rectangle => of.plain as Rectangle;
const isPlanar = (row: Values): boolean =>
  typeof row.at("n").plain === "number" && row.at("bounds", 0).numbers.length === 2;
const startOf = (trial: TaskTrialSpec<ReachState>): NDArray =>
  (trial.inits.get("mechanics.effector") as CartesianState).pos;
interface Inputs {
  readonly effectorTarget: CartesianState;
  readonly hold: NDArray;
  readonly targetOn: NDArray;
}
const inputsOf = (trial: TaskTrialSpec<ReachState>): Inputs => trial.inputs as Inputs;

describe("points and discounts are those of the reference", () => {
  test("grids and ends of reaches", () => {
    for (const row of given.at("internal_grid_points").items.filter(isPlanar)) {
      const points = internalGridPoints(asRectangle(row.at("bounds")), row.at("n").number);
      expectClose(new Values(points).array(), row.at("points"), 1e-6);
    }
    for (const row of given.at("points_grid").items.filter(isPlanar)) {
      const points = gridPoints(asRectangle(row.at("bounds")), row.at("n").number);
      expectClose(new Values(points).array(), row.at("points"), 1e-6);
    }
    for (const row of given.at("centreout_endpoints").items.filter((one) => one.at("offset").number === 0)) {
      const centre = row.at("center").plain as readonly [number, number];
      const ends = centreoutEndpoints(centre, row.at("n").number, row.at("length").number);
      expectClose(new Values(ends).array(), row.at("start_end", 1), 1e-6);
    }
  });

  test("discounts", () => {
    for (const row of given.at("power_discount").items.filter((one) => one.at("exp").number > 0))
      expectClose(powerDiscount(row.at("n").number, row.at("exp").number), row.at("value"), 1e-6);
  });
});

/** Expects the starts and goals of trials drawn from keys. */
function expectTrials(task: Stabilization | SimpleReaches, expected: Values): void {
  const check = (trial: TaskTrialSpec<ReachState>, wanted: Values): void => {
    expectClose(startOf(trial), wanted.at("init_pos"), 0);
    expectClose(inputsOf(trial).effectorTarget.pos.get(0), wanted.at("input_pos_first_step"), 0);
    const target = trial.targets.get("mechanics.effector.pos") as TargetSpec;
    expectClose(target.value!.get(0), wanted.at("target_first_step"), 0);
    expect(target.discount?.shape ?? null).toEqual(wanted.at("discount_shape").plain);
  };
  for (const { trial, seed } of drawn(expected.at("get_train_trial"))) check(task.getTrainTrial(key(seed)), trial);
  for (const { trial, seed } of drawn(expected.at("get_train_trial_with_intervenor_params")))
    check(task.getTrainTrialWithIntervenorParams(key(seed), batch), trial);
}

function drawn(of: Values) {
  return of.items.map((row) => ({ trial: row.at("trial"), seed: row.at("seed").number }));
}

describe("trials are those of the reference, bit for bit", () => {
  test("simple reaches", () => {
    const task = new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps: 100, workspace });
    expectTrials(task, given.at("simple_reaches", 0));
  });

  test("stabilization", () => {
    const task = new Stabilization({ lossFunc: holdLoss(), nSteps: 100, workspace, evalGridN: 3 });
    const expected = given.at("stabilization", 0);
    expectTrials(task, expected);
    expect(task.nValidationTrials).toBe(expected.at("n_validation_trials").number);
  });

  const lossFunc = delayedReachLoss() as Loss<ReachState>;
  const delayed = [
    new DelayedReaches({ lossFunc, nSteps: 100, workspace }),
    new DelayedReaches({
      lossFunc,
      nSteps: 30,
      workspace: [
        [-0.2, 0.1],
        [0.3, 0.5],
      ],
      epochLenRanges: [
        [2, 4],
        [3, 6],
        [2, 5],
      ],
      targetOnEpochs: [1, 2],
      holdEpochs: [0, 1],
      evalNDirections: 3,
      evalGridN: 2,
      evalReachLength: 0.1,
    }),
  ];

  test.each([0, 1])("delayed reaches, configuration %i", (index) => {
    const task = delayed[index]!;
    const expected = given.at("delayed_reaches", index);
    expect(task.nValidationTrials).toBe(expected.at("n_validation_trials").number);
    for (const { trial, seed } of drawn(expected.at("get_train_trial"))) {
      const found = task.getTrainTrial(key(seed));
      const { effectorTarget, hold, targetOn } = inputsOf(found);
      expectClose(startOf(found), trial.at("init_pos"), 0, "start");
      expectClose(effectorTarget.pos, trial.at("effector_target_pos"), 0, "goal");
      expectClose(hold, trial.at("hold"), 0, "hold");
      expectClose(targetOn, trial.at("target_on"), 0, "target on");
      // In the second configuration there is an epoch without hold before the movement.
      if (index > 0) continue;
      const target = found.targets.get("mechanics.effector.pos") as Readonly<Record<string, TargetSpec>>;
      expectClose(target["effectorPosition"]!.value, trial.at("target_pos"), 0, "target");
    }
    const complete = "get_train_trial_with_intervenor_params";
    for (const row of expected.names.includes(complete) ? expected.at(complete).items : []) {
      const { extra } = task.getTrainTrialWithIntervenorParams(key(row.at("seed").number), batch);
      expectClose(extra!["epochStartIdxs"] as NDArray, row.at("epoch_start_idxs"), 0);
    }
    const { validationTrials } = task;
    const validation = expected.at("validation");
    expectClose(validationTrials.extra!["epochStartIdxs"] as NDArray, validation.at("epoch_start_idxs"), 0);
    expectClose(startOf(validationTrials), validation.at("init_pos"), 1e-6);
    expectClose(inputsOf(validationTrials).hold, validation.at("hold"), 0);
  });

  test("delayed reaches in which nobody says go stay at the start", () => {
    const options = { lossFunc, nSteps: 60, workspace, catchProbability: 1 };
    const trial = new DelayedReaches(options).getTrainTrial(key(1));
    expect(inputsOf(trial).hold.min().item()).toBe(1);
    const target = trial.targets.get("mechanics.effector.pos") as Readonly<Record<string, TargetSpec>>;
    expectClose(target["effectorPosition"]!.value!.get(-1), startOf(trial), 0);
  });
});
