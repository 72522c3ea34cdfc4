import { where, type NDArray } from "@proj/array";
import {
  booleanOption,
  convert,
  integerOption,
  isNDArray,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { map } from "@proj/tree";
import { applyUpdates } from "../apply-updates.ts";
import { arraysOf, beside, mapArrays, mapToState, normOf } from "../arrays.ts";
import { increment, noSteps, transformationOption } from "../hyperparameters.ts";
import {
  neededExtra,
  neededParams,
  stateless,
  type ArrayTree,
  type EmptyState,
  type GradientTransformation,
} from "../transformation.ts";

/**
 * Divides all gradients by their norm, taken together: the first part of the ascent of {@link sam}.
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { normalize } from "@proj/optim/contrib";
 * const { init, update } = normalize();
 * update(array([3, 4]), init(null))[0].toList(); // ≈ [0.6, 0.8]
 * ```
 */
export function normalize(): GradientTransformation<EmptyState> {
  return stateless((updates) => {
    const norm = normOf(updates);
    return mapArrays("normalize", (g) => g.div(beside(norm, g)), updates);
  });
}

/** The steps of ascent so far, the states of both optimisers, and the parameters that the ascent began with. */
export interface SamState<Inner, Adversary> {
  readonly stepsSinceSync: NDArray;
  readonly optState: Inner;
  readonly advState: Adversary;
  readonly cache: ArrayTree;
}

/** Options of {@link sam}. */
export interface SamOptions {
  /** Every so many calls one is a step of descent, the others ascend; default 2. */
  readonly syncPeriod?: number;
  /** Whether the ascent begins anew after each descent; default true. */
  readonly resetState?: boolean;
  /** Whether one call makes the whole ascent and the descent, with `gradFn` among its extra arguments; default false. */
  readonly opaqueMode?: boolean;
}

const readers: OptionReaders<SamOptions> = {
  syncPeriod: integerOption(1),
  resetState: booleanOption,
  opaqueMode: booleanOption,
};

/** One of two trees of arrays of one structure, array by array. */
function pick<T>(choice: NDArray, onTrue: T, onFalse: T): T {
  return map(
    (x: unknown, y: unknown) => (isNDArray(x) && isNDArray(y) ? convert(where(choice, x, y), y.dtype) : x),
    onTrue as unknown,
    onFalse as never,
  ) as T;
}

const negated = <Updates>(updates: Updates): Updates => mapArrays("sam", (g) => g.neg(), updates);

/**
 * Sharpness-aware minimisation: descends by the gradient at a place that is worse than the current one (Foret et al. 2021).
 *
 * @param optimizer - for the descent.
 * @param advOptimizer - for the ascent, such as `chain(normalize(), sgd(rho))`.
 * @param options - see {@link SamOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { chain, sgd } from "@proj/optim";
 * import { normalize, sam } from "@proj/optim/contrib";
 * const { init, update } = sam(sgd(0.1), chain(normalize(), sgd(0.5)));
 * const params = array([3]);
 * update(array([6]), init(params), params)[0].toList(); // ≈ [0.5]
 * ```
 */
export function sam<Inner, Adversary>(
  optimizer: GradientTransformation<Inner>,
  advOptimizer: GradientTransformation<Adversary>,
  options?: SamOptions,
): GradientTransformation<SamState<Inner, Adversary>> {
  const operation = "sam";
  readArgument(operation, "optimizer", optimizer, transformationOption);
  readArgument(operation, "advOptimizer", advOptimizer, transformationOption);
  const { syncPeriod = 2, resetState = true, opaqueMode = false } = readOptions(operation, options, readers);
  const init = (params: unknown): SamState<Inner, Adversary> => ({
    stepsSinceSync: noSteps(),
    optState: optimizer.init(params),
    advState: advOptimizer.init(params),
    cache: opaqueMode ? null : arraysOf(params),
  });
  if (opaqueMode) {
    return {
      init,
      update(updates, state, given, extra) {
        const params = neededParams(operation, given);
        const gradFn = neededExtra(operation, extra, "gradFn");
        let [adversary, gradient, advState] = [params, updates, state.advState];
        for (let step = 0; step < syncPeriod - 1; step++) {
          const [ascent, next] = advOptimizer.update(gradient, advState, adversary, extra);
          adversary = applyUpdates(adversary, negated(ascent));
          // The gradient at other parameters is a tree like the first one.
          gradient = gradFn(adversary, step) as typeof updates;
          advState = next;
        }
        const [step, optState] = optimizer.update(gradient, state.optState, params, extra);
        const next = resetState ? advOptimizer.init(params) : advState;
        return [step, { stepsSinceSync: noSteps(), optState, advState: next, cache: null }];
      },
    };
  }
  return {
    init,
    update(updates, state, given, extra) {
      const params = neededParams(operation, given);
      const first = state.stepsSinceSync.eq(0);
      const last = state.stepsSinceSync.eq(syncPeriod - 1);
      const [ascent, climbed] = advOptimizer.update(updates, state.advState, params, extra);
      const [descent, moved] = optimizer.update(updates, state.optState, state.cache, extra);
      const step = mapArrays(
        operation,
        (_, down, up, from, p) => where(last, from.sub(p).add(down), up.neg()),
        updates,
        { descent, ascent, cache: state.cache, params },
      );
      const cache = mapToState(operation, (p, from) => where(first, p, from), arraysOf(params), {
        cache: state.cache,
      });
      const advState = pick(last, resetState ? advOptimizer.init(params) : state.advState, climbed);
      const optState = pick(last, moved, state.optState);
      return [step, { stepsSinceSync: increment(state.stepsSinceSync).mod(syncPeriod), optState, advState, cache }];
    },
  };
}
