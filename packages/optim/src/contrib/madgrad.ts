import { cbrt, sqrt } from "@proj/array";
import { convert, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { arraysOf, beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import {
  atStep,
  increment,
  noSteps,
  oneMinus,
  perDType,
  plus,
  scalarOrScheduleOption,
  scalars,
  schedulables,
  type Scalar,
} from "../hyperparameters.ts";
import {
  neededParams,
  type ArrayTree,
  type CountState,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** Weighted sums of gradients and of their squares, and the first parameters. */
export interface MadgradState extends CountState {
  readonly gradSumSq: ArrayTree;
  readonly s: ArrayTree;
  readonly x0: ArrayTree;
}

/** The constants of {@link scaleByMadgrad}. */
export interface MadgradOptions {
  /** How much of the parameters stays; default 0.9. */
  readonly momentum?: Scalar;
  /** Added to the learning rate and to the cube root; default 1e-6. */
  readonly eps?: Scalar;
}

const readers: OptionReaders<MadgradOptions> = scalars("momentum", "eps");

/**
 * Dual averaging with the cube root of the sum of squares, and momentum (Defazio & Jelassi 2021).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link MadgradOptions}.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByMadgrad } from "@proj/optim/contrib";
 * const { init, update } = scaleByMadgrad(1, { momentum: 0 });
 * const params = array([2]);
 * update(array([8]), init(params), params)[0].toList(); // ≈ [-2]
 * ```
 */
export function scaleByMadgrad(
  learningRate: ScalarOrSchedule,
  options?: MadgradOptions,
): GradientTransformation<MadgradState> {
  const operation = "scaleByMadgrad";
  const rate = readArgument(operation, "learningRate", learningRate, scalarOrScheduleOption);
  const { momentum = 0.9, eps = 1e-6 } = readOptions(operation, options, readers);
  return {
    init: (params) => ({
      count: noSteps(),
      gradSumSq: zerosLike(params),
      s: zerosLike(params),
      x0: arraysOf(params),
    }),
    update(updates, state, given) {
      const params = neededParams(operation, given);
      const weight = perDType((dtype) =>
        sqrt(convert(state.count.add(1), dtype)).mul(plus(atStep(rate, state.count, dtype), eps)),
      );
      const gradSumSq = mapToState(operation, (g, sum) => sum.add(convert(g.mul(g).mul(weight(g)), g.dtype)), updates, {
        gradSumSq: state.gradSumSq,
      });
      const s = mapToState(operation, (g, sum) => sum.add(convert(g.mul(weight(g)), g.dtype)), updates, { s: state.s });
      const step = mapArrays(
        operation,
        (_, x, x0, sum, square) => {
          const z = x0.sub(sum.div(cbrt(square).add(beside(eps, square))));
          const next = z.mul(beside(oneMinus(momentum), z)).add(x.mul(beside(momentum, x)));
          return next.sub(x);
        },
        updates,
        { params, x0: state.x0, s, gradSumSq },
      );
      return [step, { count: increment(state.count), gradSumSq, s, x0: state.x0 }];
    },
  };
}

/** The constants of {@link madgrad}. */
export interface MadgradDecayOptions extends MadgradOptions {
  /** How much of each parameter is added to the gradients; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
}

const madgradReaders: OptionReaders<MadgradDecayOptions> = { ...readers, ...schedulables("weightDecay") };

/**
 * MADGRAD: weight decay, and {@link scaleByMadgrad} (Defazio & Jelassi 2021).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link MadgradDecayOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { madgrad } from "@proj/optim/contrib";
 * const { init, update } = madgrad(1, { momentum: 0 });
 * const params = array([2]);
 * update(array([8]), init(params), params)[0].toList(); // ≈ [-2]
 * ```
 */
export function madgrad(
  learningRate: ScalarOrSchedule,
  options?: MadgradDecayOptions,
): GradientTransformation<readonly [ScheduledState, MadgradState]> {
  const rate = readArgument("madgrad", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 0, ...constants } = readOptions("madgrad", options, madgradReaders);
  return chain(addDecayedWeights(weightDecay), scaleByMadgrad(rate, constants));
}
