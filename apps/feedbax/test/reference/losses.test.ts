import { array, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import {
  CartesianState,
  CompositeLoss,
  delayedReachLoss,
  holdLoss,
  powerDiscount,
  simpleReachLoss,
  StateChangeLoss,
  StraightPathLoss,
  sumOfLosses,
  targetFinalState,
  TargetSpec,
  TargetStateLoss,
  targetZero,
  TaskTrialSpec,
  WhereDict,
  type DelayedReachState,
  type Loss,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";
import { expectClose, referenceValues, Values } from "./values.ts";

const given = referenceValues("losses");
const states = (name: string, trial: number): NDArray => given.at("states", name, trial).array();
const [nTrials, steps] = [given.at("shapes", "B").number, given.at("shapes", "T").number];
const later = (name: string, trial: number): NDArray => states(name, trial).get("1:");

const trajectory = (trial: number): DelayedReachState => ({
  mechanics: {
    effector: new CartesianState({ pos: later("pos", trial), vel: later("vel", trial), force: later("force", trial) }),
  },
  net: { hidden: later("hidden", trial), output: later("net_output", trial) },
  efferent: { output: later("efferent_output", trial) },
});

type Target = TargetSpec | Readonly<Record<string, TargetSpec>>;
const trialWith = (target: Target | null, trial: number): TaskTrialSpec<DelayedReachState> =>
  TaskTrialSpec.init<DelayedReachState>({
    inits: WhereDict.of<DelayedReachState, unknown>([
      (state) => state.mechanics.effector,
      CartesianState.init({ pos: states("pos", trial).get(0) }),
    ]),
    inputs: {},
    targets:
      target === null
        ? WhereDict.of<DelayedReachState, Target>()
        : WhereDict.of<DelayedReachState, Target>([(state) => state.mechanics.effector.pos, target]),
  });

const pos = (s: DelayedReachState): NDArray => s.mechanics.effector.pos;
const vel = (s: DelayedReachState): NDArray => s.mechanics.effector.vel;
const goal = (trial: number): NDArray => given.at("goal", trial).array();
const path = (trial: number): NDArray => given.at("target_trajectory", trial).array();
const hold = (trial: number): NDArray => given.at("hold", trial).array();
const discount = powerDiscount(steps);
const atGoal = (trial: number): TargetSpec => TargetSpec.init({ value: goal(trial), discount });
const position = new TargetStateLoss<DelayedReachState>("p", { where: pos });
const euclidean = (x: NDArray): NDArray => x.mul(x).sum({ axis: -1 }).pow(0.5);

type Case = readonly [loss: Loss<DelayedReachState>, target: ((trial: number) => Target) | null];
const cases: Readonly<Record<string, Case>> = {
  "position, task target = goal, discount power 6": [position, atGoal],
  "position, task target = goal, no discount": [position, (t) => TargetSpec.init({ value: goal(t) })],
  "position, target = target_trajectory, discount [B,T] = hold": [
    position,
    (t) => TargetSpec.init({ value: path(t), discount: hold(t) }),
  ],
  "final velocity zero (own spec target_zero & target_final_state)": [
    new TargetStateLoss<DelayedReachState>("v", { where: vel, spec: targetZero().or(targetFinalState()) }),
    null,
  ],
  "velocity zero at all times": [new TargetStateLoss<DelayedReachState>("v", { where: vel, spec: targetZero() }), null],
  "precedence: own spec value 0.5 against task value goal, own discount None, task discount power 6": [
    new TargetStateLoss<DelayedReachState>("p", { where: pos, spec: TargetSpec.init({ value: array(0.5) }) }),
    atGoal,
  ],
  "precedence: own discount power 3 against task discount power 6, task value goal": [
    new TargetStateLoss<DelayedReachState>("p", {
      where: pos,
      spec: TargetSpec.init({ discount: powerDiscount(steps, 3) }),
    }),
    atGoal,
  ],
  "task gives dict of specs, label fixation": [
    new TargetStateLoss<DelayedReachState>("fixation", { where: pos }),
    (t) => ({ fixation: TargetSpec.init({ value: path(t), discount: hold(t) }) }),
  ],
  "norm: euclidean (not squared)": [
    new TargetStateLoss<DelayedReachState>("p", { where: pos, norm: euclidean }),
    atGoal,
  ],
  "norm: l1": [
    new TargetStateLoss<DelayedReachState>("p", { where: pos, norm: (x) => x.abs().sum({ axis: -1 }) }),
    atGoal,
  ],
  hidden: [new TargetStateLoss<DelayedReachState>("h", { where: (s) => s.net.hidden, spec: targetZero() }), null],
  "efferent output": [
    new TargetStateLoss<DelayedReachState>("u", { where: (s) => s.efferent.output, spec: targetZero() }),
    null,
  ],
  "EffectorStraightPathLoss actual": [new StraightPathLoss("s"), null],
  "EffectorStraightPathLoss goal (target value given as CartesianState of goal under mechanics.effector)": [
    new StraightPathLoss("s", { normalizeBy: "goal" }),
    atGoal,
  ],
};

describe("terms have the values and gradients of the reference", () => {
  test.each(Object.entries(cases))("%s", (name, [loss, target]) => {
    const expected = given.at("cases", name);
    for (let trial = 0; trial < nTrials; trial++) {
      const spec = trialWith(target?.(trial) ?? null, trial);
      const total = (state: DelayedReachState): NDArray => loss.call(state, spec, null).total;
      expectClose(total(trajectory(trial)), expected.at("term", trial), 1e-6);
      const slope = grad(total)(trajectory(trial));
      const parts = {
        pos: slope.mechanics.effector.pos,
        vel: slope.mechanics.effector.vel,
        hidden: slope.net.hidden,
        efferent_output: slope.efferent.output,
      };
      const slopes = expected.at("grad_of_sum");
      for (const part of slopes.names) {
        // The initial state belongs to the task.
        const after = new Values(
          slopes
            .at(part, trial)
            .items.slice(1)
            .map(({ plain }) => plain),
        );
        expectClose(parts[part as keyof typeof parts], after, 1e-6, part);
      }
    }
  });

  const composites = given.at("composites");
  const meanOf = (loss: Loss<DelayedReachState>, target: (trial: number) => Target, expected: Values): void => {
    const all = Array.from(
      { length: nTrials },
      (_, t) => loss.call(trajectory(t), trialWith(target(t), t), null).terms,
    );
    for (const name of expected.at("losses").names) {
      const term = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const mean = all.reduce((sum, terms) => sum + Number(terms[term]!.item()) / nTrials, 0);
      expect(mean / expected.at("losses", name).number, term).toBeCloseTo(1, 5);
    }
  };

  test("simpleReachLoss, holdLoss and delayedReachLoss", () => {
    meanOf(simpleReachLoss(), atGoal, composites.at("simple_reach_loss()"));
    const weights = { effectorPosition: 2, effectorFinalVelocity: 3, nnOutput: 0.1, nnHidden: 0.01 };
    meanOf(simpleReachLoss(weights), atGoal, composites.at("simple_reach_loss with weights 2,3,0.1,0.01"));
    meanOf(holdLoss(), (t) => TargetSpec.init({ value: goal(t) }), composites.at("hold_loss()"));
    const quiet = delayedReachLoss({ effectorFinalVelocity: 0, nnOutput: 0, nnHidden: 0 });
    const expected = composites.at("delayed_reach_loss() with stand-in");
    const only = new Values({
      losses: {
        effector_fixation: expected.at("losses", "effector_fixation").plain,
        effector_position: expected.at("losses", "effector_position").plain,
      },
    });
    const delayedTarget = (t: number): Target => ({
      effectorFixation: TargetSpec.init({ value: path(t), discount: hold(t) }),
      effectorPosition: TargetSpec.init({ value: path(t), discount }),
    });
    meanOf(quiet, delayedTarget, only);
  });

  test("sums of losses", () => {
    const output = new TargetStateLoss<DelayedReachState>("NN output", {
      where: (s) => s.net.output,
      spec: targetZero(),
    });
    const twice = sumOfLosses<DelayedReachState>([1, output], [1, output]);
    expect([...twice.termNames].sort()).toEqual(composites.at("A1 + A1", "labels").plain);
    const inner = new CompositeLoss<DelayedReachState>({ a: output, b: output }, { weights: { a: 2, b: 3 } });
    const outer = new CompositeLoss<DelayedReachState>({ x: inner, y: output }, { weights: { x: 10 } });
    expect(outer.weights).toEqual({ x_a: 20, x_b: 30, y: 1 });
  });

  test("the algebra of losses, by labels and weights", () => {
    const term = (label: string): Loss<DelayedReachState> =>
      new TargetStateLoss<DelayedReachState>(label, { where: (s) => s.net.hidden, spec: targetZero() });
    const [first, second] = [term("NN output"), term("NN hidden activity")];
    type Weighted = readonly [number, Loss<DelayedReachState>];
    const sum = (...terms: readonly Weighted[]) => sumOfLosses<DelayedReachState>(...terms);
    const group = new CompositeLoss<DelayedReachState>({ a: first, b: second }, { weights: { a: 2, b: 3 } });
    const found: Readonly<Record<string, CompositeLoss<DelayedReachState>>> = {
      "A1 + A2": sum([1, first], [1, second]),
      "2*A1 + 0.5*A2": sum([2, first], [0.5, second]),
      "A1 - A2": sum([1, first], [-1, second]),
      "-A1": sum([-1, first]),
      "(A1+A2) + A1": sum([1, sum([1, first], [1, second])], [1, first]),
      "3*(A1+A2)": sum([3, sum([1, first], [1, second])]),
      "X = composite {a:A1,b:A2} weights 2,3 label grp": group,
      "composite dict {x: X, y: A1} weights 10, 1": new CompositeLoss<DelayedReachState>(
        { x: group, y: first },
        { weights: { x: 10 } },
      ),
    };
    for (const [name, { weights }] of Object.entries(found)) {
      const { labels, weights: wanted } = composites.at(name).plain as {
        readonly labels: readonly string[];
        readonly weights: readonly number[];
      };
      expect(weights, name).toEqual(Object.fromEntries(labels.map((label, index) => [label, wanted[index]])));
    }
  });

  test("changes of commands, and jerk", () => {
    const jerk = new StateChangeLoss<DelayedReachState>("jerk", { where: vel, order: 2, dt: 0.5 });
    const speeds = states("vel", 0).get("1:").toList() as number[][];
    const second = speeds
      .slice(2)
      .map((v, i) => v.map((x, axis) => (x - 2 * speeds[i + 1]![axis]! + speeds[i]![axis]!) / 0.25));
    const sum = second.flat().reduce((total, x) => total + x * x, 0);
    expect(Number(jerk.term(trajectory(0)).item()) / sum).toBeCloseTo(1, 9);
  });
});
