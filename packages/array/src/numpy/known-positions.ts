import type { NDArray } from "../ndarray/ndarray.ts";
import { broadcastTo } from "../core/operands.ts";
import { concatenate, rev, sliceInDim } from "../lax/movement.ts";

/** Neighbouring positions that one slice, reversed slice or repetition gives. */
interface Run {
  readonly first: number;
  readonly count: number;
  readonly step: 1 | 0 | -1;
}

function runsOf(positions: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let begin = 0; begin < positions.length;) {
    const first = positions[begin]!;
    const difference = (positions[begin + 1] ?? NaN) - first;
    const step = difference === 1 || difference === 0 || difference === -1 ? difference : 1;
    let count = 1;
    while (positions[begin + count] === first + count * step) count++;
    runs.push({ first, count, step });
    begin += count;
  }
  return runs;
}

/** The elements at known positions of an axis, joined from as few slices as possible. */
export function rearrange(x: NDArray, axis: number, positions: readonly number[]): NDArray {
  const cut = (first: number, count: number): NDArray => sliceInDim(x, first, first + count, 1, axis);
  const piece = ({ first, count, step }: Run): NDArray => {
    if (step === 0) return broadcastTo(cut(first, 1), x.shape.with(axis, count));
    return step === 1 ? cut(first, count) : rev(cut(first - count + 1, count), [axis]);
  };
  return positions.length === 0 ? cut(0, 0) : concatenate(runsOf(positions).map(piece), axis);
}
