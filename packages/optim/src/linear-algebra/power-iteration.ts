import { logicalAnd, logicalNot, whileLoop, type NDArray } from "@proj/array";
import {
  convert,
  integerOption,
  isNDArray,
  readArgument,
  readOptions,
  scalar,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { uniform } from "@proj/random";
import { beside, mapArrays, normOf, vdotOf } from "../arrays.ts";
import { scalars, type Scalar } from "../hyperparameters.ts";
import { keyOption } from "../keys.ts";

/** Options of {@link powerIteration}. */
export interface PowerIterationOptions<Vector = NDArray> {
  /** The first vector, a tree of arrays; needed for functions, of matrices uniform random numbers by default. */
  readonly v0?: Vector;
  /** The most iterations; default 100. */
  readonly numIters?: number;
  /** The error, as a part of the eigenvalue, at which it ends; default 1e-6. */
  readonly errorTolerance?: Scalar;
  /** The key of the first vector, or a seed for one; default 0. */
  readonly key?: NDArray | number;
}

const readers: OptionReaders<PowerIterationOptions<unknown>> = {
  ...scalars("errorTolerance"),
  v0: (value) => value,
  numIters: integerOption(1),
  key: keyOption,
};

interface Iterate<Vector> {
  readonly vector: Vector;
  readonly product: Vector;
  readonly eigenvalue: NDArray;
  readonly count: NDArray;
}

const operatorOption: OptionReader<NDArray | ((vector: never) => unknown)> = (value, place) => {
  if (typeof value === "function") return value as (vector: never) => unknown;
  if (isNDArray(value) && value.ndim === 2 && value.shape[0] === value.shape[1]) return value;
  throw wrongOption(place, value, "a square matrix, or a function that multiplies by one");
};

/**
 * The eigenvalue of the largest magnitude, and its eigenvector.
 *
 * @param matrix - float[n, n], or a function that multiplies a tree of arrays by one.
 * @param options - see {@link PowerIterationOptions}.
 * @returns the eigenvalue and the eigenvector, of norm 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { powerIteration } from "@proj/optim";
 * powerIteration(array([[2, 0], [0, 1]]))[0].item(); // ≈ 2
 * ```
 */
export function powerIteration<Vector = NDArray>(
  matrix: NDArray | ((vector: Vector) => Vector),
  options?: PowerIterationOptions<Vector>,
): readonly [eigenvalue: NDArray, eigenvector: Vector] {
  const operation = "powerIteration";
  const operator = readArgument(operation, "matrix", matrix, operatorOption);
  const read = readOptions<PowerIterationOptions<unknown>>(operation, options, readers);
  const { numIters = 100, errorTolerance = 1e-6, key = 0 } = read;
  const normalized = (x: unknown): unknown => {
    const norm = normOf(x);
    return mapArrays(operation, (leaf) => leaf.mul(beside(norm.pow(-1), leaf)), x);
  };
  let { v0 } = read;
  let multiply: (vector: unknown) => unknown;
  if (isNDArray(operator)) {
    multiply = (vector) => operator.matmul(vector as NDArray);
    v0 ??= uniform(readArgument(operation, "key", key, keyOption), [operator.shape[0]!], {
      dtype: operator.dtype as "float32",
      minval: -1,
      maxval: 1,
    });
  } else {
    multiply = operator as (vector: unknown) => unknown;
    if (v0 === undefined) {
      throw new UsageError({
        operation,
        received: "a function without v0",
        expected: "a first vector, which says what the function takes",
        remedy: "pass one: powerIteration(f, { v0 })",
      });
    }
  }
  const start = normalized(v0);
  const end = whileLoop(
    ({ vector, product, eigenvalue, count }: Iterate<unknown>) => {
      const residual = mapArrays(operation, (z, v) => z.sub(v.mul(beside(eigenvalue, v))), product, { vector });
      const error = normOf(residual).div(eigenvalue).abs();
      return logicalAnd(logicalNot(error.lt(beside(errorTolerance, error))), count.lt(numIters));
    },
    ({ product, count, eigenvalue }: Iterate<unknown>): Iterate<unknown> => {
      const vector = normalized(product);
      const next = multiply(vector);
      const value = convert(vdotOf(operation, vector, { next }), eigenvalue.dtype);
      return { vector, product: next, eigenvalue: value, count: count.add(1) };
    },
    { vector: start, product: multiply(start), eigenvalue: scalar(0, normOf(start).dtype), count: scalar(0, "int32") },
  );
  // The eigenvector is a tree like the first one.
  return [end.eigenvalue, normalized(end.product) as Vector];
}
