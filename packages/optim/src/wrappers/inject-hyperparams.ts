import type { DType, NDArray } from "@proj/array";
import {
  convert,
  functionOption,
  isNDArray,
  isRecord,
  readArgument,
  scalar,
  wrongOption,
  type OptionReader,
} from "@proj/array/core";
import { trainableLeaves } from "../arrays.ts";
import { computingDType, increment, scalarOrScheduleOption } from "../hyperparameters.ts";
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

/** The dtype of hyperparameters: that of the first array that an optimiser changes, as in Optax. */
const dtypeOfFirst = (tree: unknown): DType => trainableLeaves(tree)[0]?.dtype ?? "float32";

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
  const scheduled = (schedule: Schedule, count: NDArray, dtype: DType): NDArray =>
    convert(schedule(count, computingDType(dtype)), dtype);
  const at = (name: Names, count: NDArray, dtype: DType): NDArray => {
    const value: number | NDArray | Schedule = given[name];
    if (typeof value === "number") return scalar(value, dtype);
    return isNDArray(value) ? value : scheduled(value, count, dtype);
  };
  return {
    init(params) {
      const count = scalar(0, "int32");
      const dtype = dtypeOfFirst(params);
      const values = collect((name) => at(name, count, dtype));
      return { count, hyperparams: values, innerState: factory(values).init(params) };
    },
    update(updates, state, params) {
      const current: Values = state.hyperparams;
      const dtype = dtypeOfFirst(updates);
      const values = collect((name) => {
        const value: number | NDArray | Schedule = given[name];
        return typeof value === "function" ? scheduled(value, state.count, dtype) : current[name];
      });
      const [changed, innerState] = factory(values).update(updates, state.innerState, params);
      return [changed, { count: increment(state.count), hyperparams: values, innerState }];
    },
  };
}
