import { stack, zeros, type NDArray } from "@proj/array";
import type { CartesianState } from "../state/cartesian-state.ts";
import { Intervention, interventionFields, type InterventionPlace, type InterventionSettings } from "./intervention.ts";

/** What force fields have to know of a state: that of `Mechanics`. */
export interface EffectorHolder {
  readonly effector: CartesianState;
}

/** What a {@link CurlField} can be told. */
export interface CurlFieldSettings extends InterventionSettings {
  /** Force per velocity, in kg/s; positive counter-clockwise. */
  readonly amplitude: number | NDArray;
}

/**
 * A force at right angles to the velocity of the effector: amplitude · (−v_y, v_x). It goes before the first stage of the mechanics.
 *
 * @example
 * import { array } from "@proj/array";
 * import { CartesianState, CurlField } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const state = { effector: CartesianState.init({ vel: array([1, 2]) }) };
 * CurlField.init({ amplitude: 0.5 }).call(null, state, key(0)).effector.force!.toList(); // → [-1, 0.5]
 */
export class CurlField extends Intervention<EffectorHolder, CurlFieldSettings, NDArray, NDArray | null> {
  /**
   * @param options - `amplitude` (default 1), `scale` (1), `active` (true); `whereIn` (the effector's velocity), `whereOut` (its
   *   force), `operation` ("add").
   */
  static init(options?: Partial<CurlFieldSettings> & InterventionPlace<EffectorHolder>): CurlField {
    const place = { whereIn: velocity, whereOut: force, operation: "add" } as const;
    return new CurlField(
      interventionFields<EffectorHolder, CurlFieldSettings, NDArray, NDArray | null>(
        "CurlField.init",
        options,
        { amplitude: 1 },
        place,
      ),
    );
  }

  transform({ amplitude }: CurlFieldSettings, vel: NDArray): NDArray {
    return stack([vel.get("...", 1).neg(), vel.get("...", 0)], -1).mul(amplitude);
  }
}

/** What a {@link FixedField} can be told. */
export interface FixedFieldSettings extends InterventionSettings {
  /** What the field is multiplied by. */
  readonly amplitude: number | NDArray;
  /** In N, [2]. */
  readonly field: NDArray;
}

/**
 * The same force everywhere: amplitude · field. It goes before the first stage of the mechanics.
 *
 * @example
 * import { array } from "@proj/array";
 * import { CartesianState, FixedField } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const state = { effector: CartesianState.init() };
 * FixedField.init({ field: array([1, -2]) }).call(null, state, key(0)).effector.force!.toList(); // → [1, -2]
 */
export class FixedField extends Intervention<EffectorHolder, FixedFieldSettings, CartesianState, NDArray | null> {
  /**
   * @param options - `field` (default (0, 0)), `amplitude` (1), `scale` (1), `active` (true); `whereIn` (the effector), `whereOut` (its
   *   force), `operation` ("add").
   */
  static init(options?: Partial<FixedFieldSettings> & InterventionPlace<EffectorHolder>): FixedField {
    const place = { whereIn: effector, whereOut: force, operation: "add" } as const;
    return new FixedField(
      interventionFields<EffectorHolder, FixedFieldSettings, CartesianState, NDArray | null>(
        "FixedField.init",
        options,
        { amplitude: 1, field: zeros([2]) },
        place,
      ),
    );
  }

  transform({ amplitude, field }: FixedFieldSettings): NDArray {
    return field.mul(amplitude);
  }
}

function effector(state: EffectorHolder): CartesianState {
  return state.effector;
}

function velocity(state: EffectorHolder): NDArray {
  return state.effector.vel;
}

function force(state: EffectorHolder): NDArray | null {
  return state.effector.force;
}
