import { concatenate, reshape, rev, sliceInDim } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** An associative function of elements that consist of several arrays; it is called with many elements at once. */
export type Combine = (left: readonly NDArray[], right: readonly NDArray[]) => readonly NDArray[];

/** Every `step`-th element from `start` to before `limit` along an axis. */
const cut = (x: NDArray, axis: number, start: number, limit: number, step = 1): NDArray =>
  sliceInDim(x, start, Math.max(start, limit), step, axis);

/** `even[0], odd[0], even[1], odd[1], …`; `even` may have one element more. */
function interleave(even: NDArray, odd: NDArray, axis: number): NDArray {
  const pairs = odd.shape[axis]!;
  const split = [...odd.shape.slice(0, axis + 1), 1, ...odd.shape.slice(axis + 1)];
  const zipped = concatenate([reshape(cut(even, axis, 0, pairs), split), reshape(odd, split)], axis + 1);
  const merged = reshape(zipped, odd.shape.with(axis, 2 * pairs));
  return even.shape[axis]! > pairs ? concatenate([merged, cut(even, axis, pairs, pairs + 1)], axis) : merged;
}

/** Combines neighbours, scans the half as many results, and fills in the even places from them. */
function combinations(combine: Combine, elements: readonly NDArray[], axis: number): readonly NDArray[] {
  const length = elements[0]!.shape[axis]!;
  if (length < 2) return elements;
  const every2nd = (start: number, limit: number) => elements.map((x) => cut(x, axis, start, limit, 2));
  const paired = length - (length % 2);
  const odd = combinations(combine, combine(every2nd(0, paired), every2nd(1, paired)), axis);
  const numRest = Math.ceil(length / 2) - 1;
  const first = elements.map((x) => cut(x, axis, 0, 1));
  const rest =
    numRest === 0
      ? null
      : combine(
          odd.map((x) => cut(x, axis, 0, numRest)),
          every2nd(2, length),
        );
  return odd.map((x, k) => interleave(rest === null ? first[k]! : concatenate([first[k]!, rest[k]!], axis), x, axis));
}

/**
 * All running combinations of elements along an axis under an associative function, in logarithmically many steps.
 *
 * @param elements - at least one array; all have one length along the axis.
 */
export function runningCombinations(
  combine: Combine,
  elements: readonly NDArray[],
  axis: number,
  reverse: boolean,
): readonly NDArray[] {
  const flipped = (xs: readonly NDArray[]) => (reverse ? xs.map((x) => rev(x, [axis])) : xs);
  return flipped(combinations(combine, flipped(elements), axis));
}
