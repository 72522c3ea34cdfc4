import { listOption, integerOption, UsageError, wrongOption, type OptionReader } from "@proj/tree/core";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { sliceInDim } from "../movement.ts";

/** Which of the sorted values of a decomposition are wanted: from the first to before the last. */
export type IndexSubset = readonly [start: number, end: number];

const positions = listOption(integerOption(0));

/** Reads an {@link IndexSubset}; that it is inside of the matrix is checked where the matrix is known. */
export const subsetOption: OptionReader<IndexSubset> = (value, place) => {
  const [start, end, ...more] = positions(value, place);
  if (start !== undefined && end !== undefined && more.length === 0 && start <= end) return [start, end];
  throw wrongOption(place, value, "two positions, the first and the one after the last");
};

/**
 * Some of the values of a decomposition, or of the vectors that go with them.
 *
 * @param subset - undefined for all.
 * @param axis - along which they follow each other, counted from the end.
 * @throws UsageError for a subset that ends after the last one.
 */
export function subsetOf(operation: string, x: NDArray, subset: IndexSubset | undefined, axis: -1 | -2): NDArray {
  if (subset === undefined) return x;
  const [start, end] = subset;
  const count = x.shape.at(axis)!;
  if (end <= count) return sliceInDim(x, start, end, 1, x.ndim + axis);
  throw new UsageError({
    operation,
    received: `subsetByIndex: [${start}, ${end}], of ${count} values`,
    expected: `positions up to ${count}`,
    remedy: `end at ${count} or before`,
  });
}

/** The triplets of a singular value decomposition that are wanted. */
export function tripletSubset(
  operation: string,
  [u, s, vt]: readonly [u: NDArray, s: NDArray, vt: NDArray],
  subset: IndexSubset | undefined,
): readonly [u: NDArray, s: NDArray, vt: NDArray] {
  return [subsetOf(operation, u, subset, -1), subsetOf(operation, s, subset, -1), subsetOf(operation, vt, subset, -2)];
}

/** Refuses square factors of which only a part is wanted. */
export function checkThin(operation: string, fullMatrices: boolean, subset: IndexSubset | undefined): void {
  if (!fullMatrices || subset === undefined) return;
  throw new UsageError({
    operation,
    received: `subsetByIndex: [${subset.join(", ")}] with full matrices`,
    expected: "thin factors where only some values are wanted",
    remedy: "pass fullMatrices: false",
  });
}
