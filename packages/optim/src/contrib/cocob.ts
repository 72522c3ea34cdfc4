import { maximum } from "@proj/array";
import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { arraysOf, beside, fullLike, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import {
  neededParams,
  type ArrayTree,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The first parameters, and what each coin has won and bet. */
export interface CocobState {
  readonly initParticles: ArrayTree;
  readonly cumulativeGradients: ArrayTree;
  readonly scale: ArrayTree;
  readonly subgradients: ArrayTree;
  readonly reward: ArrayTree;
}

/** The constants of {@link scaleByCocob}. */
export interface CocobOptions {
  /** The part of the capital that is bet at the beginning is 1 / alpha; default 100. */
  readonly alpha?: Scalar;
  /** The least scale of gradients; default 1e-8. */
  readonly eps?: Scalar;
}

const readers: OptionReaders<CocobOptions> = scalars("alpha", "eps");

/**
 * Betting on coins: a method without a learning rate (Orabona & Tommasi 2017).
 *
 * @param options - see {@link CocobOptions}.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByCocob } from "@proj/optim/contrib";
 * const { init, update } = scaleByCocob();
 * const params = array([2, 1]);
 * update(array([3, -0.5]), init(params), params)[0].toList(); // ≈ [-0.01, 0.01]
 * ```
 */
export function scaleByCocob(options?: CocobOptions): GradientTransformation<CocobState> {
  const operation = "scaleByCocob";
  const { alpha = 100, eps = 1e-8 } = readOptions(operation, options, readers);
  return {
    init: (params) => ({
      initParticles: arraysOf(params),
      cumulativeGradients: zerosLike(params),
      scale: fullLike(params, eps),
      subgradients: zerosLike(params),
      reward: zerosLike(params),
    }),
    update(updates, state, given) {
      const params = neededParams(operation, given);
      const { initParticles } = state;
      const scale = mapToState(operation, (g, L) => maximum(L, g.abs()), updates, { scale: state.scale });
      const subgradients = mapToState(operation, (g, G) => G.add(g.abs()), updates, {
        subgradients: state.subgradients,
      });
      const reward = mapToState(operation, (g, R, p, p0) => maximum(R.sub(g.mul(p.sub(p0))), 0), updates, {
        reward: state.reward,
        params,
        initParticles,
      });
      const cumulativeGradients = mapToState(operation, (g, sum) => sum.sub(g), updates, {
        cumulativeGradients: state.cumulativeGradients,
      });
      const step = mapArrays(
        operation,
        (_, p, p0, sum, L, G, R) => {
          const stake = L.mul(maximum(G.add(L), L.mul(beside(alpha, L))));
          return p0.add(sum.div(stake).mul(L.add(R))).sub(p);
        },
        updates,
        { params, initParticles, cumulativeGradients, scale, subgradients, reward },
      );
      return [step, { initParticles, cumulativeGradients, scale, subgradients, reward }];
    },
  };
}

/** The constants of {@link cocob}; `weightDecay` is 0 by default. */
export interface CocobDecayOptions extends CocobOptions, DecayOptions {}

const cocobReaders: OptionReaders<CocobDecayOptions> = { ...readers, ...decayReaders };

/**
 * COCOB: weight decay, and {@link scaleByCocob} (Orabona & Tommasi 2017).
 *
 * @param learningRate - a factor of gradients: a number, a scalar or a schedule; default 1.
 * @param options - see {@link CocobDecayOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { cocob } from "@proj/optim/contrib";
 * const { init, update } = cocob();
 * const params = array([2, 1]);
 * update(array([3, -0.5]), init(params), params)[0].toList(); // ≈ [-0.01, 0.01]
 * ```
 */
export function cocob(
  learningRate: ScalarOrSchedule = 1,
  options?: CocobDecayOptions,
): GradientTransformation<readonly [ScheduledState, ScheduledState, CocobState]> {
  const rate = readArgument("cocob", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 0, mask, ...constants } = readOptions("cocob", options, cocobReaders);
  return chain(
    addDecayedWeights(weightDecay, mask),
    scaleByLearningRate(rate, { flipSign: false }),
    scaleByCocob(constants),
  );
}
