import { broadcastTo, maximum, sqrt, where, type NDArray } from "@proj/array";
import { positionsOption, readArgument, readOptions, UsageError, type OptionReaders } from "@proj/array/core";
import { absSquare, beside, mapArrays } from "../arrays.ts";
import { scalarOption, scalars, type Scalar } from "../hyperparameters.ts";
import { neededParams, stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/** Options of {@link adaptiveGradClip}. */
export interface AdaptiveGradClipOptions {
  /** The least norm of parameters that is reckoned with; default 1e-3. */
  readonly eps?: Scalar;
  /** The axes of one unit, over which norms are taken. Default: all but the last, of vectors all. */
  readonly axis?: number | readonly number[];
}

const readers: OptionReaders<AdaptiveGradClipOptions> = { ...scalars("eps"), axis: positionsOption() };

/** The axes over which the norm of a unit is taken: those of an input, as layers of Haiku and Flax order them. */
function unitAxes(x: NDArray): readonly number[] {
  if (x.shape.filter((length) => length !== 1).length <= 1) return x.shape.map((_, axis) => axis);
  if (x.ndim === 2 || x.ndim === 3) return [0];
  if (x.ndim === 4) return [0, 1, 2];
  if (x.ndim === 5) return [0, 1, 2, 3];
  throw new UsageError({
    operation: "adaptiveGradClip",
    received: `an array ${x.describe()}`,
    expected: "arrays with at most five axes, of which it knows the units",
    remedy: "say over which axes norms are taken: adaptiveGradClip(0.01, { axis: [0, 1] })",
  });
}

function unitNorm(x: NDArray, axis: number | readonly number[] | undefined): NDArray {
  return broadcastTo(sqrt(absSquare(x).sum({ axis: axis ?? unitAxes(x), keepdims: true })), x.shape);
}

/**
 * Shrinks the gradient of each unit of a layer to a part of the norm of its parameters (Brock et al. 2021).
 *
 * @param clipping - the largest ratio of both norms; a number or a scalar.
 * @param options - see {@link AdaptiveGradClipOptions}.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adaptiveGradClip } from "@proj/optim";
 * const { init, update } = adaptiveGradClip(0.1);
 * const params = array([3, 4]);
 * update(array([0, 2]), init(params), params)[0].toList(); // ≈ [0, 0.5]
 * ```
 */
export function adaptiveGradClip(
  clipping: Scalar,
  options?: AdaptiveGradClipOptions,
): GradientTransformation<EmptyState> {
  const ratio = readArgument("adaptiveGradClip", "clipping", clipping, scalarOption);
  const { eps = 1e-3, axis } = readOptions("adaptiveGradClip", options, readers);
  return stateless((updates, params) =>
    mapArrays(
      "adaptiveGradClip",
      (g, p) => {
        const norm = unitNorm(g, axis);
        const largest = maximum(unitNorm(p, axis), beside(eps, norm)).mul(beside(ratio, norm));
        return where(norm.lt(largest), g, g.mul(largest.div(maximum(norm, 1e-6))));
      },
      updates,
      { params: neededParams("adaptiveGradClip", params) },
    ),
  );
}
