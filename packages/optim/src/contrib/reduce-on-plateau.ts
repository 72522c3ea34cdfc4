import { maximum, where, type NDArray } from "@proj/array";
import { convert, integerOption, readOptions, scalar, toArray, UsageError, type OptionReaders } from "@proj/array/core";
import { beside, extremeDType, mapArrays } from "../arrays.ts";
import { increment, inDType, noSteps, numberWhere, scalarOption, type Scalar } from "../hyperparameters.ts";
import { neededExtra, type CountState, type GradientTransformation } from "../transformation.ts";

/** The factor of updates, the best loss, and what is counted. */
export interface ReduceOnPlateauState extends CountState {
  readonly scale: NDArray;
  readonly bestValue: NDArray;
  readonly plateauCount: NDArray;
  readonly cooldownCount: NDArray;
  readonly avgValue: NDArray;
}

/** The constants of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** The factor of each reduction, between 0 and 1; default 0.1. */
  readonly factor?: number;
  /** How many losses without improvement are waited for; default 10. */
  readonly patience?: number;
  /** The part of the best loss by which a better one has to be lower; default 1e-4. */
  readonly rtol?: number;
  /** By how much it has to be lower; default 0. */
  readonly atol?: number;
  /** How many losses are left out after a reduction; default 0. */
  readonly cooldown?: number;
  /** How many losses are averaged before they count as one; default 1. */
  readonly accumulationSize?: number;
  /** The least factor of updates; default 0. */
  readonly minScale?: Scalar;
}

const notNegative = (value: number): boolean => value >= 0;
const readers: OptionReaders<ReduceOnPlateauOptions> = {
  factor: numberWhere((value) => value > 0 && value < 1, "a number between 0 and 1"),
  patience: integerOption(0),
  rtol: numberWhere((value) => value >= 0 && value <= 1, "a number from 0 to 1"),
  atol: numberWhere(notNegative, "a number that is not negative"),
  cooldown: integerOption(0),
  accumulationSize: integerOption(1),
  minScale: scalarOption,
};

/**
 * Reduces updates when the loss no longer falls.
 *
 * @param options - see {@link ReduceOnPlateauOptions}.
 * @returns a transformation whose `update` needs the `value` of the loss among its extra arguments.
 * @throws UsageError where neither `rtol` nor `atol` is positive.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { reduceOnPlateau } from "@proj/optim/contrib";
 * const { init, update } = reduceOnPlateau({ patience: 1, factor: 0.5 });
 * const [, state] = update(array([2]), init(array([0])), null, { value: 1 });
 * update(array([2]), state, null, { value: 1 })[0].toList(); // → [1]
 * ```
 */
export function reduceOnPlateau(options?: ReduceOnPlateauOptions): GradientTransformation<ReduceOnPlateauState> {
  const operation = "reduceOnPlateau";
  const read = readOptions(operation, options, readers);
  const { factor = 0.1, patience = 10, rtol = 1e-4, atol = 0, cooldown = 0, accumulationSize = 1, minScale = 0 } = read;
  if (rtol === 0 && atol === 0) {
    throw new UsageError({
      operation,
      received: "rtol: 0 and atol: 0",
      expected: "at least one of them positive",
      remedy: "say by how much a better loss has to be lower",
    });
  }
  return {
    init(params) {
      const [lowest, highest] = [extremeDType(params, "lowest"), extremeDType(params, "highest")];
      return {
        scale: scalar(1, lowest),
        bestValue: scalar(Infinity, highest),
        plateauCount: noSteps(),
        cooldownCount: noSteps(),
        count: noSteps(),
        avgValue: scalar(0, highest),
      };
    },
    update(updates, state, _params, extra) {
      const value = convert(toArray(neededExtra(operation, extra, "value")), state.avgValue.dtype);
      const count = increment(state.count);
      const { dtype } = state.avgValue;
      const average = state.avgValue.mul(convert(state.count, dtype)).add(value).div(convert(count, dtype));
      const complete = count.eq(accumulationSize);
      const improved = average.lt(state.bestValue.mul(1 - rtol).sub(atol));
      const waited = where(improved, noSteps(), increment(state.plateauCount));
      const cools = state.cooldownCount.gt(0);
      const reduces = waited.eq(patience);
      const reduced = maximum(where(reduces, state.scale.mul(factor), state.scale), beside(minScale, state.scale));
      const next: ReduceOnPlateauState = {
        scale: where(cools, state.scale, reduced),
        bestValue: where(improved, average, state.bestValue),
        plateauCount: where(cools, noSteps(), where(reduces, noSteps(), waited)),
        cooldownCount: where(cools, state.cooldownCount.sub(1), where(reduces, scalar(cooldown, "int32"), noSteps())),
        count: noSteps(),
        avgValue: inDType(0, dtype),
      };
      const waiting: ReduceOnPlateauState = { ...state, count, avgValue: average };
      const pick = (name: keyof ReduceOnPlateauState): NDArray => where(complete, next[name], waiting[name]);
      const scale = pick("scale");
      return [
        mapArrays(operation, (g) => g.mul(beside(scale, g)), updates),
        {
          scale,
          bestValue: pick("bestValue"),
          plateauCount: pick("plateauCount"),
          cooldownCount: pick("cooldownCount"),
          count: pick("count"),
          avgValue: pick("avgValue"),
        },
      ];
    },
  };
}
