import { UsageError } from "@proj/tree/core";
import { checkArrayLike, filled, promoteOperands, type ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { atleast2d } from "../numpy/reshaping.ts";

/**
 * Matrices along the diagonal of a larger one, with zeros beside them; vectors are rows.
 *
 * @param matrices - at most two axes each; dtypes are promoted.
 * @returns as many rows and columns as all of them have together; `[1, 0]` without any.
 * @throws UsageError for arrays with more axes.
 * @example
 * import { array } from "@proj/array";
 * import { blockDiag } from "@proj/array/linalg";
 * blockDiag(array([[1, 2]]), 3); // → [[1, 2, 0], [0, 0, 3]]
 */
export function blockDiag(...matrices: readonly ArrayLike[]): NDArray {
  if (matrices.length === 0) return filled([1, 0], 0, "float32");
  matrices.forEach((matrix) => checkArrayLike("blockDiag", matrix));
  const blocks = promoteOperands("blockDiag", matrices).map((block) => atleast2d(block));
  const wrong = blocks.find(({ ndim }) => ndim > 2);
  if (wrong !== undefined) {
    throw new UsageError({
      operation: "blockDiag",
      received: wrong.describe(),
      expected: "matrices, vectors and scalars",
      remedy: "for batches of matrices, apply it under vmap",
    });
  }
  const columns = blocks.reduce((sum, { shape }) => sum + shape[1]!, 0);
  let before = 0;
  const rows = blocks.map((block) => {
    const behind = columns - before - block.shape[1]!;
    const padded = lax.pad(block, 0, [0, before], [0, behind]);
    before += block.shape[1]!;
    return padded;
  });
  return toStrong(lax.concatenate(rows, 0));
}
