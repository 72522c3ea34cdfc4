import {
  arange,
  argmin,
  argsort,
  full,
  logicalNot,
  scan,
  where,
  whileLoop,
  zeros,
  type ArrayLike,
  type NDArray,
} from "@proj/array";
import { arrayOption, convert, isComplexDType, readArgument, scalar, toArray, UsageError } from "@proj/array/core";

/** The row of each column so far, counted from 1, and the prices of rows and columns; places of 0 stand for none. */
interface Matching {
  readonly u: NDArray;
  readonly v: NDArray;
  readonly parent: NDArray;
}

/** A search for a free column. */
interface Search {
  readonly u: NDArray;
  readonly v: NDArray;
  readonly used: NDArray;
  readonly least: NDArray;
  readonly path: NDArray;
  readonly column: NDArray;
}

function costs(operation: string, costMatrix: ArrayLike): NDArray {
  const matrix = toArray(readArgument(operation, "costMatrix", costMatrix, arrayOption));
  if (matrix.ndim === 2 && !isComplexDType(matrix.dtype))
    return matrix.dtype === "float64" ? matrix : convert(matrix, "float32");
  throw new UsageError({
    operation,
    received: `costMatrix: ${matrix.describe()}`,
    expected: "real numbers [rows, columns]",
    remedy: "pass one matrix; for several use vmap",
  });
}

const zero = (): NDArray => scalar(0, "int32");

/** Finds a column for one more row, at the least cost (Kuhn 1955; Munkres 1957). */
function matched(matrix: NDArray, { u, v, parent: known }: Matching, row: NDArray): Matching {
  const [rows, columns] = matrix.shape as readonly [number, number];
  const parent = known.at(0).set(row.add(1));
  const found = whileLoop(
    ({ column }: Search) => parent.get(column).ne(0),
    (search: Search): Search => {
      const used = search.used.at(search.column).set(true);
      const free = logicalNot(used.get("1:"));
      const own = parent.get(search.column);
      const price = matrix.get(own.sub(1)).sub(search.u.get(own)).sub(search.v.get("1:"));
      const current = where(free, price, Infinity);
      const path = where(current.lt(search.least), search.column, search.path);
      const least = where(current.lt(search.least), current, search.least);
      const open = where(free, least, Infinity);
      const delta = open.min();
      // Rows of columns that were seen; all others write into the place behind the last row.
      const places = where(used, parent, rows + 1);
      return {
        u: search.u.at(places).add(delta),
        v: where(used, search.v.sub(delta), search.v),
        used,
        least: where(free, least.sub(delta), least),
        path,
        column: convert(argmin(open), "int32").add(1),
      };
    },
    {
      u,
      v,
      used: zeros([columns + 1], "bool"),
      least: full([columns], Infinity, matrix.dtype),
      path: zeros([columns], "int32"),
      column: zero(),
    },
  );
  const last = whileLoop(
    ({ column }: { readonly parent: NDArray; readonly column: NDArray }) => column.ne(0),
    ({ parent: current, column }) => {
      const before = found.path.get(column.sub(1));
      return { parent: current.at(column).set(current.get(before)), column: before };
    },
    { parent, column: found.column },
  );
  return { u: found.u, v: found.v, parent: last.parent };
}

/** The column of each row of a matrix with no more rows than columns. */
function columnsOf(matrix: NDArray): NDArray {
  const [rows, columns] = matrix.shape as readonly [number, number];
  const [{ parent }] = scan(
    (state: Matching, row: NDArray): readonly [Matching, null] => [matched(matrix, state, row), null],
    {
      u: zeros([rows + 2], matrix.dtype),
      v: zeros([columns + 1], matrix.dtype),
      parent: zeros([columns + 1], "int32"),
    },
    arange(rows, { dtype: "int32" }),
  );
  const owners = parent.get("1:");
  // The rows in their order: columns without a row come behind.
  return convert(argsort(where(owners.eq(0), rows + 1, owners)), "int32").get(`:${rows}`);
}

function solve(operation: string, costMatrix: ArrayLike): readonly [rows: NDArray, columns: NDArray] {
  const matrix = costs(operation, costMatrix);
  const [rows, columns] = matrix.shape as readonly [number, number];
  if (rows === 0 || columns === 0) return [zeros([0], "int32"), zeros([0], "int32")];
  if (rows <= columns) return [arange(rows, { dtype: "int32" }), columnsOf(matrix)];
  // Of a tall matrix columns are given rows; the pairs are listed by their rows.
  const own = columnsOf(matrix.T);
  const order = argsort(own);
  return [own.get(order), convert(order, "int32")];
}

/**
 * Pairs each row with a column of its own, or each column with a row, so that the sum of their costs is least.
 *
 * @param costMatrix - [rows, columns].
 * @returns the rows and the columns of the pairs, by rows: int32[min(rows, columns)] each.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { hungarianAlgorithm } from "@proj/optim/assignment";
 * const [rows, columns] = hungarianAlgorithm(array([[4, 1, 3], [2, 0, 5], [3, 2, 2]]));
 * columns.toList(); // → [1, 0, 2]
 * ```
 */
export function hungarianAlgorithm(costMatrix: ArrayLike): readonly [rows: NDArray, columns: NDArray] {
  return solve("hungarianAlgorithm", costMatrix);
}

/**
 * {@link hungarianAlgorithm}: Optax has two implementations, which give the same pairs.
 *
 * @param costMatrix - [rows, columns].
 * @returns the rows and the columns of the pairs, by rows: int32[min(rows, columns)] each.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { baseHungarianAlgorithm } from "@proj/optim/assignment";
 * baseHungarianAlgorithm(array([[4, 1], [2, 0]]))[1].toList(); // → [1, 0]
 * ```
 */
export function baseHungarianAlgorithm(costMatrix: ArrayLike): readonly [rows: NDArray, columns: NDArray] {
  return solve("baseHungarianAlgorithm", costMatrix);
}
