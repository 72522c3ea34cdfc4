import type { NDArray } from "@proj/array";
import { map } from "@proj/tree";
import { Normal } from "../noise/normal.ts";
import type { Noise } from "../noise/noise.ts";
import {
  Intervention,
  interventionFields,
  whole,
  type InterventionFields,
  type InterventionPlace,
  type InterventionSettings,
} from "./intervention.ts";

/** Options of {@link AddNoise.init}. */
export interface AddNoiseOptions<State> extends Partial<InterventionSettings>, InterventionPlace<State> {
  /** Default `Normal.init()`. */
  readonly noise?: Noise;
}

/**
 * Adds noise to a part of the state; to several arrays, noise from the same key.
 *
 * @example
 * import { zeros } from "@proj/array";
 * import { AddNoise, Normal, type HiddenHolder } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const hidden = (state: HiddenHolder) => state.hidden;
 * const noise = AddNoise.init<HiddenHolder>({ noise: Normal.init(0.05), whereIn: hidden, whereOut: hidden });
 * noise.call(null, { hidden: zeros([3]) }, key(0)).hidden.shape; // → [3]
 */
export class AddNoise<State> extends Intervention<State, InterventionSettings> {
  /** What is added. */
  declare readonly noise: Noise;

  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it says that there is one more field
  constructor(fields: InterventionFields<State, InterventionSettings> & { readonly noise: Noise }) {
    super(fields);
  }

  /**
   * @param options - `noise` (default `Normal.init()`), `scale` (1), `active` (true); `whereIn` and `whereOut` (the whole state),
   *   `operation` ("add").
   */
  static init<State>(options: AddNoiseOptions<State> = {}): AddNoise<State> {
    const { noise = Normal.init(), ...rest } = options;
    const place = { whereIn: whole, whereOut: whole, operation: "add" } as const;
    return new AddNoise<State>({
      ...interventionFields<State, InterventionSettings, unknown, unknown>("AddNoise.init", rest, {}, place),
      noise,
    });
  }

  transform(_settings: InterventionSettings, input: unknown, key: NDArray): unknown {
    return map((x: unknown) => this.noise.call(key, x as NDArray), input);
  }
}
