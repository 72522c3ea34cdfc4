import { Intervention, interventionFields, type InterventionPlace, type InterventionSettings } from "./intervention.ts";

/** Options of {@link Copy.init}. */
export type CopyOptions<State> = Partial<InterventionSettings> &
  InterventionPlace<State> &
  Required<Pick<InterventionPlace<State>, "whereIn" | "whereOut">>;

/**
 * Puts a part of the state in the place of another.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { Copy } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * interface Tanks { readonly from: NDArray; readonly to: NDArray }
 * const copy = Copy.init<Tanks>({ whereIn: (state) => state.from, whereOut: (state) => state.to, scale: 2 });
 * copy.call(null, { from: array(3), to: array(0) }, key(0)).to.item(); // → 6
 */
export class Copy<State> extends Intervention<State, InterventionSettings> {
  /**
   * @param options - `whereIn` and `whereOut` at least; `scale` (default 1), `active` (true), `operation` ("replace").
   */
  static init<State>(options: CopyOptions<State>): Copy<State> {
    const { whereIn, whereOut } = options;
    const place = { whereIn, whereOut, operation: "replace" } as const;
    return new Copy<State>(
      interventionFields<State, InterventionSettings, unknown, unknown>("Copy.init", options, {}, place),
    );
  }

  transform(_settings: InterventionSettings, input: unknown): unknown {
    return input;
  }
}
