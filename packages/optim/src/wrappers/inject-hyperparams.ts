import type { NDArray } from "@proj/array";
import {
  functionOption,
  isNDArray,
  isRecord,
  readArgument,
  scalar,
  wrongOption,
  type OptionReader,
} from "@proj/array/core";
import { nextCount, scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, Schedule } from "../transformation.ts";

/** The state of an optimiser whose hyperparameters are part of it. */
export interface InjectedState<Names extends string, Inner> {
  readonly count: NDArray;
  /** Their current values; overwrite them to change the optimiser in mid-training. */
  readonly hyperparams: { readonly [N in Names]: NDArray };
  readonly innerState: Inner;
}

const hyperparamsOption: OptionReader<object> = (value, place) => {
  if (!isRecord(value)) throw wrongOption(place, value, "an object of numbers, scalar arrays and schedules");
  for (const [name, entry] of Object.entries(value))
    scalarOrScheduleOption(entry, { ...place, name: `${place.name}.${name}` });
  return { ...value };
};

/**
 * Puts hyperparameters into the state, where they can be read, changed and vmapped without tracing anew.
 *
 * @param factory - makes the optimiser from its hyperparameters.
 * @param hyperparams - a number or scalar each, or a {@link Schedule} of the number of steps.
 * @returns a transformation with `state.hyperparams`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { injectHyperparams, sgd } from "@proj/optim";
 * const { init, update } = injectHyperparams(({ learningRate }) => sgd(learningRate), { learningRate: 0.5 });
 * const state = init(array([1]));
 * state.hyperparams.learningRate.item(); // → 0.5
 * update(array([2]), state)[0].toList(); // → [-1]
 * ```
 */
export function injectHyperparams<Names extends string, Inner>(
  factory: (hyperparams: { readonly [N in Names]: NDArray }) => GradientTransformation<Inner>,
  hyperparams: { readonly [N in Names]: number | NDArray | Schedule },
): GradientTransformation<InjectedState<Names, Inner>> {
  readArgument("injectHyperparams", "factory", factory, functionOption());
  const given = readArgument("injectHyperparams", "hyperparams", hyperparams, hyperparamsOption) as typeof hyperparams;
  const names = Object.keys(given) as Names[];
  type Values = { readonly [N in Names]: NDArray };
  const collect = (value: (name: Names) => NDArray): Values =>
    Object.fromEntries<NDArray>(names.map((name): [string, NDArray] => [name, value(name)])) as Values;
  const at = (name: Names, count: NDArray): NDArray => {
    const value: number | NDArray | Schedule = given[name];
    if (typeof value === "number") return scalar(value, "float32");
    return isNDArray(value) ? value : value(count);
  };
  return {
    init(params) {
      const count = scalar(0, "int32");
      const values = collect((name) => at(name, count));
      return { count, hyperparams: values, innerState: factory(values).init(params) };
    },
    update(updates, state, params) {
      const current: Values = state.hyperparams;
      const values = collect((name) => {
        const value: number | NDArray | Schedule = given[name];
        return typeof value === "function" ? value(state.count) : current[name];
      });
      const [changed, innerState] = factory(values).update(updates, state.innerState, params);
      return [changed, { count: nextCount(state.count), hyperparams: values, innerState }];
    },
  };
}
