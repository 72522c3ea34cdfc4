import type { NDArray } from "@proj/array";
import { applyJaxpr, bind, type Jaxpr } from "@proj/array/core";
import { broadcastInDim, le, select } from "@proj/array/lax";
import { sharedBranches } from "../jaxpr-surgery.ts";
import type { BatchAxis, BatchContext, Batched, BatchingRule } from "./rule.ts";

export const condBatching: BatchingRule<"cond"> = (
  [index, ...operands],
  [indexAxis, ...axes],
  { branches },
  context,
) =>
  indexAxis === null
    ? oneBranch(index!, operands, axes, branches, context)
    : allBranches(index!, operands, axes, branches, context);

/** All members take the same branch. */
function oneBranch(
  index: NDArray,
  operands: readonly NDArray[],
  axes: readonly BatchAxis[],
  branches: readonly Jaxpr[],
  context: BatchContext,
): Batched {
  const natural = branches.map((branch) => context.batchJaxpr(branch, axes, [], context));
  const varies = natural[0]!.outputAxes.map((_, k) => natural.some(({ outputAxes }) => outputAxes[k] !== null));
  const batched = branches.map((branch) => context.batchJaxpr(branch, axes, varies, context));
  const consts = batched.flatMap((branch) => branch.consts);
  const results = bind("cond", [index, ...consts, ...operands], { branches: sharedBranches(branches, batched) });
  return [results, varies.map((does) => (does ? 0 : null))];
}

/** Members take different branches: all are computed, and each member selects its own results. */
function allBranches(
  index: NDArray,
  operands: readonly NDArray[],
  axes: readonly BatchAxis[],
  branches: readonly Jaxpr[],
  context: BatchContext,
): Batched {
  const force = branches[0]!.outputs.map(() => true);
  const results = branches.map((branch) => {
    const batched = context.batchJaxpr(branch, axes, force, context);
    return applyJaxpr(batched.jaxpr, [...batched.consts, ...operands]);
  });
  // From the last branch to the first, so that an index below 0 takes the first and one above all the last.
  const chosen = results.reduceRight((later, own, k) => {
    const takesOwn = le(index, k);
    return own.map((x, place) => select(broadcastInDim(takesOwn, x.shape, [0]), x, later[place]!));
  });
  return [chosen, chosen.map(() => 0)];
}
