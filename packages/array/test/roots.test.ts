import { array, imag, poly, real, roots, type NDArray } from "@proj/array";
import { complex } from "@proj/array/lax";
import { expect, test } from "vitest";

/** Real and imaginary parts, in an order that does not depend on that of eigenvalues. */
const sorted = (z: NDArray): number[][] => {
  const [re, im] = [real(z).toList() as number[], imag(z).toList() as number[]];
  return re
    .map((x, k) => [x, im[k]!].map((part) => Math.round(part * 1e4) / 1e4 + 0))
    .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
};

/** Coefficients, and what JAX gives. */
const cases: readonly (readonly [p: readonly number[], zeros: readonly (readonly [number, number])[]])[] = [
  [[1, -3, 2], [[1, 0], [2, 0]]], // prettier-ignore
  [[0, 0, 1, -3, 2], [[1, 0], [2, 0]]], // prettier-ignore
  [[1, 0, 1], [[0, -1], [0, 1]]], // prettier-ignore
  [[1, 0, 0], [[0, 0], [0, 0]]], // prettier-ignore
  [[1, 2], [[-2, 0]]],
  [[2], []],
  [[0, 0, 0], []],
];

test.each(cases)("the roots of %j are %j", (p, zeros) => {
  const found = roots(array([...p]));
  expect(found.dtype).toBe("complex64");
  expect(sorted(found)).toEqual(zeros);
});

test("zeros in front give NaN where they are not left out", () => {
  expect(real(roots(array([0, 1, -2]), false)).toList()).toEqual([2, NaN]);
  expect(real(roots(array([0, 0]), { stripZeros: false })).toList()).toEqual([NaN]);
  expect(roots(array([1, 2], "float64")).dtype).toBe("complex128");
});

test("of polynomials with complex coefficients too", () => {
  const p = poly(complex(array([1, 0]), array([1, -2]))); // (z - 1 - i)(z + 2i)
  expect(sorted(roots(p))).toEqual([[0, -2], [1, 1]]); // prettier-ignore
});

test("the polynomial of a matrix is its characteristic polynomial", () => {
  const p = poly(array([[1, 2], [3, 4]])); // prettier-ignore
  expect(p.dtype).toBe("complex64");
  (real(p).toList() as number[]).forEach((value, k) => expect(value).toBeCloseTo([1, -5, -2][k]!, 4));
});
