import type { NDArray } from "@proj/array";
import { applyJaxpr, bind, sharedBranches, type CondParams, type Jaxpr } from "@proj/array/core";
import { bitwiseAnd, eq, ge, le } from "@proj/array/lax";
import { batchAt } from "./layout.ts";
import type { BatchAxis, BatchContext, Batched, BatchingRule } from "./rule.ts";
import { choose, constantUnlessTaken } from "./taken-branch.ts";

export const condBatching: BatchingRule<"cond"> = ([index, ...operands], [indexAxis, ...axes], params, context) => {
  const { branches } = params;
  const [only, ...others] = branches;
  if (others.length === 0) return context.batchFlat((args) => applyJaxpr(only!, args), operands, axes, context);
  return indexAxis === null
    ? oneBranch(index!, operands, axes, params, context)
    : allBranches(index!, operands, axes, branches, context);
};

/** All members take the same branch. */
function oneBranch(
  index: NDArray,
  operands: readonly NDArray[],
  axes: readonly BatchAxis[],
  params: CondParams,
  context: BatchContext,
): Batched {
  const { branches } = params;
  const natural = branches.map((branch) => context.batchJaxpr(branch, axes, [], context));
  const varies = natural[0]!.outputAxes.map((_, k) => natural.some(({ outputAxes }) => outputAxes[k] !== null));
  const batched = branches.map((branch) => context.batchJaxpr(branch, axes, varies, context));
  const consts = batched.flatMap((branch) => branch.consts);
  const results = bind("cond", [index, ...consts, ...operands], {
    ...params,
    branches: sharedBranches(branches, batched),
  });
  return [results, varies.map((does) => (does ? 0 : null))];
}

/** Members take different branches: all are computed, and each member selects its own results. */
function allBranches(
  index: NDArray,
  operands: readonly NDArray[],
  axes: readonly BatchAxis[],
  branches: readonly Jaxpr[],
  { size, axisName, mesh, batchFlat, taken: here }: BatchContext,
): Batched {
  const results = branches.map((branch, k) => {
    const members = takesBranch(index, k, branches.length);
    const taken = here === null ? members : bitwiseAnd(here, members);
    const own = operands.map((x, place) => constantUnlessTaken(taken, x, axes[place]!));
    const [values, places] = batchFlat((args) => applyJaxpr(branch, args), own, axes, { size, axisName, mesh, taken });
    return values.map((x, place) => batchAt(x, places[place]!, 0, size));
  });
  const chosen = results.reduceRight((later, own, k) => {
    const members = takesBranch(index, k, branches.length);
    return own.map((x, place) => choose(members, x, later[place]!));
  });
  return [chosen, chosen.map(() => 0)];
}

/** Which members take a branch: an index below 0 takes the first, one above all the last. */
function takesBranch(index: NDArray, k: number, numBranches: number): NDArray {
  if (k === 0) return le(index, 0);
  return k === numBranches - 1 ? ge(index, k) : eq(index, k);
}
