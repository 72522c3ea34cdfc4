import { nullableOption, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption, transformationOption } from "../hyperparameters.ts";
import { scaleByZoomLinesearch, type ZoomLinesearchState } from "../linesearch/zoom.ts";
import {
  identity,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { lbfgsReaders, scaleByLbfgs, type LbfgsOptions, type LbfgsState } from "../transforms/scale-by-lbfgs.ts";
import { scale, scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link lbfgs}. */
export interface LbfgsSearchOptions<Search = ZoomLinesearchState> extends LbfgsOptions {
  /** What scales the direction; default a zoom line search of at most 20 steps that begins with 1, `null` for none. */
  readonly linesearch?: GradientTransformation<Search> | null;
}

const readers: OptionReaders<LbfgsSearchOptions<unknown>> = {
  ...lbfgsReaders,
  linesearch: nullableOption(transformationOption),
};

/**
 * L-BFGS: gradients times an estimate of the inverse Hessian, and a line search (Liu & Nocedal 1989). For whole data sets.
 *
 * @param learningRate - a factor of the direction: a number, a scalar or a schedule; by default there is none.
 * @param options - see {@link LbfgsSearchOptions}.
 * @returns an optimiser whose `update` needs the parameters, and for its line search `value`, `grad` and `valueFn`.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { applyUpdates, lbfgs, valueAndGradFromState } from "@proj/optim";
 * const loss = (w: NDArray) => w.sub(array([1, -2])).pow(2).mul(array([1, 10])).sum();
 * const optimiser = lbfgs();
 * let w = array([0, 0]);
 * let state = optimiser.init(w);
 * for (let step = 0; step < 5; step++) {
 *   const [value, grad] = valueAndGradFromState(loss)(w, state);
 *   const [updates, next] = optimiser.update(grad, state, w, { value, grad, valueFn: loss });
 *   w = applyUpdates(w, updates);
 *   state = next;
 * }
 * w.toList(); // ≈ [1, -2]
 * ```
 */
export function lbfgs<Search = ZoomLinesearchState>(
  learningRate: ScalarOrSchedule | null = null,
  options?: LbfgsSearchOptions<Search>,
): GradientTransformation<readonly [LbfgsState, ScheduledState, Search]> {
  const rate = readArgument("lbfgs", "learningRate", learningRate, nullableOption(scalarOrScheduleOption));
  const read = readOptions<LbfgsSearchOptions<unknown>>("lbfgs", options, readers);
  const { linesearch, ...constants } = read;
  const search: GradientTransformation<unknown> =
    linesearch === undefined ? scaleByZoomLinesearch(20, { initialGuessStrategy: "one" }) : (linesearch ?? identity());
  const direction = scaleByLbfgs(constants);
  // The type of the search is what the caller gave, or the default of the type parameter.
  return chain(
    direction,
    rate === null ? scale(-1) : scaleByLearningRate(rate),
    search as GradientTransformation<Search>,
  );
}
