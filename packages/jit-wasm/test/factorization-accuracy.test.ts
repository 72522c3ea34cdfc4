import { array, type NDArray } from "@proj/array";
import { linalg } from "@proj/array/lax";
import { solve } from "@proj/array/linalg";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { describe, expect, test } from "vitest";

/*
 * Compiled factorisations of matrices that are hard to factor: what they multiply to is the matrix within n ε of its norm, as LAPACK
 * promises, however close to singular it is.
 */

const size = 75;

type Matrix = readonly Float64Array[];

const matrix = (element: (i: number, j: number) => number): Matrix =>
  Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_, j) => Math.fround(element(i, j))));

const wave = (i: number, j: number): number => Math.sin(1 + 3.7 * i + 1.3 * j * j);
const symmetricWave = (i: number, j: number): number => wave(Math.min(i, j), Math.max(i, j));

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    Float64Array.from({ length: b[0]!.length }, (_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)),
  );

const transposed = (a: Matrix): Matrix => a.map((_, i) => Float64Array.from(a, (row) => row[i]!));

/** The largest sum of a row. */
const norm = (a: Matrix): number => Math.max(...a.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));

const minus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((x, j) => x - b[i]![j]!));

const rowsOf = (x: NDArray): Matrix => (x.toList() as number[][]).map((row) => Float64Array.from(row));

const general: Readonly<Record<string, Matrix>> = {
  "a Hilbert matrix": matrix((i, j) => 1 / (i + j + 1)),
  "graded rows and columns": matrix((i, j) => wave(i, j) * 10 ** (-(i + j) / 12)),
  "clustered singular values": matrix((i, j) => (i === j ? 1 : 0) + 1e-5 * wave(i, j)),
  "a matrix of rank 5": matrix((i, j) => {
    let sum = 0;
    for (let k = 0; k < 5; k++) sum += wave(i, k) * wave(k, j);
    return sum;
  }),
  "a matrix without a diagonal": matrix((i, j) => (i === j ? 0 : wave(i, j))),
};

/** A positive definite matrix close to one that is not. */
const definite: Readonly<Record<string, Matrix>> = {
  "a Hilbert matrix, moved off singularity": matrix((i, j) => 1 / (i + j + 1) + (i === j ? 1e-4 : 0)),
  "graded rows and columns": matrix((i, j) => ((i === j ? size : 0) + symmetricWave(i, j)) * 10 ** (-(i + j) / 12)),
  "clustered eigenvalues": matrix((i, j) => (i === j ? 1 : 0) + 1e-5 * symmetricWave(i, j)),
};

const ε = 2 ** -24;
const options = { target: wasm() };
const lu = jit((a: NDArray) => linalg.lu(a), options);
const cholesky = jit((a: NDArray) => linalg.cholesky(a), options);
const solution = jit((a: NDArray, b: NDArray) => solve(a, b), options);
const arrayOf = (a: Matrix): NDArray => array(a.map((row) => [...row]));

describe("LU factors multiply to the matrix:", () => {
  test.each(Object.entries(general))("%s", (_, a) => {
    const [packed, , permutation] = lu(arrayOf(a));
    const factors = rowsOf(packed);
    const lower = factors.map((row, i) => row.map((x, j) => (j < i ? x : j === i ? 1 : 0)));
    const upper = factors.map((row, i) => row.map((x, j) => (j >= i ? x : 0)));
    const order = permutation.toList() as number[];
    const error = norm(minus(product(lower, upper), order.map((row) => a[row]!))); // prettier-ignore
    expect(error).toBeLessThan(size * ε * norm(lower) * norm(upper));
    expect(Math.max(...lower.map((row) => Math.max(...row.map(Math.abs))))).toBeLessThanOrEqual(1);
  });
});

describe("Cholesky factors multiply to the matrix:", () => {
  test.each(Object.entries(definite))("%s", (_, a) => {
    const l = rowsOf(cholesky(arrayOf(a)));
    expect(norm(minus(product(l, transposed(l)), a))).toBeLessThan(size * ε * norm(a));
  });
});

describe("what is solved for solves a system close by:", () => {
  test.each(Object.entries(general).filter(([name]) => !name.includes("rank")))("%s", (_, a) => {
    const b = matrix(wave);
    const x = rowsOf(solution(arrayOf(a), arrayOf(b)));
    expect(norm(minus(product(a, x), b))).toBeLessThan(4 * size * ε * norm(a) * norm(x));
  });
});
