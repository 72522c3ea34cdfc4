import type { NDArray } from "@proj/array";
import { customDerivative, numberOption, readArgument } from "@proj/array/core";
import { stopGradient } from "@proj/array/lax";
import { mapArrays } from "./arrays.ts";

/**
 * A tree itself, whose gradients are multiplied by a factor.
 *
 * @param inputs - a tree of arrays.
 * @param scale - the factor.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { grad } from "@proj/autodiff";
 * import { scaleGradient } from "@proj/optim";
 * grad((x: NDArray) => scaleGradient(x, 10).mul(3))(array(2)).item(); // → 30
 * ```
 */
export function scaleGradient<Inputs>(inputs: Inputs, scale: number): Inputs {
  const factor = readArgument("scaleGradient", "scale", scale, numberOption);
  if (factor === 1) return inputs;
  const scaled = (x: NDArray): NDArray => (factor === 0 ? stopGradient(x) : withFactor(x, factor));
  return mapArrays("scaleGradient", scaled, inputs);
}

/** An array whose derivative is multiplied. */
function withFactor(x: NDArray, factor: number): NDArray {
  return customDerivative("scaleGradient", [x], (value) => value, [(t) => t.mul(factor)]);
}
