import { array, ones, zeros, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import { map } from "@proj/tree";
import {
  CartesianState,
  CompositeLoss,
  holdLoss,
  LossDict,
  ModelLoss,
  powerDiscount,
  simpleReachLoss,
  sumOfLosses,
  targetFinalState,
  TargetSpec,
  TargetStateLoss,
  targetZero,
  TaskTrialSpec,
  WhereDict,
  type ReachState,
  type OneOrNamed,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";

/** A trajectory of three steps. */
const trajectory: ReachState = {
  mechanics: {
    effector: new CartesianState({
      pos: array([
        [1, 0],
        [2, 0],
        [2, 2],
      ]),
      vel: array([
        [1, 1],
        [0, 3],
        [2, 1],
      ]),
      force: zeros([3, 2]),
    }),
  },
  net: { hidden: ones([3, 4]).mul(2) },
  efferent: {
    output: array([
      [1, 0],
      [0, 2],
      [3, 0],
    ]),
  },
};

const trial = (target?: OneOrNamed<TargetSpec>) =>
  new TaskTrialSpec<ReachState>({
    inits: WhereDict.of<ReachState, unknown>(),
    inputs: {},
    targets:
      target === undefined
        ? WhereDict.of<ReachState, OneOrNamed<TargetSpec>>()
        : WhereDict.of<ReachState, OneOrNamed<TargetSpec>>([(state) => state.mechanics.effector.pos, target]),
    intervene: {},
    extra: null,
  });

const position = (spec?: TargetSpec) =>
  new TargetStateLoss<ReachState>("position", {
    where: (state) => state.mechanics.effector.pos,
    ...(spec !== undefined && { spec }),
  });
const goal = array([2, 0]);
const valueOf = (
  loss: { call: CompositeLoss<ReachState>["call"] },
  target?: OneOrNamed<TargetSpec>,
  model: unknown = null,
) => map((term: NDArray) => term.item(), loss.call(trajectory, trial(target), model).terms);

describe("powerDiscount", () => {
  test("is (k/n) to the power", () => {
    const discount = [...powerDiscount(99).dataSync()];
    expect(discount.reduce((a, b) => a + b)).toBeCloseTo(14.6479075, 4);
    expect(discount[0]! / 1.0622e-12).toBeCloseTo(1, 3);
    expect(discount[1]! / 6.7978e-11).toBeCloseTo(1, 3);
    expect(discount.slice(-3).map((x) => Number(x.toFixed(6)))).toEqual([0.884747, 0.940904, 1]);
    expect(powerDiscount(3, 0).toList()).toEqual([1, 1, 1]);
  });
});

describe("a TargetStateLoss", () => {
  test("sums the squared distances from the target of the task over the times", () => {
    expect(valueOf(position(), TargetSpec.init({ value: goal }))).toEqual({ position: 1 + 0 + 4 });
    const moving = array([
      [1, 0],
      [0, 0],
      [2, 3],
    ]);
    expect(valueOf(position(), TargetSpec.init({ value: moving }))).toEqual({ position: 0 + 4 + 1 });
  });

  test("multiplies by the discount of each time", () => {
    const spec = TargetSpec.init({ value: goal, discount: array([10, 1, 0.5]) });
    expect(valueOf(position(), spec)).toEqual({ position: 10 + 0 + 2 });
  });

  test("counts the chosen times alone, from the beginning or the end", () => {
    const at = (...timeIdxs: number[]) => TargetSpec.init({ value: goal, timeIdxs, discount: array([10, 1, 0.5]) });
    expect(valueOf(position(), at(0))).toEqual({ position: 10 });
    expect(valueOf(position(), at(-1))).toEqual({ position: 2 });
    expect(valueOf(position(), at(0, -1))).toEqual({ position: 12 });
    const traced = TargetSpec.init({ value: goal, timeIdxs: [array(-3).astype("int32"), array(2).astype("int32")] });
    expect(valueOf(position(), traced)).toEqual({ position: 5 });
  });

  test("completes the task's target by its own, which has precedence", () => {
    const own = TargetSpec.init({ discount: array([0, 1, 1]) });
    expect(valueOf(position(own), TargetSpec.init({ value: goal, discount: ones([3]) }))).toEqual({ position: 4 });
  });

  test("looks up its label where the task has several targets", () => {
    const targets = { position: TargetSpec.init({ value: goal }), other: targetZero() };
    expect(valueOf(position(), targets)).toEqual({ position: 5 });
  });

  test("needs no target of the task if it has a value of its own", () => {
    expect(valueOf(position(targetZero()))).toEqual({ position: 1 + 4 + 8 });
    expect(valueOf(position(targetZero().or(targetFinalState())))).toEqual({ position: 8 });
  });

  test("can measure distance otherwise", () => {
    const loss = new TargetStateLoss<ReachState>("far", {
      where: (state) => state.mechanics.effector.pos,
      norm: (difference) => difference.abs().max({ axis: -1 }),
      spec: TargetSpec.init({ value: goal }),
    });
    expect(valueOf(loss)).toEqual({ far: 1 + 0 + 2 });
  });

  test("has a gradient of zero, and not NaN, where the target is met", () => {
    const loss = (pos: NDArray): NDArray => {
      const effector = trajectory.mechanics.effector.with({ pos });
      return position().call({ ...trajectory, mechanics: { effector } }, trial(TargetSpec.init({ value: goal })), null)
        .total;
    };
    expect(
      grad(loss)(
        array([
          [2, 0],
          [2, 0],
          [3, 0],
        ]),
      ).toList(),
    ).toEqual([
      [0, 0],
      [0, 0],
      [2, 0],
    ]);
  });

  test("says what it misses", () => {
    expect(() => valueOf(position())).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loss position received a task with targets for nothing
        expected: a target for mechanics.effector.pos
        to fix:   add the target to the trials of the task, or give the term a spec of its own]
    `);
    expect(() => valueOf(position(targetFinalState()))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loss position received a target without a value for mechanics.effector.pos
        expected: a state and a target to compare
        to fix:   set the value in the task's target, or in the spec of the term, such as targetZero()]
    `);
  });
});

describe("a CompositeLoss", () => {
  const a = position(targetZero());
  const b = position(targetFinalState().or(targetZero()));

  test("weights its terms by name", () => {
    expect(valueOf(new CompositeLoss({ a, b }, { weights: { b: 0.5 } }))).toEqual({ a: 13, b: 4 });
  });

  test("takes apart the terms of terms, with the product of weights", () => {
    const inner = new CompositeLoss({ a, b }, { weights: { a: 2 } });
    const outer = new CompositeLoss({ inner, c: a }, { weights: { inner: 10 } });
    expect(outer.weights).toEqual({ inner_a: 20, inner_b: 10, c: 1 });
    expect(outer.termNames).toEqual(["inner_a", "inner_b", "c"]);
  });

  test("is the same as a sum of its terms", () => {
    const sum = sumOfLosses([2, a], [3, b], [1, new CompositeLoss({ a }, { weights: { a: 4 } })]);
    expect(sum.weights).toEqual({ position: 2, position_0: 3, a: 4 });
    expect(valueOf(sum)).toEqual({ position: 26, position_0: 24, a: 52 });
  });

  test("has no weights for other names", () => {
    expect(() => new CompositeLoss({ a }, { weights: { A: 2 } })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: CompositeLoss received weights for A
        expected: weights for some of the terms a
        to fix:   name weights as the terms are named]
    `);
  });
});

test("a ModelLoss looks at the model alone", () => {
  expect(valueOf(new ModelLoss<NDArray>("size", (model) => model.sum()), undefined, array([1, 2]))).toEqual({
    size: 3,
  });
});

test("the total of a LossDict is the sum of its terms, also of many losses at once", () => {
  const losses = new LossDict({ terms: { b: array([1, 2]), a: array([10, 20]) } });
  expect(losses.total.toList()).toEqual([11, 22]);
});

describe("the losses of reaching", () => {
  const target = TargetSpec.init({ value: goal, discount: powerDiscount(3) });

  test("simpleReachLoss: discounted distance, final velocity, command and activity", () => {
    const terms = valueOf(simpleReachLoss(), target);
    expect(terms["effectorPosition"]).toBeCloseTo(1 / 729 + 4, 5);
    expect(terms["effectorFinalVelocity"]).toBeCloseTo(5, 6);
    expect(terms["nnOutput"]).toBeCloseTo(1e-5 * 14, 10);
    expect(terms["nnHidden"]).toBeCloseTo(1e-5 * 48, 10);
    expect(simpleReachLoss({ nnHidden: 0.5 }).weights["nnHidden"]).toBe(0.5);
  });

  test("holdLoss: distance, velocity, command and activity", () => {
    const terms = valueOf(holdLoss(), TargetSpec.init({ value: goal }));
    expect(terms["effectorPosition"]).toBeCloseTo(5, 6);
    expect(terms["effectorVelocity"]).toBeCloseTo(1e-5 * 16, 10);
    expect(terms["nnOutput"]).toBeCloseTo(1e-5 * 14, 10);
  });
});
