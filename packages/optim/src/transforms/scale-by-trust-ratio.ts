import { logicalOr, where, type NDArray } from "@proj/array";
import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays } from "../arrays.ts";
import { scalarOption, scalars, type Scalar } from "../hyperparameters.ts";
import { safeEuclideanNorm, safeRms } from "../safe-norm.ts";
import { neededParams, stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/** The constants of {@link scaleByTrustRatio}. */
export interface TrustRatioOptions {
  /** The least norm that is reckoned with; default 0. */
  readonly minNorm?: Scalar;
  /** The factor of the ratio; default 1. */
  readonly trustCoefficient?: Scalar;
  /** Added to the norm of updates; default 0. */
  readonly eps?: Scalar;
}

const readers: OptionReaders<TrustRatioOptions> = scalars("minNorm", "trustCoefficient", "eps");

/**
 * Multiplies each array of updates by the ratio of the norms of parameters and updates; by 1 where either is 0 (You et al. 2020).
 *
 * @param options - see {@link TrustRatioOptions}.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByTrustRatio } from "@proj/optim";
 * const { init, update } = scaleByTrustRatio();
 * const params = array([3, 4]);
 * update(array([0, 2]), init(params), params)[0].toList(); // ≈ [0, 5]
 * ```
 */
export function scaleByTrustRatio(options?: TrustRatioOptions): GradientTransformation<EmptyState> {
  const { minNorm = 0, trustCoefficient = 1, eps = 0 } = readOptions("scaleByTrustRatio", options, readers);
  return stateless((updates, params) =>
    mapArrays(
      "scaleByTrustRatio",
      (u, p) => {
        const [paramNorm, updateNorm] = [
          safeEuclideanNorm(p, beside(minNorm, p)),
          safeEuclideanNorm(u, beside(minNorm, u)),
        ];
        const ratio = paramNorm.mul(beside(trustCoefficient, paramNorm)).div(updateNorm.add(beside(eps, updateNorm)));
        return u.mul(where(logicalOr(paramNorm.eq(0), updateNorm.eq(0)), 1, ratio));
      },
      updates,
      { params: neededParams("scaleByTrustRatio", params) },
    ),
  );
}

/**
 * Multiplies each array of updates by the norm of its parameters.
 *
 * @param minScale - the least norm that is reckoned with; a number or a scalar, default 1e-3.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByParamBlockNorm } from "@proj/optim";
 * const { init, update } = scaleByParamBlockNorm();
 * const params = array([3, 4]);
 * update(array([1, 2]), init(params), params)[0].toList(); // ≈ [5, 10]
 * ```
 */
export function scaleByParamBlockNorm(minScale: Scalar = 1e-3): GradientTransformation<EmptyState> {
  return byParams("scaleByParamBlockNorm", minScale, safeEuclideanNorm);
}

/**
 * Multiplies each array of updates by the root mean square of its parameters.
 *
 * @param minScale - the least root mean square that is reckoned with; a number or a scalar, default 1e-3.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByParamBlockRms } from "@proj/optim";
 * const { init, update } = scaleByParamBlockRms();
 * const params = array([2, -2]);
 * update(array([1, 2]), init(params), params)[0].toList(); // ≈ [2, 4]
 * ```
 */
export function scaleByParamBlockRms(minScale: Scalar = 1e-3): GradientTransformation<EmptyState> {
  return byParams("scaleByParamBlockRms", minScale, safeRms);
}

function byParams(
  operation: string,
  minScale: Scalar,
  size: (x: NDArray, least: Scalar) => NDArray,
): GradientTransformation<EmptyState> {
  const least = readArgument(operation, "minScale", minScale, scalarOption);
  return stateless((updates, params) =>
    mapArrays(operation, (u, p) => u.mul(size(p, beside(least, p))), updates, {
      params: neededParams(operation, params),
    }),
  );
}
