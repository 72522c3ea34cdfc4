import { eye, ravelTree, type ArrayLike, type NDArray } from "@proj/array";
import { functionOption, readArgument, toArray } from "@proj/array/core";
import { grad, jvp, vmap } from "@proj/autodiff";

/** A loss of parameters, inputs and targets. */
export type LossFn<Params> = (params: Params, inputs: NDArray, targets: NDArray) => ArrayLike;

/** The gradient of a loss as a function of parameters that are one vector. */
function slopeOf<Params>(
  operation: string,
  loss: LossFn<Params>,
  params: Params,
  inputs: NDArray,
  targets: NDArray,
): readonly [vector: NDArray, slope: (vector: NDArray) => NDArray] {
  readArgument(operation, "loss", loss, functionOption());
  const [vector, unravel] = ravelTree(params);
  // What is unravelled has the structure and dtypes of the parameters.
  const slope = grad((x: NDArray) => toArray(loss(unravel(x) as Params, inputs, targets)));
  return [vector, slope];
}

/**
 * The product of the Hessian of a loss with a vector.
 *
 * @param loss - of parameters, inputs and targets.
 * @param v - as long as the parameters are, taken together.
 * @param params - a tree of arrays.
 * @param inputs - for the loss.
 * @param targets - for the loss.
 * @returns one vector
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { hvp } from "@proj/optim/second-order";
 * const loss = (w: NDArray, x: NDArray, y: NDArray) => w.mul(x).sub(y).pow(2).sum();
 * hvp(loss, array([1, 1]), array([0, 0]), array([1, 3]), array([1, 1])).toList(); // → [2, 18]
 * ```
 */
export function hvp<Params>(
  loss: LossFn<Params>,
  v: NDArray,
  params: Params,
  inputs: NDArray,
  targets: NDArray,
): NDArray {
  const [vector, slope] = slopeOf("hvp", loss, params, inputs, targets);
  return jvp(slope, [vector], [v])[1];
}

/**
 * The diagonal of the Hessian of a loss.
 *
 * @param loss - of parameters, inputs and targets.
 * @param params - a tree of arrays.
 * @param inputs - for the loss.
 * @param targets - for the loss.
 * @returns one vector, as long as the parameters are, taken together
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { hessianDiag } from "@proj/optim/second-order";
 * const loss = (w: NDArray, x: NDArray, y: NDArray) => w.mul(x).sub(y).pow(2).sum();
 * hessianDiag(loss, array([0, 0]), array([1, 3]), array([1, 1])).toList(); // → [2, 18]
 * ```
 */
export function hessianDiag<Params>(loss: LossFn<Params>, params: Params, inputs: NDArray, targets: NDArray): NDArray {
  const [vector, slope] = slopeOf("hessianDiag", loss, params, inputs, targets);
  return vmap((v: NDArray) => v.mul(jvp(slope, [vector], [v])[1]).sum())(eye(vector.size, { dtype: vector.dtype }));
}

/**
 * The diagonal of the empirical Fisher information: the square of the gradient of a negative log-likelihood.
 *
 * @param negativeLogLikelihood - of parameters, inputs and targets.
 * @param params - a tree of arrays.
 * @param inputs - for the likelihood.
 * @param targets - for the likelihood.
 * @returns one vector, as long as the parameters are, taken together
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { fisherDiag } from "@proj/optim/second-order";
 * const loss = (w: NDArray, x: NDArray, y: NDArray) => w.mul(x).sub(y).pow(2).sum();
 * fisherDiag(loss, array([0, 0]), array([1, 3]), array([1, 1])).toList(); // → [4, 36]
 * ```
 */
export function fisherDiag<Params>(
  negativeLogLikelihood: LossFn<Params>,
  params: Params,
  inputs: NDArray,
  targets: NDArray,
): NDArray {
  const [vector, slope] = slopeOf("fisherDiag", negativeLogLikelihood, params, inputs, targets);
  const gradient = slope(vector);
  return gradient.mul(gradient);
}
