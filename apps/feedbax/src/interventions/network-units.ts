import { isnan, where, zeros, type NDArray } from "@proj/array";
import { Intervention, interventionFields, type InterventionPlace, type InterventionSettings } from "./intervention.ts";

/** What interventions in hidden units have to know of a state: that of a network. */
export interface HiddenHolder {
  readonly hidden: NDArray;
}

/** What interventions in hidden units can be told. */
export interface UnitSettings extends InterventionSettings {
  /** A number for each unit, or NaN for units that are left alone, [hiddenSize]. */
  readonly unitSpec: NDArray;
}

/** Options of interventions in hidden units. */
export type UnitOptions = Partial<UnitSettings> & InterventionPlace<HiddenHolder> & Pick<UnitSettings, "unitSpec">;

/**
 * Holds the activity of hidden units at a value.
 *
 * @example
 * import { array } from "@proj/array";
 * import { NetworkClamp } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const clamp = NetworkClamp.init({ unitSpec: array([NaN, 0.75]) });
 * clamp.call(null, { hidden: array([0.5, 0.5]) }, key(0)).hidden.toList(); // → [0.5, 0.75]
 */
export class NetworkClamp extends Intervention<HiddenHolder, UnitSettings, NDArray, NDArray> {
  /**
   * @param options - `unitSpec` at least; `scale` (default 1; it multiplies all units), `active` (true); `whereIn` and `whereOut` (the hidden
   *   activity), `operation` ("replace").
   */
  static init(options: UnitOptions): NetworkClamp {
    const place = { whereIn: hidden, whereOut: hidden, operation: "replace" } as const;
    return new NetworkClamp(
      interventionFields<HiddenHolder, UnitSettings, NDArray, NDArray>(
        "NetworkClamp.init",
        options,
        { unitSpec: zeros([0]) },
        place,
      ),
    );
  }

  transform({ unitSpec }: UnitSettings, activity: NDArray): NDArray {
    return where(isnan(unitSpec), activity, unitSpec);
  }
}

/**
 * Adds a constant to the activity of hidden units.
 *
 * @example
 * import { array } from "@proj/array";
 * import { NetworkConstantInput } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const drive = NetworkConstantInput.init({ unitSpec: array([NaN, 0.25]) });
 * drive.call(null, { hidden: array([0.5, 0.5]) }, key(0)).hidden.toList(); // → [0.5, 0.75]
 */
export class NetworkConstantInput extends Intervention<HiddenHolder, UnitSettings, NDArray, NDArray> {
  /** @param options - as those of {@link NetworkClamp}; `operation` is "add". */
  static init(options: UnitOptions): NetworkConstantInput {
    const place = { whereIn: hidden, whereOut: hidden, operation: "add" } as const;
    const fields = interventionFields<HiddenHolder, UnitSettings, NDArray, NDArray>(
      "NetworkConstantInput.init",
      options,
      { unitSpec: zeros([0]) },
      place,
    );
    return new NetworkConstantInput(fields);
  }

  transform({ unitSpec }: UnitSettings): NDArray {
    return where(isnan(unitSpec), 0, unitSpec);
  }
}

function hidden(state: HiddenHolder): NDArray {
  return state.hidden;
}
