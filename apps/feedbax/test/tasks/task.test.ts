import { array, type NDArray } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { filter, isArray, Linear } from "@proj/module";
import { key, normal } from "@proj/random";
import { map, leaves } from "@proj/tree";
import {
  centreoutEndpoints,
  internalGridPoints,
  pointMassNN,
  pointMassNNSimpleReaches,
  progressOf,
  runProgressOf,
  SimpleReaches,
  simpleReachLoss,
  type SimpleReachesOptions,
  type TaskTrialSpec,
} from "@proj/feedbax";
import { beforeAll, describe, expect, test } from "vitest";

beforeAll(() => setDefaultTarget(wasm()));

const reaches = (options: Partial<SimpleReachesOptions> = {}) =>
  new SimpleReaches({
    lossFunc: simpleReachLoss(),
    nSteps: 100,
    workspace: [
      [-1, -1],
      [1, 1],
    ],
    ...options,
  });
const batch = (size: number) => ({ size, current: 0, total: 1 });

/** Starts and goals of trials, [trials, 2] each. */
function ends(trials: TaskTrialSpec<never>): { start: NDArray; goal: NDArray } {
  const { pos: start } = trials.inits.get("mechanics.effector") as { pos: NDArray };
  const { effectorTarget } = trials.inputs as { effectorTarget: { pos: NDArray } };
  return { start, goal: effectorTarget.pos.get(":", -1) };
}

describe("points of the validation set", () => {
  test("are a grid inside the workspace, x fastest", () => {
    expect(
      internalGridPoints(
        [
          [-1, -1],
          [1, 1],
        ],
        1,
      ),
    ).toEqual([[0, 0]]);
    expect(
      internalGridPoints(
        [
          [0, 0],
          [3, 6],
        ],
        2,
      ),
    ).toEqual([
      [1, 2],
      [2, 2],
      [1, 4],
      [2, 4],
    ]);
  });

  test("are evenly spread over directions", () => {
    const expected = [
      [0.5, 0],
      [0.311745, 0.390916],
      [-0.11126, 0.487464],
      [-0.450484, 0.216942],
      [-0.450484, -0.216942],
      [-0.11126, -0.487464],
      [0.311745, -0.390916],
    ];
    centreoutEndpoints([0, 0], 7, 0.5).forEach((point, index) =>
      point.forEach((value, axis) => expect(value).toBeCloseTo(expected[index]![axis]!, 6)),
    );
  });
});

describe("SimpleReaches", () => {
  test("has starts and goals all over the workspace, and nowhere else", () => {
    const { start, goal } = ends(
      reaches({
        workspace: [
          [-1, 2],
          [3, 4],
        ],
      }).trainTrials(key(0), batch(500)),
    );
    for (const points of [start, goal]) {
      const [x, y] = [points.get(":", 0), points.get(":", 1)];
      expect([x.min().item() > -1, x.max().item() < 3, y.min().item() > 2, y.max().item() < 4]).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect(x.mean().item()).toBeCloseTo(1, 0);
      expect(y.max().item() - y.min().item()).toBeGreaterThan(1.9);
    }
  });

  test("shows the goal at rest at every step, and asks for it with growing weight", () => {
    const trial = reaches().getTrainTrial(key(3));
    const { goal } = {
      goal: (trial.inputs as { effectorTarget: { pos: NDArray; vel: NDArray; force: null } }).effectorTarget,
    };
    expect([goal.pos.shape, goal.vel.shape, goal.force]).toEqual([[99, 2], [99, 2], null]);
    expect(goal.vel.abs().max().item()).toBe(0);
    expect(goal.pos.get(0).toList()).toEqual(goal.pos.get(98).toList());
    const target = trial.targets.get((state) => state.mechanics.effector.pos)!;
    expect((target as { discount: NDArray }).discount.sum().item()).toBeCloseTo(14.6479, 3);
  });

  test("is validated with the same reaches from centres outwards", () => {
    const { start, goal } = ends(reaches({ evalGridN: 2, evalNDirections: 4 }).validationTrials);
    expect(start.shape).toEqual([16, 2]);
    expect(goal.sub(start).pow(2).sum({ axis: 1 }).sub(0.25).abs().max().item()).toBeLessThan(1e-6);
    expect(start.get(4).toList()).toEqual(start.get(7).toList());
    expect(start.get(3).toList()).not.toEqual(start.get(4).toList());
  });

  test("loses the distance of start and goal if nothing ever moves", () => {
    const { model, task } = pointMassNNSimpleReaches({ key: key(0), hiddenSize: 3, motorNoiseStd: 0 });
    const silent = model.with({
      step: model.step.with({
        net: model.step.net.with({
          readout: map((weight: NDArray) => weight.mul(0), model.step.net.readout as Linear),
        }),
      }),
    });
    const [, validation] = task.evalWithLoss(silent, key(1));
    expect(validation.terms["effectorPosition"]!.item()).toBeCloseTo(3.662, 3);
    expect(validation.terms["effectorFinalVelocity"]!.item()).toBe(0);
    const [, , training] = task.evalTrainBatch(silent, batch(4000), key(2));
    expect(Math.abs(training.terms["effectorPosition"]!.item() - 19.53)).toBeLessThan(1);
  });

  test("can tell the network more, in part at random", () => {
    const task = reaches({
      nSteps: 5,
      inputDependencies: {
        startX: (trial, dependencyKey) => {
          const { pos } = trial.inits.get("mechanics.effector") as { pos: NDArray };
          return pos
            .get(":1")
            .add(normal(dependencyKey))
            .mul(array([[1], [1], [1], [1]]));
        },
      },
    });
    expect((task.validationTrials.inputs as { startX: NDArray }).startX.shape).toEqual([7, 4, 1]);
    const trials = task.trainTrials(key(0), batch(3)).inputs as { startX: NDArray };
    expect(trials.startX.shape).toEqual([3, 4, 1]);
    const model = pointMassNN(task as never, { key: key(0), nSteps: 5, hiddenSize: 3 });
    expect(model.step.net.inputSize).toBe(9);
  });
});

test("a batch knows how much of the training is done", () => {
  const batch = { size: 1, current: 30, total: 50, start: 10 };
  expect(progressOf(batch).item()).toBeCloseTo(0.6, 6);
  expect(runProgressOf(batch).item()).toBeCloseTo(0.5, 6);
});

describe("evaluation", () => {
  const context = pointMassNNSimpleReaches({ key: key(0), nSteps: 7, hiddenSize: 4 });

  test("gives histories of all states, the initial ones first", () => {
    const states = context.task.eval(context.model, key(0));
    expect(states.mechanics.effector.pos.shape).toEqual([7, 7, 2]);
    expect(states.net.hidden.shape).toEqual([7, 7, 4]);
    expect(states.feedback.output.map(({ shape }) => shape)).toEqual([
      [7, 7, 2],
      [7, 7, 2],
    ]);
    expect(states.mechanics.effector.pos.get(":", 0).abs().max().item()).toBe(0);
  });

  test("depends on its key through the noise alone", () => {
    const quiet = pointMassNNSimpleReaches({
      key: key(0),
      nSteps: 7,
      hiddenSize: 4,
      feedbackNoiseStd: 0,
      motorNoiseStd: 0,
    });
    const losses = (of: typeof context, seed: number): number =>
      of.task.evalWithLoss(of.model, key(seed))[1].total.item();
    expect(losses(quiet, 1)).toBe(losses(quiet, 2));
    expect(losses(context, 1)).toBe(losses(context, 1));
    expect(losses(context, 1)).not.toBe(losses(context, 2));
  });

  test("is in double precision throughout if the model is", () => {
    const double = map(
      (leaf: unknown) => (leaf instanceof Object && "astype" in leaf ? (leaf as NDArray).astype("float64") : leaf),
      context.model as unknown,
    ) as typeof context.model;
    const [states, losses] = context.task.evalWithLoss(double, key(1));
    const types = (leaves(states, undefined) as NDArray[]).map(({ dtype }) => dtype);
    expect(new Set(types)).toEqual(new Set(["float64"]));
    expect(losses.total.item()).toBeCloseTo(context.task.evalWithLoss(context.model, key(1))[1].total.item(), 5);
  });
});

test("models that are built alike have one structure, so what was compiled for one serves the others", () => {
  const build = (seed: number) => pointMassNNSimpleReaches({ key: key(seed), nSteps: 5, hiddenSize: 3 }).model;
  const [one, other] = [build(0), build(1)];
  const statics = (model: typeof one): unknown[] => leaves(filter(model, isArray, { inverse: true }), undefined);
  expect(statics(one).every((leaf, index) => Object.is(leaf, statics(other)[index]))).toBe(true);
});

describe("variants of the model", () => {
  const states = (options: Parameters<typeof pointMassNNSimpleReaches>[0]) => {
    const { model, task } = pointMassNNSimpleReaches({ nSteps: 5, hiddenSize: 4, ...options });
    return { model, states: task.eval(model, key(1)) };
  };

  test("an encoder sees the input, and the hidden layer what is encoded", () => {
    const { model, states: history } = states({ key: key(0), encodingSize: 3 });
    expect((model.step.net.hidden as unknown as { weightIh: NDArray }).weightIh.shape).toEqual([12, 3]);
    const encoded = (model.step.net.encoder as Linear).call(history.net.input.get(0, 1));
    expect(history.net.encoding!.get(0, 1).sub(encoded).abs().max().item()).toBeLessThan(1e-6);
    expect(encoded.abs().max().item()).toBeGreaterThan(0);
  });

  test("a hidden layer may have no memory, and outputs may be bounded", () => {
    const { states: history } = states({
      key: key(0),
      hiddenType: (inputSize, hiddenSize, options) => Linear.init(inputSize, hiddenSize, options),
      outNonlinearity: (x) => x.mul(0).add(0.25),
      motorNoiseStd: 0,
    });
    expect(history.efferent.output.get(":", "1:").sub(0.25).abs().max().item()).toBe(0);
  });

  test("a heavier mass and a longer step move accordingly", () => {
    const speed = (options: { mass?: number; dt?: number; damping?: number }): number => {
      const still = { feedbackNoiseStd: 0, motorNoiseStd: 0, outNonlinearity: (x: NDArray) => x.mul(0).add(1) };
      const { states: history } = states({ key: key(0), ...still, ...options });
      return history.mechanics.effector.vel.get(0, -1, 0).item();
    };
    expect(speed({})).toBeCloseTo(4 * 0.05, 6);
    expect(speed({ mass: 4 })).toBeCloseTo(0.05, 6);
    expect(speed({ dt: 0.1 })).toBeCloseTo(0.4, 6);
    // v' = v + 0.05 (1 - 10 v), four times.
    expect(speed({ damping: 10 })).toBeCloseTo(0.05 * (1 + 0.5 + 0.25 + 0.125), 6);
  });
});
