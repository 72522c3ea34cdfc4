import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { complex } from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";

const floats = (seed: number): NDArray =>
  np
    .sin(
      np
        .arange(9)
        .add(seed)
        .mul(0.7 * seed)
        .astype("float64"),
    )
    .reshape([3, 3]);
const adjoint = (x: NDArray): NDArray => np.conj(x.swapaxes(-1, -2));

test("derivatives of functions of complex matrices, in programs too, are those of differences", () => {
  const [a, b] = [floats(1), floats(2)];
  const total = (t: NDArray): NDArray => {
    const x = complex(a.add(t.mul(b)), b.sub(t.mul(a)));
    const hermitian = np.matmul(x, adjoint(x)).add(np.eye(3));
    return [
      np.abs(linalg.cholesky(hermitian)),
      np.real(linalg.solve(x, hermitian)),
      np.abs(linalg.det(np.matmul(x, hermitian)).reshape([1])),
      np.abs(linalg.qr(x)[1]),
      linalg.eigvalsh(hermitian).mul(np.arange(3)),
      np.abs(linalg.eigh(hermitian)[1]),
      linalg.svdvals(x).mul(np.arange(3)),
      np.abs(linalg.lu(x)[2]),
      np.abs(linalg.hessenberg(x)),
      np.abs(linalg.qr(x, "raw")[0]),
      np.abs(linalg.qrMultiply(x, hermitian, { pivoting: true, conjugate: true })[0]),
    ].reduce((sum, part) => sum.add(np.sum(part)), np.zeros([], { dtype: "float64" }));
  };
  const at = (t: number): number => Number(total(np.array(t, { dtype: "float64" })).item());
  const t = np.array(0.1, { dtype: "float64" });
  const slope = (at(0.1 + 1e-6) - at(0.1 - 1e-6)) / 2e-6;
  const derivative = jit((x: NDArray) => grad(total)(x), { target: wasm() });
  expect(Math.abs(Number(derivative(t).item()) / slope - 1)).toBeLessThan(1e-6);
});

test("members of a batch have the forms that each has alone", () => {
  const x = np.stack([0, 1, 2].map((k) => complex(floats(k + 1), floats(k + 2))));
  const forms: ((a: NDArray) => readonly NDArray[])[] = [
    (a) => linalg.hessenberg(a, { calcQ: true }),
    (a) => linalg.qr(a, "raw"),
    (a) => linalg.qrMultiply(a, adjoint(a), { mode: "left", pivoting: true }),
  ];
  for (const form of forms) {
    const all = vmap(form)(x);
    form(np.take(x, 2, { axis: 0 })).forEach((one, k) => {
      expect(np.allclose(np.take(all[k]!, 2, { axis: 0 }), one, { rtol: 1e-13, atol: 1e-13 })).toBe(true);
    });
  }
});
