import { sizeOf } from "@proj/array/core";
import { viewsOf, type Expression, type Loop, type Store, type View } from "@proj/jit/core";

/*
 * The same loop over fewer axes: those of length 1 are gone, the one along which most accesses are contiguous is last (so that
 * neighbouring threads touch neighbouring elements), and axes that every view walks as one are one. What remains needs few
 * divisions to turn a thread's number into a point.
 */

/** A new order of axes: which old ones follow each other, and each run of them that becomes one. */
type Runs = readonly (readonly number[])[];

/** The axes longer than 1 among `count` from `first`, the one with most contiguous accesses last. */
function ordered(loop: Loop, first: number, count: number): number[] {
  const lengths = [...loop.parallel, ...loop.reduced];
  const axes = Array.from({ length: count }, (_, k) => first + k).filter((axis) => lengths[axis] !== 1);
  const views = viewsOf(loop);
  const contiguous = (axis: number): number =>
    views.reduce((sum, { view, writes }) => {
      if (Math.abs(view.strides[axis] ?? 0) !== 1) return sum;
      return sum + (writes ? 2 : 1);
    }, 0);
  const best = axes.reduce((best, axis) => (contiguous(axis) >= contiguous(best) ? axis : best), axes[0] ?? 0);
  return axes.length === 0 ? [] : [...axes.filter((axis) => axis !== best), best];
}

/** Joins neighbours that every view walks as one. */
function joined(loop: Loop, axes: readonly number[]): Runs {
  const lengths = [...loop.parallel, ...loop.reduced];
  const indexed = new Set(loop.expressions.flatMap((e) => (e.op === "index" ? [e.axis] : [])));
  const views = viewsOf(loop);
  const oneWalk = (outer: number, inner: number): boolean =>
    !indexed.has(outer) &&
    !indexed.has(inner) &&
    views.every(({ view: { strides } }) => (strides[outer] ?? 0) === (strides[inner] ?? 0) * lengths[inner]!);
  const runs: number[][] = [];
  for (const axis of axes) {
    const last = runs.at(-1);
    if (last !== undefined && oneWalk(last.at(-1)!, axis)) last.push(axis);
    else runs.push([axis]);
  }
  return runs;
}

/**
 * The same loop over as few axes as say the same, in the order in which threads walk them best.
 *
 * @param loop - a loop with at least one point.
 */
export function coalesceAxes(loop: Loop): Loop {
  const lengths = [...loop.parallel, ...loop.reduced];
  const rank = loop.parallel.length;
  const parallel = joined(loop, ordered(loop, 0, rank));
  const reduced = joined(loop, ordered(loop, rank, loop.reduced.length));
  const lengthOf = (run: readonly number[]): number => sizeOf(run.map((axis) => lengths[axis]!));
  const restrided = (view: View, runs: Runs): View => ({
    ...view,
    strides: runs.map((run) => view.strides[run.at(-1)!]!),
  });
  const all = [...parallel, ...reduced];
  const expressions = loop.expressions.map((expression): Expression => {
    if (expression.op === "load" || expression.op === "gather")
      return { ...expression, view: restrided(expression.view, all) };
    if (expression.op !== "index") return expression;
    const axis = all.findIndex((run) => run.includes(expression.axis));
    return axis < 0 ? { op: "constant", dtype: "int32", value: 0 } : { ...expression, axis };
  });
  return {
    ...loop,
    parallel: parallel.map(lengthOf),
    reduced: reduced.map(lengthOf),
    expressions,
    stores: loop.stores.map((store): Store => ({ ...store, view: restrided(store.view, parallel) })),
  };
}
