import { onHost } from "../../core/callbacks/on-host.ts";
import type { HostArray } from "../../core/evaluate/host-array.ts";
import { applyRoutine, Routine, type RoutineJvp } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import { complexDType } from "../../core/types/dtype.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { complex, imag, real } from "../elementwise.ts";
import { minus, quotient, times, type Pair } from "./complex-numbers.ts";
import { eigenvalueTangents } from "./eigenvalue-tangents.ts";
import { notDifferentiable } from "./householder.ts";
import { realSchur, type RealSchur } from "./real-schur.ts";
import { checkSquare } from "./square.ts";

type Form = { readonly vectors: boolean };

/** The eigenvalues of a quasi-triangular matrix; of a conjugate pair, the one above the real axis first. */
function eigenvaluesOf(t: Float64Array, n: number): readonly Pair[] {
  const values: Pair[] = [];
  while (values.length < n) {
    const i = values.length;
    const real = t[i * n + i]!;
    const below = i + 1 < n ? t[(i + 1) * n + i]! : 0;
    if (below === 0) {
      values.push([real, 0]);
      continue;
    }
    const imaginary = Math.sqrt(Math.abs(t[i * n + i + 1]!)) * Math.sqrt(Math.abs(below));
    values.push([real, imaginary], [real, -imaginary]);
  }
  return values;
}

/** The eigenvector of a quasi-triangular matrix for the eigenvalue at a place, by substitution from the block it belongs to. */
function triangularEigenvector(t: Float64Array, n: number, place: number, value: Pair): readonly Pair[] {
  const at = (i: number, j: number): number => t[i * n + j]!;
  const x = Array.from({ length: n }, (): Pair => [0, 0]);
  const smallest = 2 ** -52 * Math.max(2 ** -900, ...t.map(Math.abs));
  const shifted = (i: number): Pair => {
    const [re, im] = minus([at(i, i), 0], value);
    return Math.abs(re) + Math.abs(im) < smallest ? [smallest, 0] : [re, im];
  };
  let last = place;
  if (value[1] !== 0) {
    last = value[1] > 0 ? place + 1 : place;
    x[last - 1] = [at(last - 1, last), 0];
    x[last] = minus(value, [at(last - 1, last - 1), 0]);
    last--;
  } else x[place] = [1, 0];
  const sum = (i: number, from: number): Pair => {
    let [re, im] = [0, 0];
    for (let j = from; j < n; j++) {
      re -= at(i, j) * x[j]![0];
      im -= at(i, j) * x[j]![1];
    }
    return [re, im];
  };
  for (let i = last - 1; i >= 0; i--) {
    if (i === 0 || at(i, i - 1) === 0) {
      x[i] = quotient(sum(i, i + 1), shifted(i));
      continue;
    }
    // Two rows together, by Cramer's rule.
    const [p, q] = [sum(i - 1, i + 1), sum(i, i + 1)];
    const [a, d] = [shifted(i - 1), shifted(i)];
    const [b, c]: [Pair, Pair] = [
      [at(i - 1, i), 0],
      [at(i, i - 1), 0],
    ];
    const determinant = minus(times(a, d), times(b, c));
    x[i - 1] = quotient(minus(times(p, d), times(b, q)), determinant);
    x[i] = quotient(minus(times(a, q), times(c, p)), determinant);
    i--;
  }
  return x;
}

/** A column of length 1, whose largest element is real. */
export function normalized(column: readonly Pair[]): readonly Pair[] {
  const largest = Math.max(...column.map(([re, im]) => Math.max(Math.abs(re), Math.abs(im))));
  const safe = column.map(([re, im]): Pair => [re / largest, im / largest]);
  const size = Math.sqrt(safe.reduce((sum, [re, im]) => sum + re * re + im * im, 0));
  const unit = safe.map(([re, im]): Pair => [re / size, im / size]);
  if (unit.every(([, im]) => im === 0)) return unit;
  const sizes = unit.map(([re, im]) => Math.hypot(re, im));
  const place = sizes.indexOf(Math.max(...sizes));
  const [re, im] = unit[place]!;
  const turned = unit.map((element) => times(element, [re / sizes[place]!, -im / sizes[place]!]));
  return turned.map((element, i): Pair => (i === place ? [element[0], 0] : element));
}

function eigenvectorsOf({ t: given, z }: RealSchur, n: number): readonly (readonly Pair[])[] {
  // Eigenvectors do not depend on the scale, but products of elements could overflow.
  const largest = Math.max(...given.map(Math.abs));
  const exponent = largest === 0 ? 0 : Math.round(Math.log2(largest));
  const t = given.map((element) => element * 2 ** Math.max(-1000, Math.min(1000, -exponent)));
  return eigenvaluesOf(t, n).map((value, place) => {
    const x = triangularEigenvector(t, n, place, value);
    const column = Array.from({ length: n }, (_, i): Pair => {
      let [re, im] = [0, 0];
      for (let j = 0; j < n; j++) {
        re += z[i * n + j]! * x[j]![0];
        im += z[i * n + j]! * x[j]![1];
      }
      return [re, im];
    });
    return normalized(column);
  });
}

function evaluate([a]: readonly HostArray[], [w, v]: readonly HostArray[], { vectors }: Form): void {
  const n = a!.shape[0]!;
  const schur = realSchur(Array.from(a!.data, Number), n);
  const write = (target: HostArray, place: number, [re, im]: Pair): void => {
    target.data[2 * place] = re;
    target.data[2 * place + 1] = im;
  };
  if (schur === null) {
    for (const result of [w!, ...(vectors ? [v!] : [])]) (result.data as Float64Array).fill(NaN);
    return;
  }
  const values = eigenvaluesOf(schur.t, n);
  values.forEach((value, place) => {
    write(w!, place, value);
  });
  if (!vectors) return;
  eigenvectorsOf(schur, n).forEach((column, j) => {
    column.forEach((element, i) => {
      write(v!, i * n + j, element);
    });
  });
}

const ofVectors: RoutineJvp<Form> = notDifferentiable(
  "eig",
  "take the derivative of eigvals, or use eigh for symmetric matrices",
);

const routine: Routine<Form> = new Routine<Form>({
  name: "eig",
  operandRanks: [2],
  types: ([a], { vectors }) => {
    checkSquare("eig", a!);
    const dtype = complexDType(a!.dtype);
    const values = abstractArray([a!.shape[0]!], dtype);
    return vectors ? [values, abstractArray(a!.shape, dtype)] : [values];
  },
  evaluate,
  // Eigenvectors are determined up to factors, so that nobody knows how they move; eigenvalues are.
  jvp: ([a], [t], form) => {
    if (form.vectors) return ofVectors([a!], [t!], form);
    const [w, v] = generalEigenpairs(a!, true) as [NDArray, NDArray];
    return [[w], [complex(...eigenvalueTangents([real(v), imag(v)], [t!, null]))]];
  },
  transpose: { nonlinear: "eigenvalues are not linear functions of the matrix" },
  procedure: onHost,
});

/** Eigenvalues of real matrices, and eigenvectors as columns if wanted: complex numbers. */
export function generalEigenpairs(a: NDArray, vectors: boolean): readonly NDArray[] {
  return applyRoutine(routine, [a], { vectors });
}
