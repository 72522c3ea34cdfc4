import { eye, logicalAnd, maximum, sqrt, where, whileLoop, type NDArray } from "@proj/array";
import {
  convert,
  integerOption,
  isFloat,
  isNDArray,
  readArgument,
  readOptions,
  scalar,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { beside } from "../arrays.ts";
import { scalars, type Scalar } from "../hyperparameters.ts";
import { powerIteration } from "./power-iteration.ts";

/** Options of {@link matrixInversePthRoot}. */
export interface InverseRootOptions {
  /** The most iterations; default 100. */
  readonly numIters?: number;
  /** Added to the diagonal, as a part of the largest eigenvalue; default 1e-6. */
  readonly ridgeEpsilon?: Scalar;
  /** The error at which it ends; default 1e-6. */
  readonly errorTolerance?: Scalar;
}

const readers: OptionReaders<InverseRootOptions> = {
  ...scalars("ridgeEpsilon", "errorTolerance"),
  numIters: integerOption(1),
};

interface Iterate {
  readonly count: NDArray;
  readonly m: NDArray;
  readonly h: NDArray;
  readonly lastH: NDArray;
  readonly error: NDArray;
  readonly goesOn: NDArray;
}

const matrixOption: OptionReader<NDArray> = (value, place) => {
  if (isNDArray(value) && value.ndim === 2 && value.shape[0] === value.shape[1] && isFloat(value.dtype)) return value;
  throw wrongOption(place, value, "a square matrix of floats");
};

const rootOption: OptionReader<number> = (value, place) => {
  if (value === 1 || value === 2 || value === 4 || value === 8) return value;
  throw wrongOption(place, value, "1, 2, 4 or 8");
};

/**
 * The inverse p-th root of a symmetric, positive definite matrix, by the coupled Newton iteration (Guo & Higham 2006).
 *
 * @param matrix - float[n, n].
 * @param p - 1, 2, 4 or 8.
 * @param options - see {@link InverseRootOptions}.
 * @returns the root, float[n, n], and the error of the iteration.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { matrixInversePthRoot } from "@proj/optim";
 * matrixInversePthRoot(array([[4, 0], [0, 1]]), 2)[0].toList(); // ≈ [[0.5, 0], [0, 1]]
 * ```
 */
export function matrixInversePthRoot(
  matrix: NDArray,
  p: number,
  options?: InverseRootOptions,
): readonly [root: NDArray, error: NDArray] {
  const operation = "matrixInversePthRoot";
  const given = readArgument(operation, "matrix", matrix, matrixOption);
  const power = readArgument(operation, "p", p, rootOption);
  const { numIters = 100, ridgeEpsilon = 1e-6, errorTolerance = 1e-6 } = readOptions(operation, options, readers);
  const dtype = given.dtype === "float64" ? "float64" : "float32";
  const x = convert(given, dtype);
  const size = x.shape[0]!;
  const identity = eye(size, { dtype });
  const [largest] = powerIteration(x);
  const ridge = maximum(largest, 1e-16).mul(beside(ridgeEpsilon, largest));
  if (size === 1) return [convert(x.add(ridge).pow(-1 / power), given.dtype), scalar(0, dtype)];
  const damped = x.add(identity.mul(ridge));
  const z = sqrt(damped.mul(damped).sum())
    .mul(2)
    .pow(-1)
    .mul(1 + power);
  const raised = (m: NDArray): NDArray => {
    let product = m;
    for (let k = 1; k < power; k *= 2) product = product.matmul(product);
    return product;
  };
  const missed = (m: NDArray): NDArray => m.sub(identity).abs().max();
  const m0 = damped.mul(z);
  const h0 = identity.mul(z.pow(1 / power));
  const end = whileLoop(
    ({ count, error, goesOn }: Iterate) =>
      logicalAnd(count.lt(numIters), logicalAnd(error.gt(beside(errorTolerance, error)), goesOn)),
    ({ count, m, h, error }: Iterate): Iterate => {
      const step = identity.mul(1 + 1 / power).sub(m.div(power));
      const next = raised(step).matmul(m);
      const nextError = missed(next);
      return {
        count: count.add(1),
        m: next,
        h: h.matmul(step),
        lastH: h,
        error: nextError,
        goesOn: nextError.lt(error.mul(1.2)),
      };
    },
    { count: scalar(0, "int32"), m: m0, h: h0, lastH: h0, error: missed(m0), goesOn: scalar(1, "bool") },
  );
  return [convert(where(end.goesOn, end.h, end.lastH), given.dtype), missed(end.m)];
}
