import type { ArrayLike, DType, NDArray } from "@proj/array";
import {
  convert,
  dtypeOption,
  functionOption,
  isFloat,
  isNDArray,
  isRecord,
  readArgument,
  readOptions,
  scalar,
  toArray,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { extremeDType, trainableLeaves } from "../arrays.ts";
import { computingDType, increment, noSteps } from "../hyperparameters.ts";
import type { ArrayTree, CountState, ExtraArgs, GradientTransformation, ScheduleFunction } from "../transformation.ts";

/** A schedule with a state of its own, which may look at the extra arguments of a step. */
export interface StatefulSchedule<State> {
  /** The state before the first step. */
  readonly init: () => State;
  /** The state after a step. */
  readonly update: { call(state: State, extra?: ExtraArgs): State }["call"];
  /** The value at a step. */
  readonly call: { call(state: State, extra?: ExtraArgs): ArrayLike }["call"];
}

/**
 * A function of the number of steps as a {@link StatefulSchedule}.
 *
 * @example
 * ```ts
 * import { linearSchedule, WrappedSchedule } from "@proj/optim";
 * const schedule = new WrappedSchedule(linearSchedule(1, 0, 2));
 * const state = schedule.update(schedule.init());
 * String(schedule.call(state)); // → "0.5"
 * ```
 */
export class WrappedSchedule implements StatefulSchedule<CountState> {
  readonly scheduleFn: ScheduleFunction;

  /** @param scheduleFn - a function of the number of steps. */
  constructor(scheduleFn: ScheduleFunction) {
    this.scheduleFn = readArgument("WrappedSchedule", "scheduleFn", scheduleFn, functionOption<ScheduleFunction>());
  }

  /** No steps. */
  readonly init = (): CountState => ({ count: noSteps() });

  /** One more step. */
  readonly update = ({ count }: CountState): CountState => ({ count: increment(count) });

  /** The value after so many steps. */
  readonly call = ({ count }: CountState): ArrayLike => this.scheduleFn(count);
}

/** The state of an optimiser whose hyperparameters are part of it. */
export interface InjectedState<Names extends string, Inner> {
  readonly count: NDArray;
  /** Their current values; overwrite them to change the optimiser in mid-training. */
  readonly hyperparams: { readonly [N in Names]: NDArray };
  /** The states of schedules that have one, under the names of their hyperparameters. */
  readonly hyperparamsStates: Readonly<Record<string, ArrayTree>>;
  readonly innerState: Inner;
}

/** What a hyperparameter can be: a number, an array, a schedule, or a schedule with a state of its own. */
export type Hyperparam = number | NDArray | ScheduleFunction | StatefulSchedule<unknown>;

/** Options of {@link injectHyperparams}. */
export interface InjectHyperparamsOptions {
  /** The dtype of numbers; default the widest of the parameters. */
  readonly hyperparamDtype?: DType;
}

const readers: OptionReaders<InjectHyperparamsOptions> = { hyperparamDtype: dtypeOption };

function isStateful(value: unknown): value is StatefulSchedule<unknown> {
  return typeof value === "object" && value !== null && "init" in value && "update" in value && "call" in value;
}

const hyperparamsOption: OptionReader<object> = (value, place) => {
  if (!isRecord(value)) throw wrongOption(place, value, "an object of numbers, arrays and schedules");
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === "number" || typeof entry === "function" || isNDArray(entry) || isStateful(entry)) continue;
    throw wrongOption({ ...place, name: `${place.name}.${name}` }, entry, "a number, an array or a schedule");
  }
  return { ...value };
};

/**
 * Puts hyperparameters into the state, where they can be read, changed and vmapped without tracing anew.
 *
 * @param factory - makes the optimiser from its hyperparameters.
 * @param hyperparams - a number, an array or a schedule each: a function of the number of steps, or a {@link StatefulSchedule}.
 * @param options - `hyperparamDtype`: the dtype of numbers (default the widest of the parameters).
 * @returns a transformation with `state.hyperparams`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adam, injectHyperparams } from "@proj/optim";
 * const hyperparams = { learningRate: 0.5, b1: 0.8 };
 * const { init, update } = injectHyperparams(({ learningRate, b1 }) => adam(learningRate, { b1 }), hyperparams);
 * const state = init(array([1]));
 * state.hyperparams.learningRate.item(); // → 0.5
 * update(array([2]), state)[0].toList(); // ≈ [-0.5]
 * ```
 */
export function injectHyperparams<Names extends string, Inner>(
  factory: (hyperparams: { readonly [N in Names]: NDArray }) => GradientTransformation<Inner>,
  hyperparams: { readonly [N in Names]: Hyperparam },
  options?: InjectHyperparamsOptions,
): GradientTransformation<InjectedState<Names, Inner>> {
  const operation = "injectHyperparams";
  readArgument(operation, "factory", factory, functionOption());
  const given = readArgument(operation, "hyperparams", hyperparams, hyperparamsOption) as typeof hyperparams;
  const { hyperparamDtype } = readOptions(operation, options, readers);
  const names = Object.keys(given) as Names[];
  type Values = { readonly [N in Names]: NDArray };
  const collect = (value: (name: Names, of: Hyperparam) => NDArray): Values =>
    Object.fromEntries<NDArray>(names.map((name): [string, NDArray] => [name, value(name, given[name])])) as Values;
  const stateful = names.flatMap((name): (readonly [Names, StatefulSchedule<unknown>])[] => {
    const value: Hyperparam = given[name];
    return isStateful(value) ? [[name, value]] : [];
  });
  const states = (make: (name: Names, schedule: StatefulSchedule<unknown>) => unknown): Record<string, ArrayTree> =>
    Object.fromEntries(stateful.map(([name, schedule]) => [name, make(name, schedule) as ArrayTree]));
  /** What a schedule said, in the dtype of hyperparameters. */
  const inDType = (value: ArrayLike, dtype: DType): NDArray => {
    const array = toArray(value);
    return isFloat(array.dtype) ? convert(array, dtype) : array;
  };
  const dtypeOf = (tree: unknown): DType =>
    hyperparamDtype ?? (trainableLeaves(tree).length === 0 ? "float32" : extremeDType(tree, "highest"));
  return {
    init(params) {
      const count = noSteps();
      const dtype = dtypeOf(params);
      const hyperparamsStates = states((_, { init }) => init());
      const values = collect((name, value) => {
        if (typeof value === "number") return scalar(value, dtype);
        if (isNDArray(value)) return value;
        if (typeof value === "function") return inDType(value(count, computingDType(dtype)), dtype);
        return inDType(value.call(hyperparamsStates[name]), dtype);
      });
      return { count, hyperparams: values, hyperparamsStates, innerState: factory(values).init(params) };
    },
    update(updates, state, params, extra) {
      const { count, hyperparamsStates } = state;
      const current: Values = state.hyperparams;
      const dtype = dtypeOf(params ?? updates);
      const values = collect((name, value) => {
        if (typeof value === "function") return inDType(value(count, computingDType(dtype)), dtype);
        return isStateful(value) ? inDType(value.call(hyperparamsStates[name], extra), dtype) : current[name];
      });
      const [changed, innerState] = factory(values).update(updates, state.innerState, params, extra);
      const nextStates = states((name, { update }) => update(hyperparamsStates[name], extra));
      return [changed, { count: increment(count), hyperparams: values, hyperparamsStates: nextStates, innerState }];
    },
  };
}

export { injectHyperparams as injectStatefulHyperparams };
