import { broadcastShapes, exp, type ArrayLike, type NDArray, type Shape } from "@proj/array";
import { arrayOption, integerOption, listOption, readArgument, toArray } from "@proj/array/core";
import { normal } from "@proj/random";
import { keyOption } from "./keys.ts";

/** Independent normal numbers with means and logarithms of standard deviations as parameters. */
export class MultiNormalDiagFromLogScale {
  readonly #mean: NDArray;
  readonly #logScale: NDArray;
  readonly #scale: NDArray;

  /**
   * @param loc - the means.
   * @param logScale - the logarithms of the standard deviations.
   */
  constructor(loc: ArrayLike, logScale: ArrayLike) {
    this.#mean = toArray(readArgument("multiNormal", "loc", loc, arrayOption));
    this.#logScale = toArray(readArgument("multiNormal", "logScale", logScale, arrayOption));
    this.#scale = exp(this.#logScale);
  }

  /** Samples, along first axes of a shape. */
  sample(shape: Shape, key: NDArray): NDArray {
    const axes = readArgument("sample", "shape", shape, listOption(integerOption(0)));
    const own = broadcastShapes(this.#mean.shape, this.#scale.shape);
    const numbers = normal(readArgument("sample", "key", key, keyOption), [...axes, ...own]);
    return numbers.mul(this.#scale).add(this.#mean);
  }

  /** The logarithm of the density, summed over the axes of the parameters. */
  logProb(x: ArrayLike): NDArray {
    const z = toArray(x).sub(this.#mean).div(this.#scale);
    const logs = z
      .mul(z)
      .mul(-0.5)
      .sub(this.#logScale)
      .sub(Math.log(2 * Math.PI) / 2);
    const own = broadcastShapes(this.#mean.shape, this.#scale.shape).length;
    return own === 0 ? logs : logs.sum(Array.from({ length: own }, (_, k) => -1 - k));
  }

  /** The logarithms of the standard deviations. */
  get logScale(): NDArray {
    return this.#logScale;
  }

  /** Means, and logarithms of standard deviations. */
  get params(): readonly [NDArray, NDArray] {
    return [this.#mean, this.#logScale];
  }
}

/**
 * Independent normal numbers with means and logarithms of standard deviations as parameters.
 *
 * @param loc - the means.
 * @param logScale - the logarithms of the standard deviations.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { multiNormal } from "@proj/optim";
 * multiNormal(array([0, 1]), array([0, 0])).logProb(array([0, 1])).item(); // ≈ -1.8379
 * ```
 */
export function multiNormal(loc: ArrayLike, logScale: ArrayLike): MultiNormalDiagFromLogScale {
  return new MultiNormalDiagFromLogScale(loc, logScale);
}
