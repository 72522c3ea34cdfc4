import { readPositionalOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption, type Scalar } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, StateOf } from "../transformation.ts";
import { polyakReaders, scaleByPolyak, type PolyakOptions } from "../transforms/scale-by-polyak.ts";
import { chain } from "../wrappers/chain.ts";
import { sgd } from "./sgd.ts";

/** The constants of {@link polyakSgd}. */
export interface PolyakSgdOptions extends PolyakOptions {
  /** The factor of all steps: a number, a scalar or a schedule; default 1. */
  readonly scaling?: ScalarOrSchedule;
}

const readers: OptionReaders<PolyakSgdOptions> = { ...polyakReaders, scaling: scalarOrScheduleOption };

/**
 * Gradient descent with Polyak's step: {@link scaleByPolyak} (Loizou et al. 2021).
 *
 * @param maxLearningRate - the largest step, default 1; or options.
 * @param options - see {@link PolyakSgdOptions}.
 * @returns an optimiser whose `update` needs the `value` of the loss among its extra arguments.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { polyakSgd } from "@proj/optim";
 * const { init, update } = polyakSgd();
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params, { value: 4 })[0].toList(); // ≈ [-0.399, 0.01995]
 * ```
 */
export function polyakSgd(
  maxLearningRate?: Scalar | PolyakSgdOptions,
  options?: PolyakSgdOptions,
): GradientTransformation<readonly [StateOf<ReturnType<typeof sgd>>, EmptyState]> {
  const given = [maxLearningRate, options];
  const { scaling = 1, ...constants } = readPositionalOptions<PolyakSgdOptions>(
    "polyakSgd",
    given,
    ["maxLearningRate"],
    readers,
  );
  return chain(sgd(scaling), scaleByPolyak(constants));
}
