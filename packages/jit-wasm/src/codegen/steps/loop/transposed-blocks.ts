import type { LoopNest } from "./loop-nest.ts";

/** The bytes that come to the cache together. */
const lineBytes = 64;
/** From which length on the lines of a column do not stay in the nearest cache until the next column. */
const longColumn = 64;

/**
 * A nest that reads rows of one array and columns of another, in blocks of columns: of each line of memory that a column touches, the
 * neighbours are used while it is still near. The last axis becomes two, of which the outer one goes around the rows.
 */
export function inBlocks(nest: LoopNest): LoopNest {
  const { axes, views, loop, axisOf } = nest;
  const last = axes.length - 1;
  const all = [...views.values()];
  const block = lineBytes / 4;
  const { length } = axes[last] ?? { length: 0 };
  if (loop.reductions.length > 0 || length <= block || length % block !== 0) return nest;
  const rows = axes.findIndex(
    (axis, position) =>
      position < last &&
      axis.length >= longColumn &&
      all.some(({ strides }) => Math.abs(strides[position] ?? 0) === 4 && Math.abs(strides[last] ?? 0) >= lineBytes),
  );
  const knowsPosition = (): boolean =>
    loop.expressions.some((expression) => expression.op === "index" && axisOf[expression.axis] === last);
  if (rows < 0 || knowsPosition()) return nest;
  return {
    loop,
    axes: [
      ...axes.slice(0, rows),
      { length: length / block, reduced: false },
      ...axes.slice(rows, last),
      { length: block, reduced: false },
    ],
    views: new Map(
      [...views].map(([view, bytes]) => [
        view,
        { ...bytes, strides: bytes.strides.toSpliced(rows, 0, block * (bytes.strides[last] ?? 0)) },
      ]),
    ),
    axisOf: axisOf.map((axis) => (axis >= rows ? axis + 1 : axis)),
  };
}
