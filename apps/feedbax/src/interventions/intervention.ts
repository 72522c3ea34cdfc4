import { where, type NDArray } from "@proj/array";
import { isArray, Module, NodePath, treeAt, type Where } from "@proj/module";
import { map } from "@proj/tree";
import {
  anyOption,
  booleanOption,
  choiceOption,
  functionOption,
  readOptions,
  type OptionReaders,
} from "@proj/tree/core";
import type { Intervenor } from "../models/intervenor.ts";
import { checkQuantity } from "../quantities.ts";

/** What every intervention can be told, once or for each trial. */
export interface InterventionSettings {
  /** What the change is multiplied by. */
  readonly scale: number | NDArray;
  /** Whether anything is changed. */
  readonly active: boolean | NDArray;
}

/** What becomes of the part of the state that is changed: the change is added to it, or takes its place. */
export type InterventionOperation = "add" | "replace";

/** The fields of an {@link Intervention}. */
export interface InterventionFields<State, Settings extends InterventionSettings, From = unknown, To = unknown> {
  /** What it does where a trial says nothing else. */
  readonly params: Settings;
  /** What of the state decides the change. */
  readonly whereIn: Where<State, From>;
  /** What of the state is changed. */
  readonly whereOut: Where<State, To>;
  readonly operation: InterventionOperation;
}

/** Where an intervention reads and writes, and what it does there; each class has its defaults. */
export type InterventionPlace<State> = Partial<Omit<InterventionFields<State, InterventionSettings>, "params">>;

/**
 * A change of a model's state between two stages: `operation(part, scale · transform(settings, input))`, for each array of the part,
 * while it is active.
 *
 * A class with this base says how the change is computed. Its settings are constants, or belong to a trial when it is scheduled.
 *
 * @typeParam State - of the model at whose stages it acts.
 * @typeParam Settings - what it can be told.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { Intervention, type InterventionSettings } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * interface Tank { readonly level: NDArray }
 * interface Leak extends InterventionSettings { readonly rate: number | NDArray }
 * class Leaking extends Intervention<Tank, Leak, NDArray> {
 *   transform({ rate }: Leak, level: NDArray): NDArray {
 *     return level.mul(rate).neg();
 *   }
 * }
 * const level = (state: Tank) => state.level;
 * const params = { scale: 1, rate: 0.5, active: true };
 * const leak = new Leaking({ params, whereIn: level, whereOut: level, operation: "add" });
 * leak.call(null, { level: array(4) }, key(0)).level.item(); // → 2
 * leak.call({ rate: array(0.25) }, { level: array(4) }, key(0)).level.item(); // → 3
 */
export abstract class Intervention<State, Settings extends InterventionSettings, From = unknown, To = unknown>
  extends Module<InterventionFields<State, Settings, From, To>>
  implements Intervenor<State>
{
  /** The change, a tree like the part that is changed. */
  abstract transform(settings: Settings, input: From, key: NDArray, part: To): unknown;

  /** The state after the change; settings of a trial stand over its own. */
  call<S extends State>(given: unknown, state: S, key: NDArray): S {
    const settings = { ...this.params, ...(given as Partial<Settings> | null) };
    const { scale, active } = settings;
    if (active === false) return state;
    const { constructor, operation } = this;
    const path: NodePath<S, To> = NodePath.of<S, To>(this.whereOut, { operation: constructor.name });
    const part = path.get(state);
    const change = this.transform(settings, this.whereIn(state), key, part);
    const next = map(
      (old: unknown, by: unknown) => {
        const scaled = isUnscaled(scale) ? (by as NDArray) : (by as NDArray).mul(scale);
        const changed = (operation === "add" ? (old as NDArray).add(scaled) : scaled).astype((old as NDArray).dtype);
        return active === true ? changed : where(active, changed, old as NDArray);
      },
      part as unknown,
      change,
    );
    return treeAt(path, state, next as To, { operation: constructor.name });
  }
}

function isUnscaled(scale: number | NDArray): boolean {
  return scale === 1;
}

/** How settings and places of every intervention are read. */
export function interventionReaders<State>(): OptionReaders<Partial<InterventionSettings> & InterventionPlace<State>> {
  return {
    scale: anyOption(),
    active: (value, place) => (isArray(value) ? value : booleanOption(value, place)),
    whereIn: functionOption(),
    whereOut: functionOption(),
    operation: choiceOption("add", "replace"),
  };
}

/**
 * Reads the options with which an intervention is made: settings and places together.
 *
 * @param name - the builder, for errors.
 * @param own - the settings of this intervention with their defaults.
 * @param place - the places by default.
 */
export function interventionFields<State, Settings extends InterventionSettings, From, To>(
  name: string,
  given: (Partial<Settings> & InterventionPlace<State>) | undefined,
  own: Omit<Settings, keyof InterventionSettings>,
  place: Omit<InterventionFields<State, InterventionSettings, From, To>, "params">,
): InterventionFields<State, Settings, From, To> {
  const ownReaders = Object.fromEntries(Object.keys(own).map((setting) => [setting, anyOption()]));
  const readers: OptionReaders<Readonly<Record<string, unknown>>> = { ...interventionReaders<State>(), ...ownReaders };
  const read = readOptions(name, given as Readonly<Record<string, unknown>> | undefined, readers);
  const { scale = 1, active = true, whereIn, whereOut, operation, ...settings } = read;
  for (const [setting, value] of Object.entries({ scale, ...settings }))
    if (typeof value !== "object" || value === null) checkQuantity(name, setting, value as number);
  return {
    params: { scale, ...own, ...settings, active } as unknown as Settings,
    whereIn: (whereIn ?? place.whereIn) as Where<State, From>,
    whereOut: (whereOut ?? place.whereOut) as Where<State, To>,
    operation: (operation ?? place.operation) as InterventionOperation,
  };
}

/** Points at all of a state. */
export function whole(state: unknown): unknown {
  return state;
}
