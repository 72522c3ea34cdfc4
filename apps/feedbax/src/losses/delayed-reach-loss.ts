import type { NDArray } from "@proj/array";
import type { ReachState } from "../state/reach-state.ts";
import { targetFinalState, targetZero } from "../trials/target-spec.ts";
import { CompositeLoss, type WeightSchedule } from "./composite-loss.ts";
import { TargetStateLoss } from "./target-state-loss.ts";

/** What {@link delayedReachLoss} has to know of the states of models: the output of the network besides. */
export interface DelayedReachState extends ReachState {
  readonly net: ReachState["net"] & { readonly output: NDArray | null };
}

/**
 * What `DelayedReaches` are trained with: to stay while told to, distance to the target (with the discount of the task), velocity at the end, and
 * a little for the output of the network, before noise, and its activity.
 *
 * @param weights - default: effectorFixation 1, effectorPosition 1, effectorFinalVelocity 1, nnOutput 1e-4, nnHidden 1e-5.
 * @example
 * import { delayedReachLoss } from "@proj/feedbax";
 * delayedReachLoss().weights["nnOutput"]; // → 0.0001
 */
export function delayedReachLoss(
  weights: Readonly<Record<string, number | WeightSchedule>> = {},
): CompositeLoss<DelayedReachState> {
  const position = (state: DelayedReachState): NDArray => state.mechanics.effector.pos;
  const zero = targetZero();
  return new CompositeLoss<DelayedReachState>(
    {
      effectorFixation: new TargetStateLoss("effectorFixation", { where: position }),
      effectorPosition: new TargetStateLoss("effectorPosition", { where: position }),
      effectorFinalVelocity: new TargetStateLoss<DelayedReachState>("effectorFinalVelocity", {
        where: (state) => state.mechanics.effector.vel,
        spec: zero.or(targetFinalState()),
      }),
      nnOutput: new TargetStateLoss<DelayedReachState>("nnOutput", { where: (state) => state.net.output, spec: zero }),
      nnHidden: new TargetStateLoss<DelayedReachState>("nnHidden", { where: (state) => state.net.hidden, spec: zero }),
    },
    {
      weights: {
        effectorFixation: 1,
        effectorPosition: 1,
        effectorFinalVelocity: 1,
        nnOutput: 1e-4,
        nnHidden: 1e-5,
        ...weights,
      },
    },
  );
}
