import { sqrt, type NDArray } from "@proj/array";
import { convert, readArgument } from "@proj/array/core";
import { normal, subkeys } from "@proj/random";
import { beside, mapArrays, trainableLeaves } from "../arrays.ts";
import { increment, inDType, noSteps, scalarOption, type Scalar } from "../hyperparameters.ts";
import { keyOption } from "../keys.ts";
import type { CountState, GradientTransformation } from "../transformation.ts";

/** The number of steps and the key of the next noise. */
export interface AddNoiseState extends CountState {
  readonly rngKey: NDArray;
}

/**
 * Adds normal noise of variance eta / tᵍᵃᵐᵐᵃ at step t (Neelakantan et al. 2015).
 *
 * @param eta - the variance at the first step; a number or a scalar.
 * @param gamma - how fast it falls; a number or a scalar.
 * @param key - a key, or a seed for one.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { addNoise } from "@proj/optim";
 * import { key } from "@proj/random";
 * const { init, update } = addNoise(0, 0.5, key(0));
 * update(array([1, 2]), init(null))[0].toList(); // → [1, 2]
 * ```
 */
export function addNoise(eta: Scalar, gamma: Scalar, key: NDArray | number): GradientTransformation<AddNoiseState> {
  const variance = readArgument("addNoise", "eta", eta, scalarOption);
  const fall = readArgument("addNoise", "gamma", gamma, scalarOption);
  const first = readArgument("addNoise", "key", key, keyOption);
  return {
    init: () => ({ count: noSteps(), rngKey: first }),
    update(updates, state) {
      const count = increment(state.count);
      const fallen = convert(count, "float32").pow(fall);
      const deviation = sqrt(inDType(variance, "float32").div(fallen));
      const [rngKey, sampleKey] = subkeys(state.rngKey);
      const keys = subkeys(sampleKey, trainableLeaves(updates).length);
      let place = 0;
      const step = mapArrays(
        "addNoise",
        (g) => {
          const noise = normal(keys[place++]!, g.shape, g.dtype as "float32");
          return g.add(noise.mul(beside(deviation, g)));
        },
        updates,
      );
      return [step, { count, rngKey }];
    },
  };
}
