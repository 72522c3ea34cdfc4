import { array, eye, reshape, type NDArray } from "@proj/array";
import * as linalg from "@proj/array/linalg";
import { describe, expect, it } from "vitest";

/** A matrix of doubles by a formula. */
const matrix = (rows: number, columns: number, element: (i: number, j: number) => number): NDArray =>
  reshape(
    array(
      Array.from({ length: rows * columns }, (_, at) => element(Math.floor(at / columns), at % columns)),
      { dtype: "float64" },
    ),
    [rows, columns],
  );

/** Numbers that look random, the same in each run. */
function noise(rows: number, columns: number): NDArray {
  let state = rows * 1000 + columns;
  return matrix(rows, columns, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  });
}

const symmetric = (x: NDArray): NDArray => x.add(x.T);

/** Matrices at which algorithms fail that are not careful. */
const square: Readonly<Record<string, NDArray>> = {
  "one element": matrix(1, 1, () => -3),
  zeros: matrix(5, 5, () => 0),
  identity: eye(5, { dtype: "float64" }),
  ones: matrix(12, 12, () => 1),
  Hilbert: matrix(10, 10, (i, j) => 1 / (i + j + 1)),
  "graded downwards": matrix(15, 15, (i, j) => 10 ** -Math.max(i, j)),
  "graded upwards": matrix(15, 15, (i, j) => 10 ** -(14 - Math.min(i, j))),
  Wilkinson: matrix(21, 21, (i, j) => (i === j ? Math.abs(i - 10) : Math.abs(i - j) === 1 ? 1 : 0)),
  "Jordan block": matrix(9, 9, (i, j) => (j === i + 1 ? 1 : 0)),
  cyclic: matrix(7, 7, (i, j) => (j === (i + 1) % 7 ? 1 : 0)),
  "rank 3": noise(16, 3).matmul(noise(3, 16)),
  clustered: symmetric(noise(12, 12))
    .mul(1e-9)
    .add(eye(12, { dtype: "float64" })),
  Kahan: matrix(20, 20, (i, j) => 0.6 ** i * (i === j ? 1 : i < j ? -0.8 : 0)),
  tiny: noise(6, 6).mul(1e-200),
  huge: noise(6, 6).mul(1e200),
  random: noise(70, 70),
};

const other: Readonly<Record<string, NDArray>> = {
  tall: noise(40, 9),
  wide: noise(9, 40),
  column: noise(6, 1),
  row: noise(1, 6),
};

const epsilon = 2 ** -52;
const largest = (x: NDArray): number => Math.max(0, ...[...x.dataSync()].map(Math.abs));

/** LAPACK's test ratio, below 30: the size of what should be 0, in units of n·ε times that of the matrix. */
function expectSmall(what: string, difference: NDArray, size = 1): void {
  const n = Math.max(...difference.shape);
  expect(largest(difference.div(size === 0 ? 1 : size)) / (n * epsilon), what).toBeLessThan(30);
}

const expectOrthonormal = (what: string, q: NDArray): void =>
  expectSmall(what, q.T.matmul(q).sub(eye(q.shape[1]!, { dtype: "float64" })));

describe("factorisations are as exact as LAPACK's, also of hard matrices", () => {
  it.each(Object.entries({ ...square, ...other }))("qr, svd and polar: %s", (_, a) => {
    const size = largest(a);
    for (const mode of ["reduced", "complete"] as const) {
      const [q, r] = linalg.qr(a, mode);
      expectSmall("q·r", q.matmul(r).sub(a), size);
      expectOrthonormal("q", q);
    }
    const [u, s, vt] = linalg.svd(a, { fullMatrices: false });
    expectSmall("u·s·vt", u.mul(s).matmul(vt).sub(a), size);
    expectOrthonormal("u", u);
    expectOrthonormal("v", vt.T);
    const [full, , fullT] = linalg.svd(a);
    expectOrthonormal("square u", full);
    expectOrthonormal("square v", fullT.T);
    const values = [...s.dataSync()].map(Number);
    expect(values).toEqual([...values].sort((x, y) => y - x));
    const [unitary, positive] = linalg.polar(a);
    expectSmall("u·p", unitary.matmul(positive).sub(a), size);
  });

  it.each(Object.entries(square))("eigh: %s", (_, x) => {
    const a = symmetric(x);
    const [w, v] = linalg.eigh(a);
    expectSmall("a·v - v·w", a.matmul(v).sub(v.mul(w)), largest(a));
    expectOrthonormal("v", v);
    const values = [...w.dataSync()].map(Number);
    expect(values).toEqual([...values].sort((p, q) => p - q));
  });

  it.each(Object.entries(square))("hessenberg and schur: %s", (_, a) => {
    const size = largest(a);
    const [h, q] = linalg.hessenberg(a, { calcQ: true });
    expectSmall("q·h·qᵀ", q.matmul(h).matmul(q.T).sub(a), size);
    const [t, z] = linalg.schur(a);
    expectSmall("z·t·zᵀ", z.matmul(t).matmul(z.T).sub(a), size);
    expectOrthonormal("z", z);
    const rows = t.toList() as number[][];
    rows.forEach((row, i) => {
      expect(row.slice(0, Math.max(0, i - 1)).every((value) => value === 0)).toBe(true);
      if (i === 0 || row[i - 1] === 0) return;
      // A block of a conjugate pair: equal diagonal, others of opposite sign, and no block beside it.
      expect(row[i]).toBe(rows[i - 1]![i - 1]);
      expect(Math.sign(row[i - 1]!) * Math.sign(rows[i - 1]![i]!)).toBe(-1);
      expect(rows[i + 1]?.[i] ?? 0).toBe(0);
    });
  });

  it("gives NaN for matrices with NaN, and nothing for nothing", () => {
    const a = matrix(3, 3, () => NaN);
    expect(Number.isNaN(linalg.svdvals(a).dataSync()[0])).toBe(true);
    expect(Number.isNaN(linalg.eigvalsh(a).dataSync()[0])).toBe(true);
    expect(Number.isNaN(linalg.schur(a)[0].dataSync()[0])).toBe(true);
    expect(linalg.eigh(matrix(0, 0, () => 0))[1].shape).toEqual([0, 0]);
    expect(linalg.svd(matrix(0, 3, () => 0)).map(({ shape }) => shape)).toEqual([[0, 0], [0], [3, 3]]);
  });
});
