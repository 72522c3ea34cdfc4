import { maximum, minimum, where } from "@proj/array";
import { choiceOption, convert, readOptions, toArray, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, squaredNormOf } from "../arrays.ts";
import { minus, scalars, type Scalar } from "../hyperparameters.ts";
import { initEmptyState, neededExtra, type EmptyState, type GradientTransformation } from "../transformation.ts";

/** The constants of {@link scaleByPolyak}. */
export interface PolyakOptions {
  /** The largest step; default 1. */
  readonly maxLearningRate?: Scalar;
  /** The least value that the loss can have; default 0. */
  readonly fMin?: Scalar;
  /** Added to the squared norm of the gradient; default 0. */
  readonly eps?: Scalar;
  /** `"sps+"` makes no step where the loss is below `fMin`; default `"sps"`. */
  readonly variant?: "sps" | "sps+";
}

/** How each of the {@link PolyakOptions} is read. */
export const polyakReaders: OptionReaders<PolyakOptions> = {
  ...scalars("maxLearningRate", "fMin", "eps"),
  variant: choiceOption("sps", "sps+"),
};

/** Squared norms up to this one count as zero: the precision of single precision. */
const tiny = 2 ** -23;

/**
 * Polyak's step: the gap between the loss and its least value, over the squared norm of the gradient (Loizou et al. 2021).
 *
 * @param options - see {@link PolyakOptions}.
 * @returns a transformation whose `update` needs the `value` of the loss among its extra arguments.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByPolyak } from "@proj/optim";
 * const { init, update } = scaleByPolyak();
 * update(array([4]), init(null), null, { value: 4 })[0].toList(); // → [1]
 * ```
 */
export function scaleByPolyak(options?: PolyakOptions): GradientTransformation<EmptyState> {
  const {
    maxLearningRate = 1,
    fMin = 0,
    eps = 0,
    variant = "sps",
  } = readOptions("scaleByPolyak", options, polyakReaders);
  return {
    init: initEmptyState,
    update(updates, state, _params, extra) {
      const value = toArray(neededExtra("scaleByPolyak", extra, "value"));
      const square = squaredNormOf(updates);
      const difference = convert(value.add(minus(fMin)), square.dtype);
      const gap = variant === "sps+" ? maximum(difference, 0) : difference;
      const size = square.add(beside(eps, square));
      const step = where(size.le(tiny), 0, minimum(gap.div(size), beside(maxLearningRate, size)));
      return [mapArrays("scaleByPolyak", (g) => g.mul(beside(step, g)), updates), state];
    },
  };
}
