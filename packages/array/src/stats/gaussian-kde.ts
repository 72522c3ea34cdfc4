import { treeNode, type NodeRule } from "@proj/tree";
import {
  readFields,
  readPositionalOptions,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import { promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isComplexDType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import { cholesky } from "../linalg/cholesky.ts";
import { inv, solveTriangular } from "../linalg/solve.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divide, multiply, power, sqrt, square, subtract } from "../numpy/arithmetic.ts";
import { cov } from "../numpy/covariance.ts";
import { inFloat } from "../numpy/elementwise.ts";
import { matmul } from "../numpy/product.ts";
import { sum } from "../numpy/reduction.ts";
import { logsumexp } from "../special/logsumexp.ts";
import { ndtr } from "../special/normal.ts";

const operation = "gaussianKde";

/** How wide the bells are, as a factor of the standard deviation of the data: by a rule, a number, or a function of the estimate. */
export type BandwidthMethod = "scott" | "silverman" | ArrayLike | ((kde: KdeData) => ArrayLike);

/** Options of {@link gaussianKde}. */
export interface GaussianKdeOptions {
  /** Default `"scott"`. */
  readonly bwMethod?: BandwidthMethod | null;
  /** How much each point counts; default all the same. */
  readonly weights?: ArrayLike | null;
}

/** What a bandwidth may depend on. */
export interface KdeData {
  /** float[d, n]: the points. */
  readonly dataset: NDArray;
  /** float[n], which add up to 1. */
  readonly weights: NDArray;
  /** How many points of equal weight would say as much. */
  readonly neff: NDArray;
  /** The number of dimensions. */
  readonly d: number;
  /** The number of points. */
  readonly n: number;
}

const bandwidthOption: OptionReader<BandwidthMethod | null> = (value, place) => {
  if (value === null || value === "scott" || value === "silverman" || typeof value === "number") return value;
  if (typeof value === "function") return value as (kde: KdeData) => ArrayLike;
  if (isNDArray(value) && value.ndim === 0) return value;
  throw wrongOption(place, value, '"scott", "silverman", a number or a function');
};

const readers: OptionReaders<GaussianKdeOptions> = {
  bwMethod: bandwidthOption,
  weights: (value, place) => (value === null ? null : arrayOption(value, place)),
};

interface Fields {
  readonly neff: NDArray;
  readonly dataset: NDArray;
  readonly weights: NDArray;
  readonly covariance: NDArray;
  readonly invCov: NDArray;
}

const names = ["neff", "dataset", "weights", "covariance", "invCov"] as const;

const rule: NodeRule<GaussianKde> = {
  flatten: (kde) => ({ children: names.map((name) => kde[name]), keys: names }),
  unflatten: (_aux, children) =>
    new GaussianKde(Object.fromEntries(names.map((name, k) => [name, children[k]])) as unknown as Fields),
};

/** As a matrix with one row for each dimension. */
const rows = (x: NDArray): NDArray => (x.ndim >= 2 ? x : lax.reshape(x, [1, x.size]));

/** An estimate of a density: the sum of a bell around each point; made by {@link gaussianKde}. */
export class GaussianKde implements Fields {
  /** How many points of equal weight would say as much. */
  readonly neff: NDArray;
  /** float[d, n]: the points. */
  readonly dataset: NDArray;
  /** float[n], which add up to 1. */
  readonly weights: NDArray;
  /** float[d, d], of each bell. */
  readonly covariance: NDArray;
  /** float[d, d]: its inverse. */
  readonly invCov: NDArray;

  /** @param fields - what it holds; `gaussianKde` computes them. */
  constructor(fields: Fields) {
    const names = ["neff", "dataset", "weights", "covariance", "invCov"] as const;
    const { neff, dataset, weights, covariance, invCov } = readFields("GaussianKde", fields, ...names);
    this.neff = neff;
    this.dataset = dataset;
    this.weights = weights;
    this.covariance = covariance;
    this.invCov = invCov;
    Object.freeze(this);
  }

  get [treeNode](): NodeRule<GaussianKde> {
    return rule;
  }

  /** The number of dimensions. */
  get d(): number {
    return this.dataset.shape[0]!;
  }

  /** The number of points. */
  get n(): number {
    return this.dataset.shape[1]!;
  }

  /**
   * The density at places.
   *
   * @param points - real[d, places]; or a vector: places in one dimension, one place in several.
   * @returns float[places]
   * @throws UsageError for places in another number of dimensions.
   */
  evaluate(points: ArrayLike): NDArray {
    return sum(multiply(lax.exp(this.#logKernels("evaluate", points)), this.weights), 1);
  }

  /** The density at places; as {@link evaluate}. */
  pdf(points: ArrayLike): NDArray {
    return this.evaluate(points);
  }

  /** The logarithm of the density at places; as {@link evaluate}, without underflow. */
  logpdf(points: ArrayLike): NDArray {
    const kernels = this.#logKernels("logpdf", points);
    return logsumexp(kernels.add(lax.log(this.weights)), 1);
  }

  /**
   * The integral of the density times a normal density.
   *
   * @param mean - real[d]
   * @param covariance - real[d, d]
   * @returns float[]
   * @throws UsageError for other shapes.
   */
  integrateGaussian(mean: ArrayLike, covariance: ArrayLike): NDArray {
    const centre = rows(toArray(mean, `${operation}.integrateGaussian`));
    const spread = rows(toArray(covariance, `${operation}.integrateGaussian`));
    const { d } = this;
    if (centre.size !== d || spread.ndim !== 2 || spread.shape.some((length) => length !== d)) {
      throw new UsageError({
        operation: `${operation}.integrateGaussian`,
        received: `a mean ${centre.describe()} and a covariance ${spread.describe()}`,
        expected: `${d} numbers, and a matrix of ${d} × ${d}`,
        remedy: "give those of a normal distribution in as many dimensions",
      });
    }
    return this.#overlap(this.covariance.add(spread), lax.reshape(centre, [d, 1]))
      .at(0)
      .get();
  }

  /**
   * The probability of an interval, in one dimension.
   *
   * @param low - its lower end.
   * @param high - its upper end.
   * @returns float[]
   * @throws UsageError in several dimensions, and for ends that are no scalars.
   */
  integrateBox1d(low: ArrayLike, high: ArrayLike): NDArray {
    const [from, to] = [low, high].map((end) => toArray(end, `${operation}.integrateBox1d`)) as [NDArray, NDArray];
    if (this.d !== 1 || from.ndim > 0 || to.ndim > 0) {
      throw new UsageError({
        operation: `${operation}.integrateBox1d`,
        received: `ends ${from.describe()} and ${to.describe()} in ${this.d} dimensions`,
        expected: "two scalars in one dimension",
        remedy: "map it with vmap over several intervals",
      });
    }
    const places = this.dataset.at(0).get();
    const deviation = lax.reshape(sqrt(this.covariance), []);
    const below = (end: NDArray): NDArray => ndtr(divide(subtract(end, places), deviation));
    return sum(multiply(this.weights, subtract(below(to), below(from))));
  }

  /**
   * The integral of the product of two estimates.
   *
   * @param other - in as many dimensions.
   * @returns float[]
   * @throws UsageError for one in other dimensions.
   */
  integrateKde(other: GaussianKde): NDArray {
    if (!(other instanceof GaussianKde) || other.d !== this.d) {
      throw new UsageError({
        operation: `${operation}.integrateKde`,
        received: other instanceof GaussianKde ? `an estimate in ${other.d} dimensions` : "no estimate",
        expected: `an estimate in ${this.d} dimensions`,
        remedy: "make it with gaussianKde",
      });
    }
    return sum(multiply(this.#overlap(this.covariance.add(other.covariance), other.dataset), other.weights));
  }

  /** For each of several centres, float[d, m], the weighted sum of normal densities of the distances to all points. */
  #overlap(covariance: NDArray, centres: NDArray): NDArray {
    const { d, n } = this;
    const factor = cholesky(covariance);
    const apart = subtract(lax.reshape(centres, [d, centres.shape[1]!, 1]), lax.reshape(this.dataset, [d, 1, n]));
    const whitened = solveTriangular(factor, lax.reshape(apart, [d, centres.shape[1]! * n]), { lower: true });
    const exponents = lax.reshape(multiply(sum(square(whitened), 0), -0.5), [centres.shape[1]!, n]);
    const height = lax.exp(sum(lax.log(lax.mul(diagonal(factor), Math.sqrt(2 * Math.PI)))).neg());
    return multiply(sum(multiply(lax.exp(exponents), this.weights), 1), height);
  }

  /** float[places, n]: the logarithm of each bell at each place. */
  #logKernels(method: string, points: ArrayLike): NDArray {
    const name = `${operation}.${method}`;
    const type = inFloat(promotedType(name, [points, this.dataset]));
    const given = rows(promoteTo(name, points, type));
    const { d, n } = this;
    const places = given.shape[0] === 1 && given.shape[1] === d ? lax.reshape(given, [d, 1]) : given;
    if (places.ndim !== 2 || places.shape[0] !== d || isComplexDType(places.dtype)) {
      throw new UsageError({
        operation: name,
        received: `places ${given.describe()}`,
        expected: `real numbers [${d}, places]`,
        remedy: "transpose them, if their coordinates stand along the last axis",
      });
    }
    const whitening = cholesky(this.invCov);
    const count = places.shape[1]!;
    const [here, data] = [matmul(whitening.T, places), matmul(whitening.T, this.dataset)];
    const apart = subtract(lax.reshape(here, [d, count, 1]), lax.reshape(data, [d, 1, n]));
    const height = sum(lax.log(diagonal(whitening))).sub((d / 2) * Math.log(2 * Math.PI));
    return height.sub(multiply(sum(square(apart), 0), 0.5));
  }
}

const diagonal = (x: NDArray): NDArray => x.diagonal();

/**
 * An estimate of the density of which points were drawn: the sum of a normal density around each.
 *
 * Samples of it are points drawn by their weights, with normal numbers of its covariance added.
 *
 * @param dataset - real[d, n]; or a vector: points in one dimension.
 * @param bwMethod - how wide the bells are, default `"scott"`; or options.
 * @param weights - how much each point counts, default all the same; or options.
 * @throws UsageError for data and weights that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { gaussianKde } from "@proj/array/stats";
 * const kde = gaussianKde(array([-1, 0, 1]));
 * kde.evaluate(array([0])); // ≈ [0.3182]
 * kde.integrateBox1d(-1, 1); // ≈ 0.5915
 */
export function gaussianKde(
  dataset: ArrayLike,
  bwMethod?: BandwidthMethod | null | GaussianKdeOptions,
  weights?: ArrayLike | null | GaussianKdeOptions,
): GaussianKde {
  const read = readPositionalOptions<GaussianKdeOptions>(
    operation,
    [bwMethod, weights],
    ["bwMethod", "weights"],
    readers,
  );
  const counted = read.weights ?? null;
  const type = inFloat(promotedType(operation, counted === null ? [dataset] : [dataset, counted]));
  const data = rows(promoteTo(operation, dataset, type));
  const given = counted === null ? null : promoteTo(operation, counted, type);
  const [d, n] = data.shape as [number, number];
  if (
    data.ndim !== 2 ||
    data.size < 2 ||
    isComplexDType(data.dtype) ||
    (given !== null && (given.ndim !== 1 || given.length !== n))
  ) {
    throw new UsageError({
      operation,
      received: `data ${data.describe()}${given === null ? "" : ` and weights ${given.describe()}`}`,
      expected: "several real numbers [dimensions, points], and a weight for each point",
      remedy: "transpose the data, if their coordinates stand along the last axis",
    });
  }
  const shares = given === null ? lax.full([n], 1 / n, data.dtype) : divide(given, sum(given));
  const neff = divide(1, sum(square(shares)));
  const factor = factorOf(read.bwMethod ?? "scott", { dataset: data, weights: shares, neff, d, n });
  const own = rows(cov(data, { aweights: shares }));
  const spread = lax.reshape(own, [d, d]);
  const scale = square(factor);
  return new GaussianKde({
    neff,
    dataset: data,
    weights: shares,
    covariance: multiply(spread, scale),
    invCov: divide(inv(spread), scale),
  });
}

function factorOf(method: BandwidthMethod, data: KdeData): ArrayLike {
  const { d, neff } = data;
  if (method === "scott") return power(neff, -1 / (d + 4));
  if (method === "silverman") return power(multiply(neff, (d + 2) / 4), -1 / (d + 4));
  return typeof method === "function" ? method(data) : method;
}
