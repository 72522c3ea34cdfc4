import { array, type NDArray } from "@proj/array";
import { key, randint, uniform } from "@proj/random";
import type { TargetSpec } from "@proj/feedbax";
import {
  centreoutEndpoints,
  DelayedReaches,
  delayedReachLoss,
  gridPoints,
  holdLoss,
  internalGridPoints,
  powerDiscount,
  progressOf,
  runProgressOf,
  SimpleReaches,
  simpleReachLoss,
  Stabilization,
  TrialTimeline,
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

test("the epochs of a trial are those of the later Feedbax", () => {
  const expected = referenceValues("fork_2026").at("timeline");
  const bounds = expected.at("epoch_bounds").plain as readonly number[];
  const epochNames = expected.at("names").plain as readonly string[];
  const timeline = TrialTimeline.init(bounds, { epochNames, events: { go: expected.at("event_go").number } });
  for (const step of expected.at("epoch_idx_at").names)
    expect(timeline.epochIdxAt(Number(step)).item()).toBe(expected.at("epoch_idx_at", step).number);
  const mask = timeline.epochMask("target_on", expected.at("n_steps").number);
  expect(mask.astype("int32").toList()).toEqual(expected.at("mask_target_on").plain);
  expect(timeline.epochBoundsOf("movement").toList()).toEqual(expected.at("bounds_movement").plain);
  expect(timeline.events["go"]).toBe(15);
  expect(() => timeline.epochBoundsOf("move")).toThrow("one of hold, target_on, movement");
  expect(() => TrialTimeline.init([0, 5], { epochNames })).toThrow("4 bounds");
});

test("points drawn in rectangles, grids of reaches and progress are those of the reference", () => {
  for (const row of given.at("centerout_endpoints_grid").items) {
    const options = { evalNDirections: row.at("n_directions").number, evalReachLength: row.at("length").number };
    const bounds = asRectangle(row.at("workspace"));
    const evalGridN = row.at("grid_n").number;
    const task = new SimpleReaches({
      lossFunc: simpleReachLoss(),
      nSteps: 3,
      workspace: bounds,
      evalGridN,
      ...options,
    });
    const { validationTrials } = task;
    expectClose(startOf(validationTrials), row.at("start_end", 0), 1e-6);
    expectClose(inputsOf(validationTrials).effectorTarget.pos.get(":", 0), row.at("start_end", 1), 1e-6);
  }
  for (const row of given.at("uniform_tuples").items) {
    const [minval, maxval] = [row.at("bounds", 0), row.at("bounds", 1)].map((bound) => bound.array("float32"));
    const found = uniform(key(row.at("seed").number), [row.at("n").number, 2], { minval: minval!, maxval: maxval! });
    expectClose(found, row.at("value"), 1e-6);
  }
  for (const row of given.at("gen_epoch_lengths").items) {
    const [low, high] = [array([5, 10, 10], { dtype: "int32" }), array([15, 20, 25], { dtype: "int32" })];
    expect(randint(key(row.at("seed").number), [3], low, high).toList()).toEqual(row.at("delayed").plain);
  }
  for (const row of given.at("batch_info").items) {
    const [size, current, total, start] = ["size", "current", "total", "start"].map((name) => row.at(name).number);
    const info = { size: size!, current: current!, total: total!, start: start! };
    expect(progressOf(info).item()).toBeCloseTo(row.at("progress").number, 6);
    expect(runProgressOf(info).item()).toBeCloseTo(row.at("run_progress").number, 6);
  }
});

describe("trials in which the sign to go may not come are those of the later Feedbax", () => {
  const fork = referenceValues("fork_2026").at("delayed_reaches");
  const lossFunc = delayedReachLoss() as Loss<ReachState>;
  const epochs = { lossFunc, workspace, holdEpochs: [0, 1], targetOnEpochs: [1, 2] };
  const ranges = (index: number) => fork.at(index, "epoch_len_ranges").plain as [number, number][];
  const tasks = [
    new DelayedReaches({ ...epochs, nSteps: 100, epochLenRanges: ranges(0), catchProbability: 0.5 }),
    new DelayedReaches({
      ...epochs,
      nSteps: 25,
      epochLenRanges: ranges(1),
      catchProbability: 0.3,
      evalNDirections: 3,
      evalReachLength: 0.2,
    }),
  ];
  const targetOf = (trial: TaskTrialSpec<ReachState>): NDArray =>
    (trial.targets.get("mechanics.effector.pos") as Readonly<Record<string, TargetSpec>>)["effectorPosition"]!.value!;

  test.each([0, 1])("configuration %i", (index) => {
    const [task, expected] = [tasks[index]!, fork.at(index)];
    for (const row of expected.at("get_train_trial").items) {
      const trial = task.getTrainTrial(key(row.at("seed").number));
      const { effectorTarget, hold, targetOn } = inputsOf(trial);
      expectClose(startOf(trial), row.at("init_pos"), 0, "start");
      expect((trial.extra!["epochStartIdxs"] as NDArray).toList()).toEqual(row.at("epoch_bounds").numbers.slice(0, -1));
      expect(hold.min().item() === 1).toBe(row.at("catch").plain);
      const given: readonly (readonly [string, NDArray])[] = [
        ["hold", hold],
        ["target_on", targetOn],
        ["effector_target_pos", effectorTarget.pos],
        ["target_pos", targetOf(trial)],
        ["target_last", targetOf(trial).get(-1)],
      ];
      for (const [name, found] of given) if (row.names.includes(name)) expectClose(found, row.at(name), 0, name);
    }
    const { validationTrials } = task;
    const validation = expected.at("validation");
    expect(task.nValidationTrials).toBe(expected.at("n_validation_trials").number);
    const bounds = validation.at("epoch_bounds").array().get(":", ":-1");
    expectClose(validationTrials.extra!["epochStartIdxs"] as NDArray, bounds, 0);
    expectClose(inputsOf(validationTrials).hold, validation.at("hold"), 0);
    expectClose(inputsOf(validationTrials).targetOn, validation.at("target_on"), 0);
    expectClose(startOf(validationTrials), validation.at("init_pos"), 1e-6);
    expectClose(targetOf(validationTrials).get(":", -1), validation.at("goal"), 1e-6);
    const complete = task.getTrainTrialWithIntervenorParams(key(0), batch);
    const wanted = expected.at("with_intervenor_params_seed_0");
    expectClose(startOf(complete), wanted.at("init_pos"), 0);
    expect((complete.extra!["epochStartIdxs"] as NDArray).toList()).toEqual(
      wanted.at("epoch_bounds").numbers.slice(0, -1),
    );
  });
});
