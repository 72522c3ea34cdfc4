/*
 * A loop made ready for emission: axes without effect dropped, axes that all views walk as one merged, and the views in bytes.
 */
import { combines, viewsOf, type Loop, type View } from "@proj/jit/core";
import type { ByteView, Layout } from "../../layout.ts";

/** One loop of a nest. */
export interface Axis {
  readonly length: number;
  readonly reduced: boolean;
}

/** A loop, and what its reductions start from (null: their neutral element). */
export interface AccumulatingLoop extends Loop {
  readonly initial?: readonly (View | null)[];
}

/** A loop as a nest: one loop for each axis that is left. */
export interface LoopNest {
  readonly loop: AccumulatingLoop;
  readonly axes: readonly Axis[];
  /** Every view of the loop, with strides along `axes`. */
  readonly views: ReadonlyMap<View, ByteView>;
  /** Which axis of the nest a loop axis became; −1 for those of length 1. */
  readonly axisOf: readonly number[];
}

/** The loop as a nest of loops. */
export function toLoopNest(loop: AccumulatingLoop, layout: Layout): LoopNest {
  const lengths = [...loop.parallel, ...loop.reduced];
  const byteViews = new Map<View, ByteView>();
  for (const { view, displaced } of viewsOf(loop)) byteViews.set(view, layout.view(view, lengths, displaced));
  for (const view of loop.initial ?? []) if (view !== null) byteViews.set(view, layout.view(view, lengths));

  const indexed = new Set(
    loop.expressions.flatMap((expression) => (expression.op === "index" ? [expression.axis] : [])),
  );
  // Positions along a reduction axis are results of arg-reductions.
  if (loop.reductions.some(({ fold }) => !combines(fold))) indexed.add(loop.parallel.length);
  const stride = (view: ByteView, axis: number): number => view.strides[axis] ?? 0;
  const all = [...byteViews.values()];

  interface Group {
    length: number;
    readonly reduced: boolean;
    /** The loop axis whose strides the merged axis has: the innermost. */
    inner: number;
    readonly indexed: boolean;
  }
  const groups: Group[] = [];
  const axisOf: number[] = [];
  lengths.forEach((length, axis) => {
    if (length === 1) {
      axisOf.push(-1);
      return;
    }
    const reduced = axis >= loop.parallel.length;
    const last = groups.at(-1);
    const merges =
      last !== undefined &&
      last.reduced === reduced &&
      !last.indexed &&
      !indexed.has(axis) &&
      all.every((view) => stride(view, last.inner) === stride(view, axis) * length);
    if (merges) {
      last.length *= length;
      last.inner = axis;
    } else {
      groups.push({ length, reduced, inner: axis, indexed: indexed.has(axis) });
    }
    axisOf.push(groups.length - 1);
  });

  const views = new Map(
    [...byteViews].map(([view, bytes]) => [
      view,
      { ...bytes, strides: groups.map(({ inner }) => stride(bytes, inner)) },
    ]),
  );
  return { loop, axes: groups.map(({ length, reduced }) => ({ length, reduced })), views, axisOf };
}

/** Whether a store may change what a load of the same nest reads at another time. */
export function worksInPlace({ loop, views }: LoopNest): boolean {
  const places = (of: readonly View[]): ByteView[] => of.flatMap((view) => views.get(view) ?? []);
  const written = places(viewsOf(loop).flatMap(({ view, writes }) => (writes ? [view] : [])));
  const read = places([
    ...viewsOf(loop).flatMap(({ view, writes }) => (writes ? [] : [view])),
    ...(loop.initial ?? []).filter((view) => view !== null),
  ]);
  return written.some((store) => read.some((load) => store.begin < load.end && load.begin < store.end));
}
