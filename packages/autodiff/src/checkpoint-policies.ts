import { functionOption, listOption, readArgument, textOption, type CheckpointPolicy } from "@proj/array/core";

/*
 * What a checkpoint keeps for the way back although it could be computed again. A policy is asked about each step of the function
 * and of its derivative, and of the functions that it calls; a loop is one step.
 */

/** Everything is kept, as if there were no checkpoint. */
const everythingSaveable: CheckpointPolicy = () => true;

/** Nothing is kept: what a checkpoint does without a policy. */
const nothingSaveable: CheckpointPolicy = () => false;

/** Products of matrices, and all that contracts axes, are kept. */
const dotsSaveable: CheckpointPolicy = ({ primitive }) => primitive === "dotGeneral";

/** Products are kept if they have no batch axes, as those of a layer's weights with its inputs. */
const dotsWithNoBatchDimsSaveable: CheckpointPolicy = ({ primitive, params }) =>
  primitive === "dotGeneral" && (params["lhsBatch"] as readonly number[]).length === 0;

const namesOf = (operation: string, names: readonly string[]): ReadonlySet<unknown> =>
  new Set(readArgument(operation, "names", names, listOption(textOption)));

/** What has one of the names, by `checkpointName`, is kept. */
function saveOnlyTheseNames(...names: readonly string[]): CheckpointPolicy {
  const wanted = namesOf("saveOnlyTheseNames", names);
  return ({ primitive, params }) => primitive === "checkpointName" && wanted.has(params["name"]);
}

/** What has a name is kept, except for these names. */
function saveAnyNamesButThese(...names: readonly string[]): CheckpointPolicy {
  const unwanted = namesOf("saveAnyNamesButThese", names);
  return ({ primitive, params }) => primitive === "checkpointName" && !unwanted.has(params["name"]);
}

/** Everything is kept, with or without a name, except for what has one of these names. */
function saveAnythingExceptTheseNames(...names: readonly string[]): CheckpointPolicy {
  const unwanted = namesOf("saveAnythingExceptTheseNames", names);
  return ({ primitive, params }) => primitive !== "checkpointName" || !unwanted.has(params["name"]);
}

/** What either of two policies keeps is kept. */
function saveFromBothPolicies(policy1: CheckpointPolicy, policy2: CheckpointPolicy): CheckpointPolicy {
  const first = readArgument("saveFromBothPolicies", "policy1", policy1, functionOption<CheckpointPolicy>());
  const second = readArgument("saveFromBothPolicies", "policy2", policy2, functionOption<CheckpointPolicy>());
  return (step) => first(step) || second(step);
}

/**
 * What `checkpoint` keeps for the way back although it could be computed again: values of its option `policy`.
 *
 * - `everythingSaveable`: everything, as if there were no checkpoint;
 * - `nothingSaveable`: nothing, which is the default;
 * - `dotsSaveable`, also `checkpointDots`: products;
 * - `dotsWithNoBatchDimsSaveable`, also `checkpointDotsWithNoBatchDims`: products without batch axes;
 * - `saveOnlyTheseNames(...names)`: what `checkpointName` gave one of the names;
 * - `saveAnyNamesButThese(...names)`: what has a name, but none of these;
 * - `saveAnythingExceptTheseNames(...names)`: everything but what has one of these names;
 * - `saveFromBothPolicies(policy1, policy2)`: what either policy keeps.
 *
 * @example
 * import { array, tanh } from "@proj/array";
 * import { checkpoint, checkpointPolicies, grad } from "@proj/autodiff";
 * const layer = checkpoint((w, x) => tanh(w.matmul(x)).sum(), { policy: checkpointPolicies.dotsSaveable });
 * grad(layer)(array([[0, 0]]), array([1, 2])).toList(); // → [[1, 2]]
 */
export const checkpointPolicies = {
  everythingSaveable,
  nothingSaveable,
  dotsSaveable,
  checkpointDots: dotsSaveable,
  dotsWithNoBatchDimsSaveable,
  checkpointDotsWithNoBatchDims: dotsWithNoBatchDimsSaveable,
  saveOnlyTheseNames,
  saveAnyNamesButThese,
  saveAnythingExceptTheseNames,
  saveFromBothPolicies,
} as const;
