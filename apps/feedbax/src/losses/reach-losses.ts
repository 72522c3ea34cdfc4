import type { ReachState } from "../state/reach-state.ts";
import { CompositeLoss, type WeightSchedule } from "./composite-loss.ts";
import { targetFinalState, targetZero } from "../trials/target-spec.ts";
import { TargetStateLoss } from "./target-state-loss.ts";

const position = new TargetStateLoss<ReachState>("effectorPosition", {
  where: (state) => state.mechanics.effector.pos,
});
const output = new TargetStateLoss<ReachState>("nnOutput", {
  where: (state) => state.efferent.output,
  spec: targetZero(),
});
const hidden = new TargetStateLoss<ReachState>("nnHidden", { where: (state) => state.net.hidden, spec: targetZero() });

/**
 * What {@link SimpleReaches} is trained with: distance to the goal (with the discount of the task), velocity at the end, and
 * a little for command and activity.
 *
 * @param weights - default: effectorPosition 1, effectorFinalVelocity 1, nnOutput 1e-5, nnHidden 1e-5.
 * @example
 * import { simpleReachLoss } from "@proj/feedbax";
 * simpleReachLoss({ effectorFinalVelocity: 2 }).weights["effectorFinalVelocity"]; // → 2
 */
export function simpleReachLoss(
  weights: Readonly<Record<string, number | WeightSchedule>> = {},
): CompositeLoss<ReachState> {
  return new CompositeLoss(
    {
      effectorPosition: position,
      effectorFinalVelocity: new TargetStateLoss<ReachState>("effectorFinalVelocity", {
        where: (state) => state.mechanics.effector.vel,
        spec: targetZero().or(targetFinalState()),
      }),
      nnOutput: output,
      nnHidden: hidden,
    },
    { weights: { effectorPosition: 1, effectorFinalVelocity: 1, nnOutput: 1e-5, nnHidden: 1e-5, ...weights } },
  );
}

/**
 * What holding a position is trained with: distance, and a little for velocity, command and activity.
 *
 * @param weights - default: effectorPosition 1, effectorVelocity 1e-5, nnOutput 1e-5, nnHidden 1e-5.
 * @example
 * import { holdLoss } from "@proj/feedbax";
 * holdLoss().termNames; // → ["effectorPosition", "effectorVelocity", "nnOutput", "nnHidden"]
 */
export function holdLoss(weights: Readonly<Record<string, number | WeightSchedule>> = {}): CompositeLoss<ReachState> {
  return new CompositeLoss(
    {
      effectorPosition: position,
      effectorVelocity: new TargetStateLoss<ReachState>("effectorVelocity", {
        where: (state) => state.mechanics.effector.vel,
        spec: targetZero(),
      }),
      nnOutput: output,
      nnHidden: hidden,
    },
    { weights: { effectorPosition: 1, effectorVelocity: 1e-5, nnOutput: 1e-5, nnHidden: 1e-5, ...weights } },
  );
}
