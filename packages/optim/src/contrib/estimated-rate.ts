import { sqrt, zeros, type NDArray } from "@proj/array";
import { convert, listOption, scalar, wrongOption, type OptionReader } from "@proj/array/core";
import { beside, extremeDType, mapArrays, zerosLike } from "../arrays.ts";
import { atStep, computingDType, inDType, noSteps, scalarOption, type Scalar } from "../hyperparameters.ts";
import { biasOf } from "../moments.ts";
import type { ArrayTree, CountState, ScalarOrSchedule } from "../transformation.ts";

/** Adam's moments, and what the size of steps is estimated from. */
export interface EstimatedRateState extends CountState {
  readonly expAvg: ArrayTree;
  readonly expAvgSq: ArrayTree;
  readonly gradSum: ArrayTree;
  readonly estimLr: NDArray;
  readonly numeratorWeighted: NDArray;
}

/** Reads a pair of decays. */
export const betasOption: OptionReader<readonly [Scalar, Scalar]> = (value, place) => {
  const list = listOption(scalarOption)(value, place);
  if (list.length === 2) return [list[0]!, list[1]!];
  throw wrongOption(place, value, "a pair of numbers or scalars");
};

/** The state before the first step, whose estimate is `estimLr0`. */
export function firstEstimate(params: unknown, estimLr0: Scalar): EstimatedRateState {
  const dtype = extremeDType(params, "lowest");
  const none = zerosLike(params);
  return {
    expAvg: none,
    expAvgSq: none,
    gradSum: none,
    estimLr: inDType(estimLr0, dtype),
    numeratorWeighted: zeros([], dtype),
    count: noSteps(),
  };
}

/** The estimate times the rate of the caller, with Adam's correction of the bias at the step `count`. */
export function correctedRate(
  rate: ScalarOrSchedule,
  [beta1, beta2]: readonly [Scalar, Scalar],
  state: EstimatedRateState,
  count: NDArray,
): NDArray {
  const { estimLr } = state;
  const { dtype } = estimLr;
  const wide = scalar(0, dtype === "float64" ? "float64" : "float32");
  const correction = sqrt(biasOf(beta2, count)(wide)).div(biasOf(beta1, count)(wide));
  return convert(estimLr.mul(atStep(rate, state.count, computingDType(dtype))).mul(correction), dtype);
}

/** What is subtracted from each parameter: the share of it that decays, and `move` of its moments. */
export function decayedMove<Updates>(
  operation: string,
  move: (mean: NDArray, square: NDArray) => NDArray,
  decay: Scalar,
  updates: Updates,
  moments: { readonly expAvg: ArrayTree; readonly expAvgSq: ArrayTree; readonly params: unknown },
): Updates {
  return mapArrays(operation, (_, m, v, p) => p.mul(beside(decay, p)).add(move(m, v)).neg(), updates, moments);
}
