import type { NDArray } from "@proj/array";
import { subkeys } from "@proj/random";
import type { InterventionParams } from "./model.ts";

/** Changes a model's state between its stages. */
export interface Intervenor<State> {
  /**
   * The state after the intervention.
   *
   * @param params - what the trial sets; null leaves the intervenor's own parameters.
   */
  call(params: unknown, state: State, key: NDArray): State;
}

/** Intervenors by the stage they follow, then by label. */
export type Intervenors<State> = Readonly<Record<string, Readonly<Record<string, Intervenor<State>>>>>;

/**
 * The place of intervenors that run before the first stage.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { DirectForceInput, Mechanics, PointMass, preFirstStage, type Intervenor } from "@proj/feedbax";
 * import type { CartesianState, MechanicsState } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * type State = MechanicsState<CartesianState>;
 * const push: Intervenor<State> = {
 *   call: (force, state) => state.with({ effector: state.effector.with({ force: force as NDArray }) }),
 * };
 * const body = Mechanics.init(DirectForceInput.init(PointMass.init()), 0.5, { intervenors: { [preFirstStage]: { push } } });
 * const input = { input: array([0, 0]), intervene: { push: array([2, 0]) } };
 * body.call(input, body.init(key(0)), key(1)).effector.vel.toList(); // → [1, 0]
 */
export const preFirstStage = "_preFirstStage";

/**
 * The place of intervenors that run after the last stage, as {@link preFirstStage} is that of those before the first.
 *
 * @example
 * import { postFinalStage } from "@proj/feedbax";
 * postFinalStage; // → "_postFinalStage"
 */
export const postFinalStage = "_postFinalStage";

/** Labels that begin with this word belong to intervenors that always run with their own parameters. */
export const fixedPrefix = "FIXED";

/** Runs the intervenors of one place in order. */
export function runIntervenors<State>(
  intervenors: Intervenors<State>,
  place: string,
  params: InterventionParams,
  state: State,
  key: NDArray,
): State {
  const entries = Object.entries(intervenors[place] ?? {});
  if (entries.length === 0) return state;
  const keys = subkeys(key, entries.length);
  return entries.reduce((current, [label, intervenor], index) => {
    const own = label.startsWith(fixedPrefix) ? null : (params[label] ?? null);
    return intervenor.call(own, current, keys[index]!);
  }, state);
}
