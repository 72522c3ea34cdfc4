import type { NDArray } from "@proj/array";
import { applyJaxpr, bind, isFloat, type Jaxpr } from "@proj/array/core";
import { broadcastInDim, eq, full, ge, le, select, stopGradient } from "@proj/array/lax";
import { sharedBranches } from "../jaxpr-surgery.ts";
import { range } from "../shapes.ts";
import { batchAt } from "./layout.ts";
import type { BatchAxis, BatchContext, Batched, BatchingRule } from "./rule.ts";

export const condBatching: BatchingRule<"cond"> = (
  [index, ...operands],
  [indexAxis, ...axes],
  { branches },
  context,
) => {
  // Where there is but one branch, every index takes it.
  const shared = branches.length === 1 ? full([], 0, "int32") : indexAxis === null ? index! : null;
  return shared === null
    ? allBranches(index!, operands, axes, branches, context)
    : oneBranch(shared, operands, axes, branches, context);
};

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

/**
 * Members take different branches: all are computed, and each member selects its own results.
 *
 * A branch may have infinite derivatives for members that do not take it, and 0 · ∞ would reach their operands, or the sum over
 * members for what all share. So a branch sees the operands of those members as constants.
 */
function allBranches(
  index: NDArray,
  operands: readonly NDArray[],
  axes: readonly BatchAxis[],
  branches: readonly Jaxpr[],
  context: BatchContext,
): Batched {
  const taken = membersOf(index, branches.length);
  const differentiable = operands.map((x) => x.tracing !== null && isFloat(x.dtype));
  const places = axes.map((axis, k) => (differentiable[k]! ? 0 : axis));
  const batches = operands.map((x, k) => (differentiable[k]! ? batchAt(x, axes[k]!, 0, context.size) : x));
  const force = branches[0]!.outputs.map(() => true);
  const results = branches.map((branch, k) => {
    const own = batches.map((x, place) => (differentiable[place]! ? choose(taken[k]!, x, stopGradient(x)) : x));
    const batched = context.batchJaxpr(branch, places, force, context);
    return applyJaxpr(batched.jaxpr, [...batched.consts, ...own]);
  });
  const chosen = results.reduceRight((later, own, k) => own.map((x, place) => choose(taken[k]!, x, later[place]!)));
  return [chosen, chosen.map(() => 0)];
}

/** For each branch, which members take it: an index below 0 takes the first, one above all the last. */
function membersOf(index: NDArray, numBranches: number): NDArray[] {
  return range(numBranches).map((k) => (k === 0 ? le(index, 0) : k === numBranches - 1 ? ge(index, k) : eq(index, k)));
}

/** Of some members the first array, of others the second. */
const choose = (members: NDArray, x: NDArray, y: NDArray): NDArray =>
  select(broadcastInDim(members, x.shape, [0]), x, y);
