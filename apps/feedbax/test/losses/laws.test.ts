import { array, ones, type NDArray } from "@proj/array";
import { grad, vmap } from "@proj/autodiff";
import {
  CartesianState,
  holdLoss,
  ModelLoss,
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
  type Loss,
  type ReachState,
} from "@proj/feedbax";
import { treeEqual, treeTake } from "@proj/module";
import { key, uniform } from "@proj/random";
import { leaves, map } from "@proj/tree";
import { describe, expect, test } from "vitest";

/** Every loss that looks at a reach. */
const losses: Readonly<Record<string, Loss<ReachState>>> = {
  TargetStateLoss: new TargetStateLoss<ReachState>("position", { where: (state) => state.mechanics.effector.pos }),
  "TargetStateLoss at the end": new TargetStateLoss<ReachState>("rest", {
    where: (state) => state.mechanics.effector.vel,
    spec: targetZero().or(targetFinalState()),
  }),
  ModelLoss: new ModelLoss("decay", (model: { readonly weight: NDArray }) => model.weight.pow(2).sum()),
  StraightPathLoss: new StraightPathLoss("straightness"),
  StateChangeLoss: new StateChangeLoss("change", { where: (state) => state.efferent.output }),
  simpleReachLoss: simpleReachLoss(),
  holdLoss: holdLoss(),
  sumOfLosses: sumOfLosses([2, simpleReachLoss()], [0.5, holdLoss()]),
};

const [nTrials, steps, units] = [3, 5, 4];
const model = { weight: array([1, 2]) };
const goal = array([0.5, -0.5]);

/** States of trials by chance, [trials, steps, …]. */
const trajectories: ReachState = map(
  (leaf: NDArray) => uniform(key(leaf.size), leaf.shape, { minval: -1, maxval: 1 }),
  {
    mechanics: {
      effector: new CartesianState({
        pos: ones([nTrials, steps, 2]),
        vel: ones([nTrials, steps, 2]),
        force: ones([nTrials, steps, 2]),
      }),
    },
    net: { hidden: ones([nTrials, steps, units]) },
    efferent: { output: ones([nTrials, steps, 2]) },
  },
);

/** States that are all where they should be. */
const atTarget: ReachState = {
  mechanics: {
    effector: new CartesianState({ pos: ones([steps, 2]).mul(goal), vel: ones([steps, 2]).mul(0), force: null }),
  },
  net: { hidden: ones([steps, units]).mul(0) },
  efferent: { output: ones([steps, 2]).mul(0) },
};

const trial = TaskTrialSpec.init<ReachState>({
  inits: WhereDict.of<ReachState, unknown>(),
  inputs: {},
  targets: WhereDict.of<ReachState, TargetSpec>([
    (state) => state.mechanics.effector.pos,
    TargetSpec.init({ value: ones([steps, 2]).mul(goal) }),
  ]),
});

describe.each(Object.entries(losses))("%s", (_name, loss) => {
  test("has one number for each of its terms", () => {
    const { terms } = loss.call(treeTake(trajectories, 0), trial, model);
    expect(Object.keys(terms).sort()).toEqual([...loss.termNames].sort());
    expect(Object.values(terms).map(({ shape }) => shape)).toEqual(loss.termNames.map(() => []));
  });

  test("is for a batch what it is for one trial after the other", () => {
    const batch = vmap((trajectory: ReachState) => loss.call(trajectory, trial, model))(trajectories);
    for (let index = 0; index < nTrials; index++) {
      const alone = loss.call(treeTake(trajectories, index), trial, model);
      expect(treeEqual(treeTake(batch, index), alone, { rtol: 1e-6 })).toBe(true);
    }
  });

  test("has a gradient where everything is at its target", () => {
    const slopes = grad((trajectory: ReachState) => loss.call(trajectory, trial, model).total)(atTarget);
    for (const slope of leaves(slopes) as readonly NDArray[])
      expect([...slope.dataSync()].every(Number.isFinite)).toBe(true);
  });
});
