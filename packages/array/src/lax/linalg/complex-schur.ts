import { onHost } from "../../core/callbacks/on-host.ts";
import type { HostArray } from "../../core/evaluate/host-array.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import { complexDType, partDType } from "../../core/types/dtype.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { complex, convertElementType, imag, real } from "../elementwise.ts";
import {
  ComplexMatrix,
  conjugate,
  minus,
  plus,
  quotient,
  scaled,
  squareRoot,
  times,
  type Pair,
} from "./complex-numbers.ts";
import { normalized } from "./eig.ts";
import { eigenvalueTangents } from "./eigenvalue-tangents.ts";
import { notDifferentiable } from "./householder.ts";
import { checkSquare } from "./square.ts";

/*
 * The Schur form of complex matrices a = z·t·zᴴ, t upper triangular and z unitary, and what is computed from it, on the host and in double
 * precision: Householder reduction to Hessenberg form, then the QR algorithm with one shift at a time (G. H. Golub and C. F. Van Loan,
 * "Matrix Computations", 7.5). Routines get real and imaginary parts as two arrays.
 */

const epsilon = 2 ** -52;
const size1 = ([re, im]: Pair): number => Math.abs(re) + Math.abs(im);

interface Schur {
  readonly t: ComplexMatrix;
  readonly z: ComplexMatrix;
}

/** Rows i and j of a matrix, from a column on, times [[c̄, s̄], [-s, c]]. */
function rotateRows(a: ComplexMatrix, i: number, j: number, c: Pair, s: Pair, from: number): void {
  for (let k = from; k < a.n; k++) {
    const [x, y] = [a.at(i, k), a.at(j, k)];
    a.set(i, k, plus(times(conjugate(c), x), times(conjugate(s), y)));
    a.set(j, k, minus(times(c, y), times(s, x)));
  }
}

/** Columns i and j of a matrix, in the rows before one, times the adjoint of the same. */
function rotateColumns(a: ComplexMatrix, i: number, j: number, c: Pair, s: Pair, to: number): void {
  for (let k = 0; k < to; k++) {
    const [x, y] = [a.at(k, i), a.at(k, j)];
    a.set(k, i, plus(times(x, c), times(y, s)));
    a.set(k, j, minus(times(y, conjugate(c)), times(x, conjugate(s))));
  }
}

/** The rotation that takes (a, b) to (r, 0). */
function rotation(a: Pair, b: Pair): readonly [c: Pair, s: Pair] {
  const r = Math.hypot(...a, ...b);
  return r === 0
    ? [
        [1, 0],
        [0, 0],
      ]
    : [scaled(a, 1 / r), scaled(b, 1 / r)];
}

/** Takes t to Hessenberg form, by rotations. */
function toHessenberg({ t, z }: Schur): void {
  const { n } = t;
  for (let k = 0; k < n - 2; k++)
    for (let i = n - 1; i > k + 1; i--) {
      const b = t.at(i, k);
      if (size1(b) === 0) continue;
      const [c, s] = rotation(t.at(i - 1, k), b);
      rotateRows(t, i - 1, i, c, s, k);
      rotateColumns(t, i - 1, i, c, s, n);
      rotateColumns(z, i - 1, i, c, s, n);
      t.set(i, k, [0, 0]);
    }
}

/** The eigenvalue of the last block of 2 by 2 that is nearer to its last element. */
function shiftOf(t: ComplexMatrix, last: number): Pair {
  const [a, b, c, d] = [t.at(last - 1, last - 1), t.at(last - 1, last), t.at(last, last - 1), t.at(last, last)];
  const half = scaled(minus(a, d), 0.5);
  const root = squareRoot(plus(times(half, half), times(b, c)));
  const [more, less] = [plus(half, root), minus(half, root)];
  const larger = size1(more) >= size1(less) ? more : less;
  return size1(larger) === 0 ? d : minus(d, quotient(times(b, c), larger));
}

/** The form of a matrix, which is overwritten; null if an eigenvalue was not found. */
function schurOf(t: ComplexMatrix): Schur | null {
  const { n } = t;
  const schur = { t, z: ComplexMatrix.identity(n) };
  if (![...t.re, ...t.im].every(Number.isFinite)) return null;
  toHessenberg(schur);
  const all = [...t.re, ...t.im].reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let last = n - 1, rounds = 0; last > 0;) {
    let first = last;
    for (; first > 0; first--) {
      const around = size1(t.at(first - 1, first - 1)) + size1(t.at(first, first));
      if (size1(t.at(first, first - 1)) > epsilon * (around === 0 ? all : around)) continue;
      t.set(first, first - 1, [0, 0]);
      break;
    }
    if (first === last) {
      last--;
      rounds = 0;
      continue;
    }
    if (rounds++ === 90) return null;
    // Shifts of another kind, where the usual ones go round in a circle.
    const shift = rounds % 10 === 0 ? plus(t.at(last, last), [size1(t.at(last, last - 1)), 0]) : shiftOf(t, last);
    qrStep(schur, first, last, shift);
  }
  return schur;
}

/** One step on the block from `first` to `last`. */
function qrStep({ t, z }: Schur, first: number, last: number, shift: Pair): void {
  const { n } = t;
  let [x, y] = [minus(t.at(first, first), shift), t.at(first + 1, first)];
  for (let k = first; k < last; k++) {
    const [c, s] = rotation(x, y);
    rotateRows(t, k, k + 1, c, s, Math.max(first, k - 1));
    rotateColumns(t, k, k + 1, c, s, Math.min(last, k + 2) + 1);
    rotateColumns(z, k, k + 1, c, s, n);
    if (k > first) t.set(k + 1, k - 1, [0, 0]);
    if (k + 2 <= last) [x, y] = [t.at(k + 1, k), t.at(k + 2, k)];
  }
}

const matrixOf = ([re, im]: readonly HostArray[]): ComplexMatrix =>
  new ComplexMatrix(re!.shape[0]!, Float64Array.from(re!.data, Number), Float64Array.from(im!.data, Number));

/** Fills results with real and imaginary parts; NaN if there is nothing. */
function write(results: readonly HostArray[], matrices: readonly (ComplexMatrix | undefined)[]): void {
  matrices.forEach((matrix, place) => {
    const [re, im] = [results[2 * place]!.data as Float64Array, results[2 * place + 1]!.data as Float64Array];
    if (matrix === undefined) {
      re.fill(NaN);
      im.fill(NaN);
    } else {
      re.set(matrix.re);
      im.set(matrix.im);
    }
  });
}

type None = Readonly<Record<string, never>>;

/** A routine of square complex matrices, each in two arrays, that runs on the host. */
function hostRoutine(
  name: string,
  results: number,
  compute: (operands: readonly ComplexMatrix[]) => readonly (ComplexMatrix | undefined)[],
  operands = 1,
): Routine<None> {
  return new Routine<None>({
    name,
    operandRanks: Array.from({ length: 2 * operands }, () => 2),
    types: ([re]) => {
      checkSquare(name, re!);
      return Array.from({ length: 2 * results }, () => abstractArray(re!.shape, re!.dtype));
    },
    evaluate: (given, written) => {
      const matrices = Array.from({ length: operands }, (_, k) => matrixOf(given.slice(2 * k)));
      write(written, compute(matrices));
    },
    jvp: notDifferentiable(name, "use a function of symmetric matrices, or one without the Schur form"),
    transpose: { nonlinear: "the result is not a linear function of the matrix" },
    procedure: onHost,
  });
}

/** The results of such a routine. */
function applied(routine: Routine<None>, ...operands: readonly NDArray[]): readonly NDArray[] {
  const parts = applyRoutine(
    routine,
    operands.flatMap((x) => [real(x), imag(x)]),
    {},
  );
  return Array.from({ length: parts.length / 2 }, (_, k) => complex(parts[2 * k]!, parts[2 * k + 1]!));
}

const schurRoutine = hostRoutine("schur", 2, ([a]) => {
  const schur = schurOf(a!);
  return [schur?.t, schur?.z];
});

/** t and z of complex matrices, on the host. */
export function complexSchur(a: NDArray): readonly [t: NDArray, z: NDArray] {
  return applied(schurRoutine, a) as readonly [NDArray, NDArray];
}

const valuesRoutine: Routine<None> = new Routine<None>({
  name: "eigvals",
  operandRanks: [2, 2],
  types: ([re]) => {
    checkSquare("eigvals", re!);
    const values = abstractArray([re!.shape[0]!], re!.dtype);
    return [values, values];
  },
  evaluate: (given, [re, im]) => {
    const schur = schurOf(matrixOf(given));
    re!.data.forEach((_, k) => {
      [re!.data[k], im!.data[k]] = schur === null ? [NaN, NaN] : schur.t.at(k, k);
    });
  },
  jvp: ([re, im], [dr, di]) => {
    const values = applyRoutine(valuesRoutine, [re!, im!], {});
    const [, v] = complexEigenpairs(complex(re!, im!));
    return [values, eigenvalueTangents([real(v), imag(v)], [dr ?? null, di ?? null])];
  },
  transpose: { nonlinear: "eigenvalues are not linear functions of the matrix" },
  procedure: onHost,
});

/** The eigenvalues of complex matrices, on the host. */
export function complexEigenvalues(a: NDArray): NDArray {
  const [re, im] = applyRoutine(valuesRoutine, [real(a), imag(a)], {});
  return complex(re!, im!);
}

/** Eigenvectors of an upper triangular matrix, as columns. */
function triangularEigenvectors(t: ComplexMatrix): ComplexMatrix {
  const { n } = t;
  const x = ComplexMatrix.identity(n);
  const smallest = epsilon * Math.max(2 ** -900, ...t.re.map(Math.abs), ...t.im.map(Math.abs));
  for (let k = 0; k < n; k++)
    for (let i = k - 1; i >= 0; i--) {
      let sum: Pair = [0, 0];
      for (let j = i + 1; j <= k; j++) sum = minus(sum, times(t.at(i, j), x.at(j, k)));
      const difference = minus(t.at(i, i), t.at(k, k));
      x.set(i, k, quotient(sum, size1(difference) < smallest ? [smallest, 0] : difference));
    }
  return x;
}

function product(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const { n } = a;
  const c = new ComplexMatrix(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum: Pair = [0, 0];
      for (let k = 0; k < n; k++) sum = plus(sum, times(a.at(i, k), b.at(k, j)));
      c.set(i, j, sum);
    }
  return c;
}

const eigenRoutine = hostRoutine("eig", 2, ([a]) => {
  const schur = schurOf(a!);
  if (schur === null) return [undefined, undefined];
  const { t, z } = schur;
  const v = product(z, triangularEigenvectors(t));
  for (let j = 0; j < t.n; j++)
    normalized(Array.from({ length: t.n }, (_, i) => v.at(i, j))).forEach((element, i) => {
      v.set(i, j, element);
    });
  return [t, v];
});

/** A triangular matrix with the eigenvalues on its diagonal, and the eigenvectors, of complex matrices, on the host. */
export function complexEigenpairs(a: NDArray): readonly [t: NDArray, v: NDArray] {
  return applied(eigenRoutine, a) as readonly [NDArray, NDArray];
}

const rootRoutine = hostRoutine("sqrtm", 1, ([t]) => {
  const { n } = t!;
  const root = new ComplexMatrix(n);
  for (let j = 0; j < n; j++) {
    root.set(j, j, squareRoot(t!.at(j, j)));
    for (let i = j - 1; i >= 0; i--) {
      let rest = t!.at(i, j);
      for (let k = i + 1; k < j; k++) rest = minus(rest, times(root.at(i, k), root.at(k, j)));
      root.set(i, j, size1(rest) === 0 ? [0, 0] : quotient(rest, plus(root.at(i, i), root.at(j, j))));
    }
  }
  return [root];
});

/** The square roots of upper triangular matrices, on the host (Å. Björck and S. Hammarling 1983). */
export function triangularSquareRoot(t: NDArray): NDArray {
  return applied(rootRoutine, t)[0]!;
}

const functionRoutine = hostRoutine(
  "funm",
  1,
  ([t, values]) => {
    const { n } = t!;
    const f = new ComplexMatrix(n);
    for (let i = 0; i < n; i++) f.set(i, i, values!.at(i, i));
    for (let p = 1; p < n; p++)
      for (let i = 0; i + p < n; i++) {
        const j = i + p;
        let sum = times(t!.at(i, j), minus(f.at(j, j), f.at(i, i)));
        for (let k = i + 1; k < j; k++)
          sum = plus(sum, minus(times(t!.at(i, k), f.at(k, j)), times(f.at(i, k), t!.at(k, j))));
        const difference = minus(t!.at(j, j), t!.at(i, i));
        f.set(i, j, size1(difference) === 0 ? sum : quotient(sum, difference));
      }
    return [f];
  },
  2,
);

/**
 * A function of upper triangular matrices, on the host, by the recurrence of B. Parlett (G. H. Golub and C. F. Van Loan, "Matrix
 * Computations", algorithm 11.1.1).
 *
 * @param values - matrices with the function's values at the diagonal elements on their diagonals.
 */
export function triangularFunction(t: NDArray, values: NDArray): NDArray {
  return applied(functionRoutine, t, values)[0]!;
}

const complexFormRoutine = hostRoutine(
  "rsf2csf",
  2,
  ([t, z]) => {
    const { n } = t!;
    for (let m = n - 1; m > 0; m--) {
      const below = t!.at(m, m - 1);
      if (size1(below) > epsilon * (size1(t!.at(m - 1, m - 1)) + size1(t!.at(m, m)))) {
        const [mu] = blockEigenvalues(t!, m);
        const [c, s] = rotation(minus(mu, t!.at(m, m)), below);
        rotateRows(t!, m - 1, m, c, s, m - 1);
        rotateColumns(t!, m - 1, m, c, s, m + 1);
        rotateColumns(z!, m - 1, m, c, s, n);
      }
      t!.set(m, m - 1, [0, 0]);
    }
    return [t, z];
  },
  2,
);

/** The eigenvalues of the block of 2 by 2 that ends at an element of the diagonal. */
function blockEigenvalues(t: ComplexMatrix, m: number): readonly [Pair, Pair] {
  const [a, b, c, d] = [t.at(m - 1, m - 1), t.at(m - 1, m), t.at(m, m - 1), t.at(m, m)];
  const middle = scaled(plus(a, d), 0.5);
  const half = scaled(minus(a, d), 0.5);
  const root = squareRoot(plus(times(half, half), times(b, c)));
  return [plus(middle, root), minus(middle, root)];
}

/** The complex Schur form that belongs to a real one, on the host. */
export function complexForm(t: NDArray, z: NDArray): readonly [t: NDArray, z: NDArray] {
  return applied(complexFormRoutine, t, z) as readonly [NDArray, NDArray];
}

/** As complex numbers; halves become those of single precision. */
export function inComplex(x: NDArray): NDArray {
  const dtype = complexDType(x.dtype);
  return x.dtype === dtype ? x : complex(convertElementType(x, partDType(dtype)), 0);
}
