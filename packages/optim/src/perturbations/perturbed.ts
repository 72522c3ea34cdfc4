import { exp, type FloatDType, type NDArray, type Shape } from "@proj/array";
import {
  booleanOption,
  functionOption,
  integerOption,
  objectOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { stopGradient } from "@proj/array/lax";
import { vmap } from "@proj/autodiff";
import { gumbel, normal, split } from "@proj/random";
import { beside, mapArrays, total, trainableLeaves } from "../arrays.ts";
import { scalarOption, type Scalar } from "../hyperparameters.ts";
import { keyOption } from "../keys.ts";
import { randomLike } from "../tree-math/random.ts";

/** Random numbers with the logarithm of their density. */
export interface Noise {
  readonly sample: (key: NDArray, shape?: Shape, dtype?: FloatDType) => NDArray;
  readonly logProb: (x: NDArray) => NDArray;
}

/**
 * Normal noise.
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { Normal } from "@proj/optim/perturbations";
 * new Normal().logProb(array([2])).toList(); // → [-2]
 * ```
 */
export class Normal implements Noise {
  /** Samples of a shape. */
  sample(key: NDArray, shape: Shape = [], dtype: FloatDType = "float32"): NDArray {
    return normal(key, shape, dtype);
  }

  /** The logarithm of the density, up to a constant. */
  logProb(x: NDArray): NDArray {
    return x.mul(x).mul(-0.5);
  }
}

/**
 * Gumbel noise.
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { Gumbel } from "@proj/optim/perturbations";
 * new Gumbel().logProb(array([0])).toList(); // → [-1]
 * ```
 */
export class Gumbel implements Noise {
  /** Samples of a shape. */
  sample(key: NDArray, shape: Shape = [], dtype: FloatDType = "float32"): NDArray {
    return gumbel(key, shape, dtype);
  }

  /** The logarithm of the density. */
  logProb(x: NDArray): NDArray {
    return x.neg().sub(exp(x.neg()));
  }
}

/** Options of {@link makePerturbedFun}. */
export interface PerturbedOptions {
  /** How many samples are averaged; default 1000. */
  readonly numSamples?: number;
  /** The scale of the noise; default 0.1. */
  readonly sigma?: Scalar;
  /** The noise; default {@link Gumbel}. */
  readonly noise?: Noise;
  /** Whether the function at the argument itself is subtracted from gradients, against their variance; default true. */
  readonly useBaseline?: boolean;
}

const readers: OptionReaders<PerturbedOptions> = {
  numSamples: integerOption(1),
  sigma: scalarOption,
  noise: objectOption<Noise>("noise, as new Normal() is", "sample", "logProb"),
  useBaseline: booleanOption,
};

/** 1, with the derivative of x. */
const magicBox = (x: NDArray): NDArray => exp(x.sub(stopGradient(x)));

/**
 * A smooth relative of a function that jumps: its mean over noise added to the argument, whose derivatives are estimated from the
 * density of the noise (Berthet et al. 2020; Foerster et al. 2018).
 *
 * @param fun - from a tree of arrays to a tree of arrays, such as an argmax.
 * @param options - see {@link PerturbedOptions}.
 * @returns a function of a key and of the argument.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { oneHot } from "@proj/array/nn";
 * import { makePerturbedFun } from "@proj/optim/perturbations";
 * import { key } from "@proj/random";
 * const hardMax = (x: NDArray) => oneHot(x.argmax(), 2);
 * const softened = makePerturbedFun(hardMax, { numSamples: 100, sigma: 1 });
 * softened(key(0), array([0, 0])).sum().item(); // ≈ 1
 * ```
 */
export function makePerturbedFun<X, Y>(fun: (x: X) => Y, options?: PerturbedOptions): (key: NDArray, x: X) => Y {
  const operation = "makePerturbedFun";
  readArgument(operation, "fun", fun, functionOption());
  const read = readOptions(operation, options, readers);
  const { numSamples = 1000, sigma = 0.1, noise = new Gumbel(), useBaseline = true } = read;
  return (key, x) => {
    const from = readArgument(operation, "key", key, keyOption);
    const fixed = mapArrays(operation, (leaf) => stopGradient(leaf), x);
    const baseline = useBaseline ? fun(fixed) : null;
    const estimate = (own: NDArray): Y => {
      const sample = randomLike(own, x, (k, shape, dtype) => noise.sample(k, shape, dtype));
      const shifted = mapArrays(operation, (leaf, z) => stopGradient(leaf.add(z.mul(beside(sigma, z)))), x, {
        sample,
      });
      const drawn = mapArrays(operation, (leaf, y) => y.sub(leaf).div(beside(sigma, leaf)), x, { shifted });
      const box = magicBox(total(trainableLeaves(drawn).map((z) => noise.logProb(z).sum())));
      const value = mapArrays(operation, (leaf) => leaf.mul(beside(box, leaf)), fun(shifted));
      if (baseline === null) return value;
      const rest = box.neg().add(1);
      return mapArrays(operation, (leaf, b) => leaf.add(b.mul(beside(rest, b))), value, { baseline });
    };
    const all = vmap(estimate)(split(from, numSamples)) as Y;
    return mapArrays(operation, (leaf) => leaf.mean(0), all);
  };
}
