import { clip, maximum, sqrt, where, type ArrayLike, type DType, type NDArray } from "@proj/array";
import {
  booleanOption,
  convert,
  functionOption,
  readArgument,
  readOptions,
  toArray,
  type OptionReaders,
} from "@proj/array/core";
import { absSquare, beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import {
  accumulatorOption,
  computingDType,
  increment,
  inDType,
  noSteps,
  perDType,
  scalarOrScheduleOption,
  scalars,
  type Scalar,
} from "../hyperparameters.ts";
import { mix } from "../moments.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { inAccumulator, type AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link scaleByAdopt}. */
export interface AdoptOptions {
  /** Decay of the mean of normalised gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squares; default 0.9999. */
  readonly b2?: Scalar;
  /** The least root that is divided by; default 1e-6. */
  readonly eps?: Scalar;
  /** The dtype in which the mean of gradients is kept; default that of the parameters. */
  readonly muDtype?: DType | null;
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
  /** Whether normalised gradients are clipped; default true. */
  readonly useClipping?: boolean;
  /** The bound of clipping as a function of the number of steps, a float; default its fourth root. */
  readonly clipValueFn?: (count: NDArray) => ArrayLike;
}

const readers: OptionReaders<AdoptOptions> = {
  ...scalars("b1", "b2", "eps"),
  muDtype: accumulatorOption,
  nesterov: booleanOption,
  useClipping: booleanOption,
  clipValueFn: functionOption(),
};

/**
 * Adam that divides each gradient by the root of the mean of squares before it goes into the mean, so that it converges for any `b2`
 * (Taniguchi et al. 2024).
 *
 * @param options - see {@link AdoptOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByAdopt } from "@proj/optim/contrib";
 * const { init, update } = scaleByAdopt();
 * const [, state] = update(array([4]), init(array([0])));
 * update(array([2]), state)[0].toList(); // ≈ [0.05]
 * ```
 */
export function scaleByAdopt(options?: AdoptOptions): GradientTransformation<AdamState> {
  const operation = "scaleByAdopt";
  const read = readOptions(operation, options, readers);
  const { b1 = 0.9, b2 = 0.9999, eps = 1e-6, muDtype, nesterov = false, useClipping = true } = read;
  const { clipValueFn = (count: NDArray): ArrayLike => count.pow(0.25) } = read;
  return {
    init: (params) => ({ count: noSteps(), mu: zerosLike(params, muDtype), nu: zerosLike(params) }),
    update(updates, state) {
      const begun = state.count.gt(0);
      const decayOf = (decay: Scalar, first: number, x: NDArray): NDArray =>
        convert(where(begun, inDType(decay, computingDType(x.dtype)), first), x.dtype);
      const bound = perDType((dtype) => toArray(clipValueFn(convert(state.count, dtype))));
      const nu = mapToState(operation, (g, v) => mix(decayOf(b2, 0, g), v, absSquare(g)), updates, { nu: state.nu });
      const normal = mapToState(
        operation,
        (g, v) => {
          const scaled = g.div(maximum(sqrt(v), beside(eps, v)));
          return useClipping
            ? clip(scaled, beside(bound(scaled).neg(), scaled), beside(bound(scaled), scaled))
            : scaled;
        },
        updates,
        { nu: state.nu },
      );
      const mean = (x: NDArray, m?: NDArray): NDArray => mix(decayOf(b1, 1, x), m!, x);
      const mu = mapToState(operation, mean, normal, { mu: state.mu });
      const ahead = nesterov ? mapToState(operation, mean, normal, { mu }) : mu;
      const step = mapArrays(operation, (_, m) => m, updates, { ahead });
      return [step, { count: increment(state.count), mu: inAccumulator(mu, muDtype), nu }];
    },
  };
}

/**
 * ADOPT: {@link scaleByAdopt}, then a step of the learning rate downhill (Taniguchi et al. 2024).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdoptOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adopt } from "@proj/optim/contrib";
 * const { init, update } = adopt(0.1);
 * const [, state] = update(array([4]), init(array([0])));
 * update(array([2]), state)[0].toList(); // ≈ [-0.005]
 * ```
 */
export function adopt(
  learningRate: ScalarOrSchedule,
  options?: AdoptOptions,
): GradientTransformation<readonly [AdamState, ScheduledState]> {
  const rate = readArgument("adopt", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByAdopt(readOptions("adopt", options, readers)), scaleByLearningRate(rate));
}
