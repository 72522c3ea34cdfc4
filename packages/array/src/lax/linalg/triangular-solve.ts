import { booleanOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { HostArray } from "../../core/evaluate/host-array.ts";
import type { Block, Buffer } from "../../core/procedure/buffer.ts";
import { written, type ProcedureBuilder } from "../../core/procedure/builder.ts";
import type { Scalar, ScalarLike } from "../../core/procedure/scalar.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import { describeArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add } from "../binary.ts";
import { neg } from "../unary.ts";
import { lowerTriangle, matrixProduct, matrixTranspose, upperTriangle } from "./matrices.ts";
import { checkSquare } from "./square.ts";

/** Options of {@link triangularSolve}. */
export interface TriangularSolveOptions {
  /** Solves a·x = b instead of x·a = b. Default false. */
  readonly leftSide?: boolean;
  /** Reads the lower triangle of `a` instead of the upper one. Default false. */
  readonly lower?: boolean;
  /** Takes the transpose of `a` in its place. Default false. */
  readonly transposeA?: boolean;
  /** Takes the complex conjugate of `a` in its place, which changes nothing for real numbers. Default false. */
  readonly conjugateA?: boolean;
  /** Takes the diagonal of `a` for ones without reading it. Default false. */
  readonly unitDiagonal?: boolean;
}

/** How a triangular system is read, as plain data. */
export type TriangularForm = {
  readonly leftSide: boolean;
  readonly lower: boolean;
  readonly transposeA: boolean;
  readonly unitDiagonal: boolean;
};

export const triangularReaders: OptionReaders<TriangularSolveOptions> = {
  leftSide: booleanOption,
  lower: booleanOption,
  transposeA: booleanOption,
  conjugateA: booleanOption,
  unitDiagonal: booleanOption,
};

/** A triangular matrix T and columns X in host memory, as strides; T·X = B is solved in place. */
interface HostSystem {
  readonly size: number;
  readonly columns: number;
  readonly t: Float64Array | Float32Array;
  readonly tRow: number;
  readonly tColumn: number;
  readonly x: Float64Array;
  readonly xRow: number;
  readonly xColumn: number;
  readonly lower: boolean;
  readonly unit: boolean;
}

/** Solves by substitution, one column after the other. */
export function substitute({ size, columns, t, tRow, tColumn, x, xRow, xColumn, lower, unit }: HostSystem): void {
  for (let column = 0; column < columns; column++) {
    const start = column * xColumn;
    for (let n = 0; n < size; n++) {
      const i = lower ? n : size - 1 - n;
      let sum = x[start + i * xRow]!;
      const [from, to] = lower ? [0, i] : [i + 1, size];
      for (let j = from; j < to; j++) sum -= t[i * tRow + j * tColumn]! * x[start + j * xRow]!;
      x[start + i * xRow] = unit ? sum : sum / t[i * tRow + i * tColumn]!;
    }
  }
}

function evaluate([a, b]: readonly HostArray[], [result]: readonly HostArray[], form: TriangularForm): void {
  const size = a!.shape[0]!;
  const [rows, columns] = b!.shape as readonly [number, number];
  const x = Float64Array.from(b!.data);
  // x·op(a) = b is op(a)ᵀ·xᵀ = bᵀ.
  const transposed = form.transposeA === form.leftSide;
  substitute({
    size,
    columns: form.leftSide ? columns : rows,
    t: a!.data as Float64Array | Float32Array,
    tRow: transposed ? 1 : size,
    tColumn: transposed ? size : 1,
    x,
    xRow: form.leftSide ? columns : 1,
    xColumn: form.leftSide ? 1 : columns,
    lower: form.lower !== transposed,
    unit: form.unitDiagonal,
  });
  result!.data.set(x);
}

/** How many columns are solved together. */
export const panel = 8;

/** How many rows are solved before the products with what is solved are taken off the next ones: those of the tallest kernel. */
const rowsAtOnce = 6;

/** A triangular matrix in a procedure. */
export interface Triangle {
  readonly buffer: Buffer;
  readonly transposed: boolean;
  readonly lower: boolean;
  readonly unit: boolean;
}

/** Solves T·w = b in place, for columns that lie side by side in `w`, which may have more rows than T. */
export function solvePanel(
  p: ProcedureBuilder,
  triangle: Triangle,
  w: Buffer,
  size: ScalarLike,
  count: ScalarLike,
): void {
  const { buffer, transposed, lower, unit } = triangle;
  const at = (i: ScalarLike, j: ScalarLike): Scalar => (transposed ? buffer.at(j, i) : buffer.at(i, j));
  const block = (i: ScalarLike, j: ScalarLike): Block =>
    transposed ? buffer.block(j, i).transposed : buffer.block(i, j);
  const n = typeof size === "number" ? p.integer(size) : size;
  if (count === 1) {
    // One column: sums along the rows of memory, whichever way T lies.
    const each = lower ? p.for.bind(p) : p.forDown.bind(p);
    each(0, n, (i) => {
      const [from, length] = lower ? [p.integer(0), i] : [i.add(1), n.sub(i).sub(1)];
      if (transposed) {
        if (!unit) w.at(i, 0).set(w.at(i, 0).div(at(i, i)));
        // What is solved is taken off those that follow.
        const [next, left] = lower ? [i.add(1), n.sub(i).sub(1)] : [p.integer(0), i];
        p.axpy(left, w.at(i, 0).neg(), buffer.row(i, next), w.column(0, next));
      } else {
        const value = w.at(i, 0).sub(p.dot(length, buffer.row(i, from), w.column(0, from)));
        w.at(i, 0).set(unit ? value : value.div(at(i, i)));
      }
    });
    return;
  }
  const blocks = n.add(rowsAtOnce - 1).div(rowsAtOnce);
  const each = lower ? p.for.bind(p) : p.forDown.bind(p);
  each(0, blocks, (number) => {
    const first = p.let(number.mul(rowsAtOnce));
    const end = p.let(first.add(rowsAtOnce).min(n));
    const rows = p.let(end.sub(first));
    if (lower) p.subtractProduct(w.block(first, 0), block(first, 0), w.block(0, 0), rows, count, first);
    else p.subtractProduct(w.block(first, 0), block(first, end), w.block(end, 0), rows, count, n.sub(end));
    each(first, end, (i) => {
      if (lower)
        p.for(first, i, (j) => {
          p.axpy(count, at(i, j).neg(), w.row(j), w.row(i));
        });
      else
        p.for(i.add(1), end, (j) => {
          p.axpy(count, at(i, j).neg(), w.row(j), w.row(i));
        });
      if (!unit) p.scale(count, p.let(p.constant(1).div(at(i, i))), w.row(i));
    });
  });
}

/**
 * Solves for columns a panel after the other, or all panels at once: each lies in rows of its own.
 *
 * @param size - how many rows the columns have.
 * @param solve - solves for `count` columns from `first` on, with as many columns of memory.
 */
export function solvePanels(
  p: ProcedureBuilder,
  size: number,
  columns: number,
  solve: (w: Buffer, first: ScalarLike, count: number) => void,
): void {
  const whole = columns - (columns % panel);
  if (whole > 0) {
    const w = p.workspace([(whole / panel) * size, panel]);
    p.forAtOnce(
      0,
      whole,
      2 * size * size,
      (first) => {
        solve(w.corner(first.div(panel).mul(size), 0), first, panel);
      },
      panel,
    );
  }
  if (columns > whole) solve(p.workspace([size, columns - whole]), whole, columns - whole);
}

/** Solves for all columns of `b`, a panel after the other; `rows`: whether they are rows of `b` and of `result`. */
export function solveColumns(
  p: ProcedureBuilder,
  triangle: Triangle,
  b: Buffer,
  result: Buffer,
  { rows, size }: { readonly rows: boolean; readonly size: number },
): void {
  const columns = b.size / Math.max(1, size);
  const copy = (w: Buffer, count: number, first: ScalarLike, back: boolean): void => {
    const source = back ? result : b;
    const [runs, length] = rows ? [count, size] : [size, count];
    p.for(0, runs, (n) => {
      const [inW, outside] = rows ? [w.column(n), source.row(n.add(first))] : [w.row(n), source.row(n, first)];
      if (back) p.copy(length, inW, outside);
      else p.copy(length, outside, inW);
    });
  };
  solvePanels(p, size, columns, (w, first, count) => {
    copy(w, count, first, false);
    solvePanel(p, triangle, w, size, count);
    copy(w, count, first, true);
  });
}

/** The derivative with respect to the matrix: a·x = b gives a·dx = -da·x. */
function fromMatrix(a: NDArray, t: NDArray, x: NDArray, form: TriangularForm): NDArray {
  const diagonal = form.unitDiagonal ? 1 : 0;
  const triangle = neg(form.lower ? lowerTriangle(t, -diagonal) : upperTriangle(t, diagonal));
  const change = form.transposeA ? matrixTranspose(triangle) : triangle;
  return solveTriangle(a, form.leftSide ? matrixProduct(change, x) : matrixProduct(x, change), form);
}

const routine = new Routine<TriangularForm>({
  name: "triangularSolve",
  operandRanks: [2, 2],
  types: ([a, b], { leftSide }) => {
    checkSquare("triangularSolve", a!);
    if (a!.dtype !== b!.dtype || b!.shape[leftSide ? 0 : 1] !== a!.shape[0]) {
      throw new UsageError({
        operation: "triangularSolve",
        received: `${describeArray(a!)} and ${describeArray(b!)}`,
        expected: `arrays of one dtype, the second with as many ${leftSide ? "rows" : "columns"} as the first`,
        remedy: "transpose the right-hand side, or choose the other side with leftSide",
      });
    }
    return [b!];
  },
  evaluate,
  jvp: ([a, b], [ta, tb], form) => {
    const x = solveTriangle(a!, b!, form);
    const parts = [
      ...(ta === null || ta === undefined ? [] : [fromMatrix(a!, ta, x, form)]),
      ...(tb === null || tb === undefined ? [] : [solveTriangle(a!, tb, form)]),
    ];
    return [[x], [parts.length === 0 ? null : parts.reduce((sum, part) => add(sum, part))]];
  },
  transpose: ([cotangent], [a], form) => [
    null,
    solveTriangle(a!, cotangent!, { ...form, transposeA: !form.transposeA }),
  ],
  procedure: written((p, [a, b], [result], { leftSide, lower, transposeA, unitDiagonal }) => {
    const transposed = transposeA === leftSide;
    const triangle: Triangle = { buffer: a!, transposed, lower: lower !== transposed, unit: unitDiagonal };
    solveColumns(p, triangle, b!, result!, { rows: !leftSide, size: a!.shape[0]! });
  }),
});

/** {@link triangularSolve}, with every option said. */
export function solveTriangle(a: NDArray, b: NDArray, form: TriangularForm): NDArray {
  return applyRoutine(routine, [a, b], form)[0]!;
}

/**
 * Solves x·a = b, or a·x = b, for triangular matrices a.
 *
 * @param a - float[..., n, n]; one triangle is read.
 * @param b - float[..., m, n]; with `leftSide` float[..., n, m]. The same dtype and leading axes.
 * @param options - see {@link TriangularSolveOptions}.
 * @returns x, as b.
 * @throws UsageError for shapes or dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * linalg.triangularSolve(array([[2, 0], [1, 4]]), array([[2], [9]]), { leftSide: true, lower: true }); // → [[1], [2]]
 */
export function triangularSolve(a: NDArray, b: NDArray, options?: TriangularSolveOptions): NDArray {
  const {
    leftSide = false,
    lower = false,
    transposeA = false,
    unitDiagonal = false,
  } = readOptions<TriangularSolveOptions>("lax.linalg.triangularSolve", options, triangularReaders);
  const arrays = [operand("linalg.triangularSolve", a), operand("linalg.triangularSolve", b)] as const;
  return solveTriangle(...arrays, { leftSide, lower, transposeA, unitDiagonal });
}
