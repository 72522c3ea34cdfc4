import { broadcastTo, zeros, zerosLike, type NDArray } from "@proj/array";
import { CartesianState } from "../state/cartesian-state.ts";
import type { ReachState } from "../state/reach-state.ts";
import { TargetSpec } from "../trials/target-spec.ts";
import { TaskTrialSpec } from "../trials/trial-spec.ts";
import { WhereDict } from "../trials/where-dict.ts";

/**
 * The trial of a reach: the effector rests at `start`, and the network sees the goal, where the effector should be.
 *
 * @param start - a point, [2].
 * @param goal - a point, [2], or one for each step, [nSteps - 1, 2].
 * @param nSteps - states of the trial, the initial one included.
 * @param discount - what the distance to the goal counts at each step, [nSteps - 1]; null: 1.
 */
export function reachTrial(
  start: NDArray,
  goal: NDArray,
  nSteps: number,
  discount: NDArray | null,
): TaskTrialSpec<ReachState> {
  const steps = nSteps - 1;
  const goals = broadcastTo(goal, [steps, 2]);
  return TaskTrialSpec.init<ReachState>({
    inits: WhereDict.of<ReachState, unknown>([
      (state) => state.mechanics.effector,
      new CartesianState({ pos: start, vel: zerosLike(start), force: zerosLike(start) }),
    ]),
    inputs: { effectorTarget: new CartesianState({ pos: goals, vel: zeros([steps, 2]), force: null }) },
    targets: WhereDict.of<ReachState, TargetSpec>([
      (state) => state.mechanics.effector.pos,
      TargetSpec.init({ value: goals, discount }),
    ]),
  });
}
