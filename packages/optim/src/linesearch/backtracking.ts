import { isinf, isnan, logicalAnd, logicalNot, maximum, minimum, where, whileLoop, type NDArray } from "@proj/array";
import { booleanOption, convert, readArgument, readOptions, scalar, type OptionReaders } from "@proj/array/core";
import { extremeDType, mapToState, zerosLike } from "../arrays.ts";
import { inDType, noSteps, scalarOption, scalars, type Scalar } from "../hyperparameters.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";
import { along, lineOf } from "./line.ts";
import { reportFailure } from "./report.ts";

/** How a search went. */
export interface BacktrackingLinesearchInfo {
  readonly numLinesearchSteps: NDArray;
  /** By how much the loss fell short of the decrease that was asked for; 0 where it did not. */
  readonly decreaseError: NDArray;
}

/** The last step: its length, the loss there and, if it is stored, the gradient. */
export interface BacktrackingLinesearchState {
  readonly learningRate: NDArray;
  readonly value: NDArray;
  readonly grad: ArrayTree | null;
  readonly info: BacktrackingLinesearchInfo;
}

/** Options of {@link scaleByBacktrackingLinesearch}. */
export interface BacktrackingOptions {
  /** The part of the slope by which the loss has to fall; default 1e-4. */
  readonly slopeRtol?: Scalar;
  /** The factor of a step that was too long; default 0.8. */
  readonly decreaseFactor?: Scalar;
  /** The factor by which a search begins farther than the last one ended; default 1.5. */
  readonly increaseFactor?: Scalar;
  /** The longest step; default 1. */
  readonly maxLearningRate?: Scalar;
  /** By how much the loss may fall short; default 0. */
  readonly atol?: Scalar;
  /** The part of the loss by which it may grow; default 0. */
  readonly rtol?: Scalar;
  /** Whether the gradient at the end is computed and stored, for {@link valueAndGradFromState}; default false. */
  readonly storeGrad?: boolean;
  /** Whether a search that fails prints what it ended with; default false. */
  readonly verbose?: boolean;
}

const readers: OptionReaders<BacktrackingOptions> = {
  ...scalars("slopeRtol", "decreaseFactor", "increaseFactor", "maxLearningRate", "atol", "rtol"),
  storeGrad: booleanOption,
  verbose: booleanOption,
};

interface Search {
  readonly learningRate: NDArray;
  readonly value: NDArray;
  readonly decreaseError: NDArray;
  readonly steps: NDArray;
}

/**
 * Shortens each step until the loss falls enough (Armijo's condition; Nocedal & Wright 2006, Algorithm 3.1).
 *
 * @param maxBacktrackingSteps - how often a step is shortened; a number or a scalar.
 * @param options - see {@link BacktrackingOptions}.
 * @returns a transformation whose `update` needs the parameters, and among its extra arguments `value`, `grad` and `valueFn`.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { applyUpdates, chain, scaleByBacktrackingLinesearch, sgd } from "@proj/optim";
 * const optimiser = chain(sgd(1), scaleByBacktrackingLinesearch(15));
 * const valueFn = (w: NDArray) => w.mul(w).sum();
 * const w = array([3]);
 * const [updates] = optimiser.update(array([6]), optimiser.init(w), w, { value: 9, grad: array([6]), valueFn });
 * applyUpdates(w, updates).toList(); // ≈ [-1.8]
 * ```
 */
export function scaleByBacktrackingLinesearch(
  maxBacktrackingSteps: Scalar,
  options?: BacktrackingOptions,
): GradientTransformation<BacktrackingLinesearchState> {
  const operation = "scaleByBacktrackingLinesearch";
  const most = readArgument(operation, "maxBacktrackingSteps", maxBacktrackingSteps, scalarOption);
  const read = readOptions(operation, options, readers);
  const {
    slopeRtol = 1e-4,
    decreaseFactor = 0.8,
    increaseFactor = 1.5,
    maxLearningRate = 1,
    atol = 0,
    rtol = 0,
  } = read;
  const { storeGrad = false, verbose = false } = read;
  return {
    init(params) {
      const dtype = extremeDType(params, "highest");
      return {
        learningRate: scalar(1, dtype),
        value: scalar(Infinity, dtype),
        grad: storeGrad ? zerosLike(params) : null,
        info: { numLinesearchSteps: noSteps(), decreaseError: scalar(Infinity, dtype) },
      };
    },
    update(updates, state, params, extra) {
      const line = lineOf(operation, updates, params, extra);
      const { dtype, value: start, slope } = line;
      const constant = (value: Scalar): NDArray => inDType(value, dtype);
      const missed = (step: NDArray, value: NDArray): NDArray => {
        const bound = start.mul(constant(rtol).add(1)).add(step.mul(constant(slopeRtol)).mul(slope));
        const error = value.sub(bound);
        return maximum(where(isnan(error), Infinity, error), 0);
      };
      const first: Search = {
        learningRate: minimum(
          convert(state.learningRate, dtype).mul(constant(increaseFactor)),
          constant(maxLearningRate),
        ),
        value: start,
        decreaseError: scalar(Infinity, dtype),
        steps: noSteps(),
      };
      const last = whileLoop(
        ({ decreaseError, steps }: Search) => logicalAnd(logicalNot(decreaseError.le(constant(atol))), steps.le(most)),
        ({ learningRate, steps }: Search): Search => {
          const step = where(steps.gt(0), learningRate.mul(constant(decreaseFactor)), learningRate);
          const value = line.valueAt(step);
          return { learningRate: step, value, decreaseError: missed(step, value), steps: steps.add(1) };
        },
        first,
      );
      let next = 0;
      const grad = storeGrad ? line.at(last.learningRate)[1] : null;
      const learningRate = where(isinf(last.decreaseError), 0, last.learningRate);
      if (verbose) {
        const failed = logicalNot(last.decreaseError.le(constant(atol)));
        const { decreaseError } = last;
        const ended = { value: start, slope, learningRate: last.learningRate, decreaseError };
        reportFailure(operation, failed, "no step lowers the loss enough", ended);
      }
      return [
        along(updates, learningRate),
        {
          learningRate,
          value: last.value,
          grad: grad === null ? null : mapToState(operation, () => grad[next++]!, updates),
          info: { numLinesearchSteps: last.steps, decreaseError: last.decreaseError },
        },
      ];
    },
  };
}
