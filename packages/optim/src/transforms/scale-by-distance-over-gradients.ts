import { maximum, sqrt, zeros, type DType, type NDArray } from "@proj/array";
import { convert, dtypeOption, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, mapToState } from "../arrays.ts";
import { scalars, type Scalar } from "../hyperparameters.ts";
import { neededParams, type ArrayTree, type GradientTransformation } from "../transformation.ts";

/** For each array the farthest that parameters have been from their start, and the sum of squared gradients. */
export interface DistanceOverGradientsState {
  readonly maxDist: ArrayTree;
  readonly gradSumOfSquares: ArrayTree;
  readonly initParams: ArrayTree;
}

/** The constants of {@link scaleByDistanceOverGradients}. */
export interface DistanceOverGradientsOptions {
  /** The first distance, as a part of the norm of parameters plus 1; default 1e-6. */
  readonly repsRel?: Scalar;
  /** Added to the sum of squares; default 1e-8. */
  readonly eps?: Scalar;
  /** The dtype in which the first parameters are kept; default float32. */
  readonly paramDtype?: DType;
  /** The factor of all steps; default 1. */
  readonly globalScale?: Scalar;
}

const readers: OptionReaders<DistanceOverGradientsOptions> = {
  ...scalars("repsRel", "eps", "globalScale"),
  paramDtype: dtypeOption,
};

const length = (x: NDArray): NDArray => sqrt(x.mul(x).sum());

/**
 * Steps as long as the distance from the start over the root of the sum of squared gradients, for each array on its own (Ivgi et al. 2023).
 *
 * @param options - see {@link DistanceOverGradientsOptions}.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByDistanceOverGradients } from "@proj/optim";
 * const { init, update } = scaleByDistanceOverGradients({ repsRel: 0.5 });
 * const params = array([3, 4]);
 * update(array([0, 2]), init(params), params)[0].toList(); // ≈ [0, 3]
 * ```
 */
export function scaleByDistanceOverGradients(
  options?: DistanceOverGradientsOptions,
): GradientTransformation<DistanceOverGradientsState> {
  const read = readOptions("scaleByDistanceOverGradients", options, readers);
  const { repsRel = 1e-6, eps = 1e-8, paramDtype = "float32", globalScale = 1 } = read;
  const operation = "scaleByDistanceOverGradients";
  return {
    init: (params) => ({
      maxDist: mapToState(operation, (p) => length(p).add(1).mul(beside(repsRel, p)), params),
      gradSumOfSquares: mapToState(operation, () => zeros([1]), params),
      initParams: mapToState(operation, (p) => convert(p, paramDtype), params),
    }),
    update(updates, state, given) {
      const params = neededParams(operation, given);
      const maxDist = mapToState(operation, (_, d, p, start) => maximum(d, length(p.sub(start))), updates, {
        maxDist: state.maxDist,
        params,
        initParams: state.initParams,
      });
      const gradSumOfSquares = mapToState(operation, (g, sum) => sum.add(g.mul(g).sum()), updates, {
        gradSumOfSquares: state.gradSumOfSquares,
      });
      const step = mapArrays(
        operation,
        (g, d, sum) =>
          d
            .div(sqrt(sum.add(beside(eps, sum))))
            .mul(beside(globalScale, d))
            .mul(g),
        updates,
        { maxDist, gradSumOfSquares },
      );
      return [step, { maxDist, gradSumOfSquares, initParams: state.initParams }];
    },
  };
}
