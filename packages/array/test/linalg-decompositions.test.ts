import { array, type NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import { describe, expect, it } from "vitest";
import { checkCalls, functionsOf } from "./calls.ts";

describe("decompositions, and what is made of them, give what JAX gives", () => {
  const tolerance = { float16: 2e-3, float32: 1e-5, float64: 1e-11 };
  const functions = [
    ...functionsOf("decompositions"),
    ...functionsOf("matrix-functions"),
    ...functionsOf("matrices-not-finite"),
  ];
  it.each(functions.filter(([name]) => name !== "derivative"))("%s", (name, cases) => {
    // Repeated squaring enlarges errors, of JAX's as well.
    const own = name === "expm" ? { ...tolerance, float32: 1e-4 } : tolerance;
    checkCalls({ ...lax.linalg, ...linalg }, name, cases, own);
  });
});

describe("a QR factorisation with exchanged columns", () => {
  const close = { float16: 2e-3, float32: 1e-5, float64: 1e-12 };

  it.each(functionsOf("column-pivoting"))("is that of JAX: %s", (name, cases) => {
    checkCalls({ qr: linalg.qr, "qr of lax": lax.linalg.qr }, name, cases, close);
  });

  it("multiplies to the columns in their new order", () => {
    const x = array([[1, 5, 2], [0, 3, -4], [2, 1, 1]]); // prettier-ignore
    const [q, r, permutation] = linalg.qr(x, { pivoting: true });
    expect(permutation.toList()).toEqual([1, 2, 0]);
    const product = q.matmul(r).dataSync();
    const moved = x.get(":", permutation).dataSync();
    moved.forEach((element, place) => {
      expect(product[place]).toBeCloseTo(element, 5);
    });
  });

  it("refuses the mode without factors", () => {
    expect(() => linalg.qr(array([[1, 2]]), { mode: "raw", pivoting: true })).toThrow(/mode "raw"/);
  });
});

describe("some of the values of a decomposition", () => {
  const x = array([[4, 1, 0], [1, -3, 2], [0, 2, 1]]); // prettier-ignore

  it("are those among all", () => {
    const [v, w] = lax.linalg.eigh(x);
    const [someV, someW] = lax.linalg.eigh(x, { subsetByIndex: [1, 3] });
    expect([someV.toList(), someW.toList()]).toEqual([v.get(":", "1:3").toList(), w.get("1:3").toList()]);
    const [thin, first] = [{ fullMatrices: false }, { fullMatrices: false, subsetByIndex: [0, 2] as const }];
    for (const [[u, s, vt], some] of [
      [lax.linalg.svd(x, thin), lax.linalg.svd(x, first)],
      [linalg.svd(x, thin), linalg.svd(x, first)],
    ] as const) {
      const parts = [u.get(":", ":2"), s.get(":2"), vt.get(":2")];
      expect(some.map((part) => part.toList())).toEqual(parts.map((part) => part.toList()));
    }
    expect(linalg.svd(x, { computeUv: false, subsetByIndex: [2, 2] }).shape).toEqual([0]);
  });

  it("are refused beyond the last, and with full matrices", () => {
    expect(() => lax.linalg.eigh(x, { subsetByIndex: [1, 4] })).toThrow(/positions up to 3/);
    expect(() => linalg.svd(x, { subsetByIndex: [0, 1] })).toThrow(/fullMatrices: false/);
  });
});

describe("a matrix with NaN or an infinity anywhere", () => {
  it.each([NaN, Infinity])("has no eigenvalues: %d", (value) => {
    // LAPACK finds some that forget what is at the edge of the matrix.
    const rows = Array.from({ length: 9 }, (_, place) =>
      Array.from({ length: 9 }, (_, k) => (k === place || (k % 3) * 3 + Math.floor(k / 3) === place ? value : k % 4)),
    );
    for (const f of [linalg.eigvalsh, (x: NDArray) => linalg.eigh(x)[1]])
      expect(Array.from(f(array(rows).reshape(9, 3, 3)).dataSync()).every(Number.isNaN)).toBe(true);
  });
});
