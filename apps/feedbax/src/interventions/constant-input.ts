import {
  Intervention,
  interventionFields,
  whole,
  type InterventionPlace,
  type InterventionSettings,
} from "./intervention.ts";

/** What a {@link ConstantInput} can be told. */
export interface ConstantInputSettings extends InterventionSettings {
  /** What is added: a tree of arrays like the part of the state. */
  readonly arrays: unknown;
}

/**
 * Adds constants to a part of the state, `scale · arrays`.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { ConstantInput } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * interface Tank { readonly level: NDArray }
 * const level = (state: Tank) => state.level;
 * const pour = ConstantInput.init<Tank>({ arrays: array(2), scale: 3, whereIn: level, whereOut: level });
 * pour.call(null, { level: array(1) }, key(0)).level.item(); // → 7
 */
export class ConstantInput<State> extends Intervention<State, ConstantInputSettings> {
  /**
   * @param options - `arrays` at least; `scale` (default 1), `active` (true); `whereOut` (the whole state), `operation` ("add").
   */
  static init<State>(
    options: Partial<ConstantInputSettings> & InterventionPlace<State> & Pick<ConstantInputSettings, "arrays">,
  ): ConstantInput<State> {
    const place = { whereIn: whole, whereOut: whole, operation: "add" } as const;
    return new ConstantInput<State>(
      interventionFields<State, ConstantInputSettings, unknown, unknown>(
        "ConstantInput.init",
        options,
        { arrays: null },
        place,
      ),
    );
  }

  transform({ arrays }: ConstantInputSettings): unknown {
    return arrays;
  }
}
