import { expandDims, linalg, takeAlongAxis, UsageError, where, type NDArray } from "@proj/array";

/** What {@link principalComponents} gives. */
export interface PrincipalComponents {
  /** The data along the components, `[..., k]`, k the smaller of samples and features. */
  readonly scores: NDArray;
  /** The components, unit vectors in the space of features, `[k, features]`, that of largest variance first. */
  readonly components: NDArray;
  /** The part of the variance along each component, `[k]`; they add to 1. */
  readonly explained: NDArray;
  /** Singular values of the centred data, `[k]`. */
  readonly singularValues: NDArray;
  /** The mean of each feature, which is taken away first, `[features]`. */
  readonly mean: NDArray;
}

/**
 * Principal components of features along the last axis; all other axes count as samples.
 *
 * The signs of components are chosen so that the largest entry of each is positive; scores follow.
 *
 * @param x - such as the hidden activity of all trials, `[trials, time, units]`
 * @throws UsageError if there are no samples.
 * @example
 * import { array } from "@proj/array";
 * import { principalComponents } from "@proj/feedbax";
 * const { components, explained } = principalComponents(array([[0, 0], [1, 1], [2, 2], [3, 3]]));
 * components.get(0).toList(); // ≈ [0.7071, 0.7071]
 * explained.toList(); // ≈ [1, 0]
 */
export function principalComponents(x: NDArray): PrincipalComponents {
  const features = x.shape.at(-1) ?? 0;
  const leading = x.shape.slice(0, -1);
  if (x.ndim < 2 || x.size === 0) {
    throw new UsageError({
      operation: "principalComponents",
      received: `${x.dtype}[${x.shape.join(",")}]`,
      expected: "samples of features, [..., features], at least one of each",
      remedy: "put the units along the last axis and time or trials before it",
    });
  }
  const samples = x.reshape([-1, features]);
  const mean = samples.mean({ axis: 0 });
  const [u, singularValues, vt] = linalg.svd(samples.sub(mean), { fullMatrices: false });
  const largest = expandDims(vt.abs().argmax({ axis: 1 }), 1);
  const signs = where(takeAlongAxis(vt, largest, 1).lt(0), -1, 1);
  const variance = singularValues.pow(2);
  return {
    scores: u
      .mul(singularValues)
      .mul(signs.ravel())
      .reshape([...leading, singularValues.size]),
    components: vt.mul(signs),
    explained: variance.div(variance.sum()),
    singularValues,
    mean,
  };
}
