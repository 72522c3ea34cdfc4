import type { NDArray } from "@proj/array";
import { isInexact, type Operands, type Params, type PrimitiveName } from "@proj/array/core";
import { broadcastInDim, select, stopGradient } from "@proj/array/lax";
import { batchAt } from "./layout.ts";
import type { BatchAxis, BatchContext, Batched, BatchingRule } from "./rule.ts";

/*
 * A branch that only some members of a batch take is computed for all. Its derivative may be infinite for the others, and 0 · ∞
 * would reach their operands, or, summed over members, what all share. So whatever has a derivative is a constant for the
 * members that do not take the branch: at the entrance what belongs to each member, and what all share where it meets that.
 */

/** Of the members that take a branch the first array, of others the second. */
export const choose = (taken: NDArray, x: NDArray, y: NDArray | number, axis = 0): NDArray =>
  select(broadcastInDim(taken, x.shape, [axis]), x, y);

/** True for what may be differentiated: floats that some transformation follows. */
const isFollowed = (x: NDArray): boolean => x.tracing !== null && isInexact(x.dtype);

/** A batch that is constant for members that do not take the branch. */
export const constantUnlessTaken = (taken: NDArray, x: NDArray, axis: BatchAxis): NDArray =>
  axis !== null && isFollowed(x) ? choose(taken, x, stopGradient(x), axis) : x;

/** Linear in each operand, of which one may be much larger than the result for one member. */
const linear: ReadonlySet<PrimitiveName> = new Set(["dotGeneral", "gather", "dynamicSlice"]);

/** The rule of a primitive inside a branch that only some members take. */
export function ruleInBranch<P extends PrimitiveName>(
  primitive: P,
  rule: BatchingRule<P>,
  taken: NDArray,
): BatchingRule<P> {
  return (operands, axes, params, context) => {
    const isShared = operands.map((x, k) => axes[k] === null && isFollowed(x));
    const isBatched = axes.some((axis) => axis !== null);
    // A conditional among them asks its own members, of those that are here.
    if (!isBatched || !isShared.includes(true) || (primitive === "cond" && axes[0] !== null))
      return rule(operands, axes, params, context);
    return linear.has(primitive)
      ? applyLinear(rule, operands, axes, params, context, taken)
      : applyRepeated(rule, operands, axes, params, context, taken, isShared);
  };
}

/** The cotangent of what is shared is a sum of products over members: of the others, one factor is made 0 and the other finite. */
function applyLinear<P extends PrimitiveName>(
  rule: BatchingRule<P>,
  operands: Operands<P, NDArray>,
  axes: Operands<P, BatchAxis>,
  params: Params<P>,
  context: BatchContext,
  taken: NDArray,
): Batched {
  const finite = operands.map((x, k) => {
    const axis = axes[k] ?? null;
    return axis === null || !isInexact(x.dtype) ? x : choose(taken, x, 0, axis);
  });
  const [results, resultAxes] = rule(finite as unknown as Operands<P, NDArray>, axes, params, context);
  return [results.map((x, k) => constantUnlessTaken(taken, x, resultAxes[k]!)), resultAxes];
}

/** What all share is repeated for each member. */
function applyRepeated<P extends PrimitiveName>(
  rule: BatchingRule<P>,
  operands: Operands<P, NDArray>,
  axes: Operands<P, BatchAxis>,
  params: Params<P>,
  context: BatchContext,
  taken: NDArray,
  isShared: readonly boolean[],
): Batched {
  const repeated = operands.map((x, k) =>
    isShared[k]! ? constantUnlessTaken(taken, batchAt(x, null, 0, context.size), 0) : x,
  );
  const places = axes.map((axis, k) => (isShared[k]! ? 0 : axis));
  return rule(
    repeated as unknown as Operands<P, NDArray>,
    places as unknown as Operands<P, BatchAxis>,
    params,
    context,
  );
}
