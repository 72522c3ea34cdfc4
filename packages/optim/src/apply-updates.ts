import type { ArrayLike, NDArray } from "@proj/array";
import { arrayOption, convert, isNDArray, readArgument, toArray } from "@proj/array/core";
import { beside, condTrees, mapArrays, mapLeaves } from "./arrays.ts";
import { oneMinus, scalarOption, type Scalar } from "./hyperparameters.ts";

/**
 * The parameters plus the updates. Where the update is `null`, and at leaves that are not arrays, parameters stay; they
 * keep their dtypes.
 *
 * @param params - a tree, such as a model.
 * @param updates - a tree of the same structure, holes aside.
 * @returns a tree like `params`.
 * @throws UsageError naming the first node where the updates depart from the structure of the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { applyUpdates } from "@proj/optim";
 * applyUpdates({ w: array([1, 2]), name: "net" }, { w: array([1, 1]), name: null }).w.toList(); // → [2, 3]
 * ```
 */
export function applyUpdates<Params>(params: Params, updates: unknown): Params {
  return mapLeaves(
    "applyUpdates",
    (parameter, update) =>
      isNDArray(parameter) && isNDArray(update) ? convert(parameter.add(update), parameter.dtype) : parameter,
    params,
    { updates },
  ) as Params;
}

/**
 * A step from old towards new parameters: stepSize · new + (1 - stepSize) · old, as running means of parameters are kept (Polyak & Juditsky 1992).
 *
 * @param newTensors - a tree.
 * @param oldTensors - a tree of the same structure.
 * @param stepSize - a number or a scalar, from 0 to 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { incrementalUpdate } from "@proj/optim";
 * incrementalUpdate({ w: array([4]) }, { w: array([0]) }, 0.25).w.toList(); // → [1]
 * ```
 */
export function incrementalUpdate<Params>(newTensors: Params, oldTensors: unknown, stepSize: Scalar): Params {
  const size = readArgument("incrementalUpdate", "stepSize", stepSize, scalarOption);
  return mapArrays(
    "incrementalUpdate",
    (next, old) => next.mul(beside(size, next)).add(old.mul(beside(oneMinus(size), old))),
    newTensors,
    { oldTensors },
  );
}

/**
 * The new parameters at every `updatePeriod`-th step, the old ones otherwise.
 *
 * @param newTensors - a tree.
 * @param oldTensors - a tree of the same structure.
 * @param steps - the number of the step.
 * @param updatePeriod - the number of steps between updates.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { periodicUpdate } from "@proj/optim";
 * [3, 4].map((step) => periodicUpdate(array(1), array(0), step, 2).item()); // → [0, 1]
 * ```
 */
export function periodicUpdate<Params>(
  newTensors: Params,
  oldTensors: Params,
  steps: ArrayLike,
  updatePeriod: ArrayLike,
): Params {
  const step: NDArray = toArray(readArgument("periodicUpdate", "steps", steps, arrayOption));
  const period = readArgument("periodicUpdate", "updatePeriod", updatePeriod, arrayOption);
  return condTrees(
    step.mod(period).eq(0),
    () => newTensors,
    () => oldTensors,
  );
}
