import { where, type NDArray } from "@proj/array";
import {
  booleanOption,
  convert,
  integerOption,
  isNDArray,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { map } from "@proj/tree";
import { beside, mapArrays } from "../arrays.ts";
import { increment, noSteps, oneMinus, scalarOption, transformationOption, type Scalar } from "../hyperparameters.ts";
import { neededParams, type ExtraArgs, type GradientTransformation } from "../transformation.ts";

/** Parameters twice: those that the optimiser moves, and those that follow every few steps. */
export interface LookaheadParams<Params = unknown> {
  readonly fast: Params;
  readonly slow: Params;
}

/** The state of the fast optimiser, and the steps since fast and slow parameters were the same. */
export interface LookaheadState<Inner> {
  readonly fastState: Inner;
  readonly stepsSinceSync: NDArray;
}

/** An optimiser of {@link LookaheadParams}: it takes gradients of the fast ones and gives updates of both. */
export interface LookaheadTransformation<Inner> {
  readonly init: (params: LookaheadParams) => LookaheadState<Inner>;
  readonly update: <Params>(
    updates: Params,
    state: LookaheadState<Inner>,
    params: LookaheadParams<Params>,
    extra?: ExtraArgs,
  ) => readonly [updates: LookaheadParams<Params>, state: LookaheadState<Inner>];
}

/** Options of {@link lookahead}. */
export interface LookaheadOptions {
  /** Whether the fast optimiser begins anew after each synchronisation; default false. */
  readonly resetState?: boolean;
}

const readers: OptionReaders<LookaheadOptions> = { resetState: booleanOption };

/**
 * Both kinds of parameters of {@link lookahead}, at their beginning the same.
 *
 * @param params - the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { initSynced } from "@proj/optim";
 * initSynced(array([1])); // → { fast: [1], slow: [1] }
 * ```
 */
export function initSynced<Params>(params: Params): LookaheadParams<Params> {
  return { fast: params, slow: params };
}

function pairOf(params: LookaheadParams | undefined): LookaheadParams {
  const pair = neededParams("lookahead", params);
  if (typeof pair === "object" && pair !== null && "fast" in pair && "slow" in pair) return pair;
  throw new UsageError({
    operation: "lookahead",
    received: "params without fast and slow parameters",
    expected: "{ fast, slow }, two trees of one structure",
    remedy: "begin with initSynced(params), and apply updates to the pair",
  });
}

/**
 * Slow parameters that follow a fast optimiser every few steps, a part of the way, to where it goes on from (Zhang et al. 2019).
 *
 * @param fastOptimizer - moves the fast parameters.
 * @param syncPeriod - the number of its steps from one synchronisation to the next.
 * @param slowStepSize - the part of the way that slow parameters go; a number or a scalar.
 * @param options - `resetState` (default false).
 * @returns an optimiser of {@link LookaheadParams}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { applyUpdates, initSynced, lookahead, sgd } from "@proj/optim";
 * const optimiser = lookahead(sgd(1), 1, 0.5);
 * const params = initSynced(array([4]));
 * const [updates] = optimiser.update(array([2]), optimiser.init(params), params);
 * applyUpdates(params, updates).slow.toList(); // → [3]
 * ```
 */
export function lookahead<Inner>(
  fastOptimizer: GradientTransformation<Inner>,
  syncPeriod: number,
  slowStepSize: Scalar,
  options?: LookaheadOptions,
): LookaheadTransformation<Inner> {
  readArgument("lookahead", "fastOptimizer", fastOptimizer, transformationOption);
  const period = readArgument("lookahead", "syncPeriod", syncPeriod, integerOption(1));
  const size = readArgument("lookahead", "slowStepSize", slowStepSize, scalarOption);
  const { resetState = false } = readOptions("lookahead", options, readers);
  return {
    init: (params) => ({ fastState: fastOptimizer.init(pairOf(params).fast), stepsSinceSync: noSteps() }),
    update(gradients, state, given, extra) {
      const params = pairOf(given);
      const [updates, moved] = fastOptimizer.update(gradients, state.fastState, params.fast, extra);
      const syncs = state.stepsSinceSync.eq(period - 1);
      const way = mapArrays("lookahead", (u, fast, slow) => fast.add(u).sub(slow), updates, {
        fast: params.fast,
        slow: params.slow,
      });
      const slow = mapArrays("lookahead", (_, d) => where(syncs, d.mul(beside(size, d)), 0), updates, { way });
      const fast = mapArrays("lookahead", (u, d) => u.sub(where(syncs, d.mul(beside(oneMinus(size), d)), 0)), updates, {
        way,
      });
      const fastState = resetState ? restarted(syncs, fastOptimizer.init(params.fast), moved) : moved;
      return [
        { fast, slow },
        { fastState, stepsSinceSync: increment(state.stepsSinceSync).mod(period) },
      ];
    },
  };
}

/** The first state where a synchronisation was made. */
function restarted<Inner>(syncs: NDArray, first: Inner, current: Inner): Inner {
  return map(
    (x: unknown, y: unknown) => (isNDArray(x) && isNDArray(y) ? convert(where(syncs, x, y), y.dtype) : y),
    first as unknown,
    current as never,
  ) as Inner;
}
