import { scan } from "../../control-flow/scan.ts";
import { add, div, eq, gt, lt, sub } from "../../lax/binary.ts";
import { imag, real, select } from "../../lax/elementwise.ts";
import { matrixProduct, takeRows } from "../../lax/linalg/matrices.ts";
import { broadcastedIota, broadcastInDim, expandDims, iota, squeeze, transpose } from "../../lax/movement.ts";
import { argmax, reduceSum } from "../../lax/reduction.ts";
import { abs, stopGradient } from "../../lax/unary.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { columnAt } from "./reflectors.ts";

/**
 * LU decomposition of complex matrices, as that of real ones: the packed factors, the row with which each row was exchanged, and the
 * permutation. As in LAPACK, a pivot is largest by |re| + |im|.
 */
export function complexLu(a: NDArray): readonly [packed: NDArray, pivots: NDArray, permutation: NDArray] {
  const rank = a.ndim;
  const [row, column] = [rank - 2, rank - 1];
  const [m, n] = a.shape.slice(-2) as [number, number];
  const vector = [...a.shape.slice(0, -2), m];
  const places = broadcastedIota("int32", vector, row);
  if (m * n === 0) return [a, broadcastedIota("int32", [...vector.slice(0, -1), 0], row), places];
  const [rows, columns] = [broadcastedIota("int32", a.shape, row), broadcastedIota("int32", a.shape, column)];
  const step = ([x, order]: [NDArray, NDArray], k: NDArray): [[NDArray, NDArray], NDArray] => {
    const given = stopGradient(squeeze(columnAt(x, k), [column]));
    const sizes = select(lt(places, k), -1, add(abs(real(given)), abs(imag(given))));
    const pivot = argmax(sizes, row);
    const chosen = broadcastInDim(pivot, vector, [...pivot.shape.keys()]);
    const exchanged = select(eq(places, k), chosen, select(eq(places, chosen), k, places));
    const y = takeRows(x, exchanged);
    const pivotRow = expandDims(reduceSum(select(eq(rows, k), y, 0), [row]), [row]);
    const top = columnAt(pivotRow, k);
    const below = gt(broadcastedIota("int32", [...vector, 1], row), k);
    const spread = broadcastInDim(select(eq(top, 0), 1, top), [...vector, 1], [...top.shape.keys()]);
    const factors = select(below, div(columnAt(y, k), spread), 0);
    const reduced = select(gt(columns, k), sub(y, matrixProduct(factors, pivotRow)), y);
    const stored = select(
      eq(columns, k),
      select(gt(rows, k), broadcastInDim(factors, a.shape, [...a.shape.keys()]), reduced),
      reduced,
    );
    const next = squeeze(takeRows(expandDims(order, [column]), exchanged), [column]);
    return [[stored, next], pivot];
  };
  const steps = iota("int32", Math.min(m, n));
  const [[packed, permutation], pivots] = scan(step, [a, places] as [NDArray, NDArray], steps);
  return [
    packed,
    transpose(
      pivots,
      [...vector.keys()].map((axis) => (axis + 1) % vector.length),
    ),
    permutation,
  ];
}
