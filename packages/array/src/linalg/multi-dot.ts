import { describeValue, UsageError } from "@proj/tree/core";
import { checkArrayLike, promoteOperands, type ArrayLike } from "../core/operands.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { matmul } from "../numpy/product.ts";

/**
 * The product of several matrices, in the order that multiplies the fewest numbers.
 *
 * @param arrays - at least two matrices whose sizes agree; the first may be a row vector and the last a column vector.
 * @throws UsageError for fewer arrays, other numbers of axes and sizes that do not agree.
 * @example
 * import { array } from "@proj/array";
 * import { multiDot } from "@proj/array/linalg";
 * multiDot([array([[1, 2], [3, 4]]), array([[0, 1], [1, 0]]), array([1, 1])]); // → [3, 7]
 */
export function multiDot(arrays: readonly ArrayLike[]): NDArray {
  if (!Array.isArray(arrays) || arrays.length < 2) {
    throw new UsageError({
      operation: "multiDot",
      received: describeValue(arrays),
      expected: "a list of at least two arrays",
      remedy: "put the matrices into a list: multiDot([a, b, c])",
    });
  }
  arrays.forEach((array: unknown) => checkArrayLike("multiDot", array));
  const factors = promoteOperands("multiDot", arrays);
  factors.forEach((factor, place) => {
    const mayBeVector = place === 0 || place === factors.length - 1;
    const before = factors[place - 1];
    const isMatrix = factor.ndim === 2 || (mayBeVector && factor.ndim === 1);
    if (isMatrix && (before === undefined || before.shape.at(-1) === factor.shape[0])) return;
    throw new UsageError({
      operation: "multiDot",
      received: `arrays[${place}]: ${factor.describe()}${before === undefined ? "" : ` behind ${before.describe()}`}`,
      expected: "matrices with as many rows as the one before has columns; a vector only first or last",
      remedy: "transpose or reshape the array that does not fit",
    });
  });
  const rows = factors.map((factor) => (factor.ndim === 1 && factor === factors[0] ? 1 : factor.shape[0]!));
  const sizes = [...rows, factors.at(-1)!.ndim === 1 ? 1 : factors.at(-1)!.shape[1]!];
  const cut = cheapestCuts(sizes);
  const product = (first: number, last: number): NDArray => {
    if (first === last) return factors[first]!;
    const middle = cut(first, last);
    return matmul(product(first, middle), product(middle + 1, last));
  };
  return product(0, factors.length - 1);
}

/**
 * Where to cut a chain of matrices, of which the i-th is `sizes[i]` by `sizes[i + 1]`, for the fewest multiplications (Cormen,
 * Leiserson, Rivest, Stein, "Introduction to Algorithms", matrix-chain multiplication).
 */
function cheapestCuts(sizes: readonly number[]): (first: number, last: number) => number {
  const count = sizes.length - 1;
  const cost = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const cuts = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (let length = 2; length <= count; length++) {
    for (let first = 0; first + length <= count; first++) {
      const last = first + length - 1;
      cost[first]![last] = Infinity;
      for (let middle = first; middle < last; middle++) {
        const own = sizes[first]! * sizes[middle + 1]! * sizes[last + 1]!;
        const total = cost[first]![middle]! + cost[middle + 1]![last]! + own;
        if (total >= cost[first]![last]!) continue;
        cost[first]![last] = total;
        cuts[first]![last] = middle;
      }
    }
  }
  return (first, last) => cuts[first]![last]!;
}
