import {
  broadcastShapes,
  broadcastTo,
  expandDims,
  sqrt,
  UsageError,
  type ArrayLike,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import {
  asOneProgram,
  choiceOption,
  convert,
  formatShape,
  isFloat,
  promoteOperands,
  readPositionalOptions,
  shapesEqual,
  stretchesTo,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { sampleNormal } from "./normal.ts";
import { floatReaders, type FloatOptions } from "./options.ts";

/** By which factor of the covariance normal numbers are multiplied. */
export type FactorMethod = "cholesky" | "eigh" | "svd";

/** How {@link multivariateNormal} vectors are made. */
export interface MultivariateNormalOptions extends FloatOptions {
  /**
   * `"cholesky"` (default) is the fastest and needs a positive definite covariance; `"eigh"` and `"svd"` also take singular ones.
   */
  readonly method?: FactorMethod;
}

const readers: OptionReaders<MultivariateNormalOptions> = {
  ...floatReaders,
  method: choiceOption("cholesky", "eigh", "svd"),
};

/**
 * Normally distributed vectors.
 *
 * @param key - the key, uint32[2].
 * @param mean - float[..., n].
 * @param cov - the covariance, float[..., n, n].
 * @param shape - the shape of the samples without the axis of the coordinates, to which those of mean and covariance are stretched,
 *   default just that; or options.
 * @param dtype - of the normal numbers, default that of the mean; or options.
 * @param method - the factor of the covariance: `"cholesky"` (default), `"eigh"` or `"svd"`; or options.
 * @returns the samples, float[...shape, n].
 * @throws UsageError if `key` is not one key, or mean, covariance and shape do not fit each other.
 * @example
 * import { array } from "@proj/array";
 * import { key, multivariateNormal } from "@proj/random";
 * multivariateNormal(key(0), array([0, 1]), array([[2, 1], [1, 2]]), [3]).shape; // → [3, 2]
 */
export function multivariateNormal(
  key: NDArray,
  mean: ArrayLike,
  cov: ArrayLike,
  shape?: Shape | MultivariateNormalOptions,
  dtype?: FloatDType | MultivariateNormalOptions,
  method?: FactorMethod | MultivariateNormalOptions,
): NDArray {
  const operation = "multivariateNormal";
  const args = [shape, dtype, method];
  const read = readPositionalOptions<MultivariateNormalOptions>(operation, args, ["shape", "dtype", "method"], readers);
  const given = promoteOperands(operation, [mean, cov]);
  const [centre, covariance] = given.map((x) => (isFloat(x.dtype) ? x : convert(x, "float32"))) as [NDArray, NDArray];
  const n = centre.shape.at(-1);
  const [centres, matrices] = [centre.shape.slice(0, -1), covariance.shape.slice(0, -2)];
  if (n === undefined || !shapesEqual(covariance.shape.slice(-2), [n, n])) throw misfit(centre, covariance, read.shape);
  const batch = read.shape ?? broadcastShapes(centres, matrices);
  if (![centres, matrices].every((own) => stretchesTo(own, batch))) throw misfit(centre, covariance, batch);
  const options = { shape: [...batch, n], dtype: read.dtype ?? (centre.dtype as FloatDType) };
  const sample = (key: NDArray, centre: NDArray, covariance: NDArray): NDArray => {
    const factor = factorOf[read.method ?? "cholesky"](covariance);
    const normal = sampleNormal(operation, key, options);
    return centre.add(
      broadcastTo(factor, [...batch, n, n])
        .mul(expandDims(normal, -2))
        .sum(-1),
    );
  };
  return asOneProgram(operation, sample, key, centre, covariance);
}

/** A matrix that, multiplied by its transpose, is the covariance. */
const factorOf: { readonly [M in FactorMethod]: (covariance: NDArray) => NDArray } = {
  cholesky: (covariance) => lax.linalg.cholesky(covariance),
  eigh: (covariance) => {
    const [vectors, values] = lax.linalg.eigh(covariance);
    return vectors.mul(expandDims(sqrt(values), -2));
  },
  svd: (covariance) => {
    const [vectors, values] = lax.linalg.svd(covariance);
    return vectors.mul(expandDims(sqrt(values), -2));
  },
};

function misfit(mean: NDArray, cov: NDArray, shape: Shape | undefined): UsageError {
  const samples = shape === undefined ? "" : ` for samples of shape ${formatShape(shape)}`;
  return new UsageError({
    operation: "multivariateNormal",
    received: `a mean of shape ${formatShape(mean.shape)} and a covariance of shape ${formatShape(cov.shape)}${samples}`,
    expected: "a mean [..., n] and a covariance [..., n, n], whose other axes broadcast to the shape of the samples",
    remedy: "give the matrix of the covariances of all coordinates, and a shape without the axis of the coordinates",
  });
}
