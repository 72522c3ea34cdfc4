import {
  booleanOption,
  functionOption,
  isRecord,
  readArgument,
  readOptions,
  textOption,
  wrongOption,
  type OptionReader,
} from "@proj/array/core";
import { accumulatorOption, scalarOption, type Scalar } from "../hyperparameters.ts";
import { isTransformation, type ArrayTree, type EmptyState, type GradientTransformation } from "../transformation.ts";
import { ema, type EmaOptions, type EmaState } from "../transforms/ema.ts";

/** What is measured of updates: a tree of arrays. */
export type Measure = { call(updates: unknown): ArrayTree }["call"];

/** The last measurement, under its name. */
export interface SnapshotState {
  readonly measurement: Readonly<Record<string, ArrayTree>>;
}

/**
 * Keeps a measurement of the updates in the state, which pass unchanged.
 *
 * @param measureName - the name under which it is kept.
 * @param measure - from updates to a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { globalNorm, snapshot } from "@proj/optim";
 * const { init, update } = snapshot("norm", globalNorm);
 * const [, state] = update(array([3, 4]), init(array([0, 0])));
 * state.measurement; // → { norm: 5 }
 * ```
 */
export function snapshot(measureName: string, measure: Measure): GradientTransformation<SnapshotState> {
  const name = readArgument("snapshot", "measureName", measureName, textOption);
  readArgument("snapshot", "measure", measure, functionOption());
  return {
    init: (params) => ({ measurement: { [name]: measure(params) } }),
    update: (updates) => [updates, { measurement: { [name]: measure(updates) } }],
  };
}

/** The last measurements under their names, and the states of those that remember. */
export interface MonitorState {
  readonly measurements: Readonly<Record<string, ArrayTree>>;
  readonly measureStates: readonly unknown[];
}

const measuresOption: OptionReader<object> = (value, place) => {
  if (!isRecord(value)) throw wrongOption(place, value, "an object of functions and transformations");
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === "function" || isTransformation(entry)) continue;
    throw wrongOption(
      { ...place, name: `${place.name}.${name}` },
      entry,
      "a function of updates, or measureWithEma(…)",
    );
  }
  return value;
};

/**
 * Keeps several measurements of the updates in the state, which pass unchanged.
 *
 * @param measures - under each name a function of updates, or a transformation that makes measurements of them, as {@link measureWithEma}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { globalNorm, measureWithEma, monitor } from "@proj/optim";
 * const { init, update } = monitor({ norm: globalNorm, mean: measureWithEma(globalNorm, 0.9) });
 * const [, state] = update(array([3, 4]), init(array([0, 0])));
 * state.measurements["norm"]; // → 5
 * ```
 */
export function monitor(
  measures: Readonly<Record<string, Measure | GradientTransformation<unknown>>>,
): GradientTransformation<MonitorState> {
  readArgument("monitor", "measures", measures, measuresOption);
  const parts = Object.entries(measures).map(([name, measure]) => {
    const part: GradientTransformation<unknown> =
      typeof measure === "function"
        ? { init: () => ({}), update: (updates, state) => [measure(updates) as unknown as typeof updates, state] }
        : measure;
    return [name, part] as const;
  });
  return {
    init: (params) => ({ measurements: {}, measureStates: parts.map(([, { init }]) => init(params)) }),
    update(updates, { measureStates }, params, extra) {
      const made = parts.map(([name, { update }], place) => {
        const [measurement, state] = update<unknown>(updates, measureStates[place], params, extra);
        return { name, measurement: measurement as ArrayTree, state };
      });
      const measurements = Object.fromEntries(made.map(({ name, measurement }) => [name, measurement]));
      return [updates, { measurements, measureStates: made.map(({ state }) => state) }];
    },
  };
}

/**
 * For {@link monitor}: the running mean of a measurement.
 *
 * @param measure - from updates to a tree of arrays.
 * @param decay - how much of the mean stays; a number or a scalar.
 * @param options - `debias` (default true), `accumulatorDtype`, as for {@link ema}.
 * @returns a transformation that turns updates into the measurement.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { globalNorm, measureWithEma } from "@proj/optim";
 * const { init, update } = measureWithEma(globalNorm, 0.9);
 * update(array([3, 4]), init(array([0, 0])))[0].item(); // ≈ 5
 * ```
 */
export function measureWithEma(
  measure: Measure,
  decay: Scalar,
  options?: EmaOptions,
): GradientTransformation<readonly [EmptyState, EmaState]> {
  readArgument("measureWithEma", "measure", measure, functionOption());
  const kept = readArgument("measureWithEma", "decay", decay, scalarOption);
  const readers = { debias: booleanOption, accumulatorDtype: accumulatorOption };
  const mean = ema(kept, readOptions("measureWithEma", options, readers));
  return {
    init: (params) => [{}, mean.init(measure(params))],
    update(updates, [empty, state]) {
      const [measured, next] = mean.update(measure(updates), state);
      // What comes out is the measurement, which takes the place of the updates.
      return [measured as unknown as typeof updates, [empty, next]];
    },
  };
}
