import type { NDArray } from "@proj/array";
import type { ReachState } from "../state/reach-state.ts";
import { targetZero } from "../trials/target-spec.ts";
import { CompositeLoss, type WeightSchedule } from "./composite-loss.ts";
import { simpleReachLoss } from "./reach-losses.ts";
import { StateChangeLoss } from "./state-change-loss.ts";
import { TargetStateLoss } from "./target-state-loss.ts";

/** What {@link muscleActivityLoss} has to know of the states of models. */
export interface MuscledState {
  /** The body, with its muscles. */
  readonly mechanics: { readonly plant: { readonly muscles: { readonly activation: NDArray } | null } };
}

/**
 * How active muscles are, squared and summed over muscles and time.
 *
 * @param label - the name of the term. Default `"muscleActivity"`.
 * @example
 * import { muscleActivityLoss } from "@proj/feedbax";
 * muscleActivityLoss().termNames; // → ["muscleActivity"]
 */
export function muscleActivityLoss(label = "muscleActivity"): TargetStateLoss<MuscledState> {
  return new TargetStateLoss<MuscledState>(label, {
    where: (state) => state.mechanics.plant.muscles!.activation,
    spec: targetZero(),
  });
}

/**
 * The jerk of the effector, the second derivative of its velocity, squared and summed over time.
 *
 * @param dt - the length of a step. Default 1: differences from step to step.
 * @param label - the name of the term. Default `"effectorJerk"`.
 * @example
 * import { effectorJerkLoss } from "@proj/feedbax";
 * effectorJerkLoss(0.05).order; // → 2
 */
export function effectorJerkLoss(dt = 1, label = "effectorJerk"): StateChangeLoss<Pick<ReachState, "mechanics">> {
  return new StateChangeLoss<Pick<ReachState, "mechanics">>(label, {
    where: (state) => state.mechanics.effector.vel,
    order: 2,
    dt,
  });
}

/**
 * What an arm with muscles is trained with to reach: the terms of `simpleReachLoss`, and a little for the activity of muscles.
 *
 * @param weights - default: muscleActivity 1e-4, others as in `simpleReachLoss`.
 * @example
 * import { muscledReachLoss } from "@proj/feedbax";
 * muscledReachLoss().weights["muscleActivity"]; // → 0.0001
 */
export function muscledReachLoss(
  weights: Readonly<Record<string, number | WeightSchedule>> = {},
): CompositeLoss<ReachState & MuscledState> {
  const { terms, weights: usual } = simpleReachLoss();
  return new CompositeLoss<ReachState & MuscledState>(
    { ...terms, muscleActivity: muscleActivityLoss() },
    { weights: { ...usual, muscleActivity: 1e-4, ...weights } },
  );
}
