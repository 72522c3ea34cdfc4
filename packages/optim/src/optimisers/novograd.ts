import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import {
  novogradReaders,
  scaleByNovograd,
  type NovogradOptions,
  type NovogradState,
} from "../transforms/scale-by-novograd.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * NovoGrad: {@link scaleByNovograd}, then a step of the learning rate downhill (Ginsburg et al. 2019). Here `eps` is 1e-6 by default.
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link NovogradOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { novograd } from "@proj/optim";
 * const { init, update } = novograd(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.09988, 0.004994]
 * ```
 */
export function novograd(
  learningRate: ScalarOrSchedule,
  options?: NovogradOptions,
): GradientTransformation<readonly [NovogradState, ScheduledState]> {
  const rate = readArgument("novograd", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(
    scaleByNovograd({ eps: 1e-6, ...readOptions("novograd", options, novogradReaders) }),
    scaleByLearningRate(rate),
  );
}
