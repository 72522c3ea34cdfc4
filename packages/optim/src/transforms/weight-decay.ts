import { anyOption, readArgument } from "@proj/array/core";
import { beside, mapArrays } from "../arrays.ts";
import { increment, isNumber, noSteps, scalarOrScheduleOption, stepwise } from "../hyperparameters.ts";
import {
  neededParams,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { maskOf, type Mask } from "./mask.ts";

/** Options of optimisers that subtract a part of the parameters. */
export interface DecayOptions {
  /** How much of each parameter is subtracted per step, times the learning rate: a number, a scalar or a schedule. */
  readonly weightDecay?: ScalarOrSchedule;
  /** A prefix tree of booleans, or a function of the parameters that makes one: which leaves decay. Default all. */
  readonly mask?: Mask;
}

/** How {@link DecayOptions} are read. */
export const decayReaders = { weightDecay: scalarOrScheduleOption, mask: anyOption<Mask>() };

/**
 * Adds `weightDecay` times the parameters to the gradients.
 *
 * @param weightDecay - the factor: a number, a scalar or a schedule; default 0.
 * @param mask - a prefix tree of booleans, or a function of the parameters that makes one: which leaves decay. Default all.
 * @throws UsageError when `update` is called without parameters, and where the mask says neither true nor false.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { addDecayedWeights } from "@proj/optim";
 * const { init, update } = addDecayedWeights(0.5, { w: true, b: false });
 * const params = { w: array([2]), b: array([2]) };
 * const [updates] = update({ w: array([0]), b: array([0]) }, init(params), params);
 * updates.w.toList(); // → [1]
 * updates.b.toList(); // → [0]
 * ```
 */
export function addDecayedWeights(
  weightDecay: ScalarOrSchedule = 0,
  mask?: Mask,
): GradientTransformation<ScheduledState> {
  const decay = readArgument("addDecayedWeights", "weightDecay", weightDecay, scalarOrScheduleOption);
  const decays = maskOf("addDecayedWeights", mask);
  return {
    init(params) {
      // A mask that does not fit is an error from the beginning, also where nothing decays yet.
      if (mask !== undefined) decays(params);
      return typeof decay === "function" ? { count: noSteps() } : {};
    },
    update(updates, state, given) {
      const params = neededParams("addDecayedWeights", given);
      const isScheduled = typeof decay === "function";
      const next: ScheduledState = isScheduled ? { count: increment(state.count) } : {};
      if (isNumber(decay, 0)) return [updates, next];
      const factor = isScheduled ? stepwise(decay, state.count) : () => decay;
      const chosen = decays(updates);
      let place = 0;
      const step = mapArrays(
        "addDecayedWeights",
        (g, p) => (chosen[place++]! ? g.add(p.mul(beside(factor(p), p))) : g),
        updates,
        { params },
      );
      return [step, next];
    },
  };
}
