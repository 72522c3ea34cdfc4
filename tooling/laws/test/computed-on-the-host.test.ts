import { allclose, array, exp, imag, real, roots, scan, stack, type NDArray } from "@proj/array";
import { complex } from "@proj/array/lax";
import { eig, eigvals, funm, schur, solveSylvester, sqrtm } from "@proj/array/linalg";
import { vmap } from "@proj/autodiff";
import { jit, type Target } from "@proj/jit";
import { interpreter } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { describe, expect, test } from "vitest";

/* What no target has loops for: compiled programs call back, and the host computes it. */

const targets: readonly (readonly [string, Target])[] = [
  ["an interpreted program", interpreter()],
  ["WebAssembly", wasm()],
];

const functions: readonly (readonly [string, (x: NDArray) => readonly NDArray[]])[] = [
  ["eig", eig],
  ["eigvals", (x) => [eigvals(x)]],
  ["eigvals of complex numbers", (x) => [eigvals(complex(x, x.mul(2)))]],
  ["eigvals of halves", (x) => [eigvals(x.astype("float16"))]],
  ["schur", (x) => schur(x)],
  ["schur of complex numbers", (x) => schur(x, { output: "complex" })],
  ["sqrtm", (x) => [sqrtm(x)]],
  ["sqrtm of halves", (x) => [sqrtm(x.astype("bfloat16"))]],
  ["funm", (x) => [funm(x, exp)]],
  ["solveSylvester", (x) => [solveSylvester(x, x, x)]],
  ["roots", (x) => [roots(x.ravel(), { stripZeros: false })]],
];

const matrices = array([[[4, 1], [2, 3]], [[0, -1], [1, 0.5]], [[0, 2], [-3, 1]]]); // prettier-ignore

/** Real and imaginary parts, by the real ones. */
const sorted = (z: NDArray): number[][] => {
  const [re, im] = [real(z).toList() as number[], imag(z).toList() as number[]];
  return re.map((x, k) => [x, im[k]!].map((part) => Math.round(part * 1e4) / 1e4 + 0)).sort(([a], [b]) => a! - b!);
};

/** Holds arrays to others: their types, and their numbers but for the rounding of products around what the host computes. */
function expectSame(found: readonly NDArray[], wanted: readonly NDArray[]): void {
  expect(found.map((x) => x.describe())).toEqual(wanted.map((x) => x.describe()));
  found.forEach((x, k) => {
    const tolerances = { rtol: x.dtype.endsWith("float16") ? 0.05 : 1e-5, atol: 1e-6, equalNan: true };
    expect(allclose(x, wanted[k]!, tolerances), `${x.toString()} instead of ${wanted[k]!.toString()}`).toBe(true);
  });
}

describe.each(targets)("in %s", (_, target) => {
  test.each(functions)("%s is what it is outside, also in maps and loops", (__, f) => {
    const each = [0, 1, 2].map((k) => f(matrices.get(k)));
    expectSame(jit(f, { target })(matrices.get(1)), each[1]!);
    const all = each[0]!.map((___, k) => stack(each.map((results) => results[k]!)));
    expectSame(jit(vmap(f), { target })(matrices), all);
    const looped = (x: NDArray) => scan((carry: NDArray, m: NDArray) => [carry, f(m)] as const, array(0), x)[1];
    expectSame(jit(looped, { target })(matrices), all);
  });
});

test("where nobody knows the coefficients there is a NaN for each zero in front", () => {
  const places = vmap((p: NDArray) => roots(p, { stripZeros: false }));
  const found = places(array([[1, -3, 2], [0, 2, 4], [0, 0, 3], [0, 0, 0], [1, 0, 0]])); // prettier-ignore
  expect(sorted(found.get(0))).toEqual([[1, 0], [2, 0]]); // prettier-ignore
  expect(real(found.get(1)).toList()).toEqual([-2, NaN]);
  expect(real(found.get(2)).toList()).toEqual([NaN, NaN]);
  expect(real(found.get(3)).toList()).toEqual([NaN, NaN]);
  expect(sorted(found.get(4))).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  expect(() => vmap((p: NDArray) => roots(p))(array([[1, 2]]))).toThrow(/with \{ stripZeros: false \}/);
});
