import { abs, eye, max, type NDArray } from "@proj/array";
import { ConcreteArray, stage } from "@proj/array/core";
import { linalg as laxLinalg } from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import { compile, interpreter, validate } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { Draw } from "@proj/generators/primitive-samples";
import { describe, expect, test } from "vitest";

/*
 * Compiled factorisations, held to what they are for: products of the factors give the matrix, and orthogonal factors are
 * orthogonal. All in one program, for each dtype and target.
 */

type Float = "float32" | "float64";

const draw = new Draw(7, "float64");
const random = (...shape: readonly number[]): NDArray => draw.floats(shape, [-1, 1]);

const transposed = (x: NDArray): NDArray => x.swapaxes(-1, -2);
const symmetric = (x: NDArray): NDArray => x.add(transposed(x));
const size = (x: NDArray): NDArray => max(abs(x));
const orthogonality = (q: NDArray): NDArray =>
  size(
    transposed(q)
      .matmul(q)
      .sub(eye(q.shape.at(-1)!, { dtype: q.dtype })),
  );
const scaled = (x: NDArray, factors: NDArray): NDArray =>
  x.mul(factors.reshape([...factors.shape.slice(0, -1), 1, -1]));

type Misses = (...operands: NDArray[]) => readonly NDArray[];

const qr: Misses = (a) => {
  const [q, r] = linalg.qr(a);
  return [size(q.matmul(r).sub(a)), orthogonality(q)];
};
const eigh: Misses = (a) => {
  const [w, v] = linalg.eigh(a);
  return [size(a.matmul(v).sub(scaled(v, w))), orthogonality(v)];
};
const svd: Misses = (a) => {
  const [u, s, vt] = linalg.svd(a, { fullMatrices: false });
  return [size(scaled(u, s).matmul(vt).sub(a)), orthogonality(u), orthogonality(transposed(vt))];
};
/** What is computed without vectors, and with more of them. */
const variants: Misses = (a) => {
  const [u, s] = linalg.svd(a);
  const gram = transposed(a).matmul(a);
  const values = [size(linalg.svdvals(a).sub(s)), size(linalg.eigvalsh(gram).sub(linalg.eigh(gram)[0]))];
  return [...values, orthogonality(u), orthogonality(linalg.qr(a, "complete")[0])];
};
const hessenberg: Misses = (a) => {
  const [h, q] = linalg.hessenberg(a, { calcQ: true });
  return [size(q.matmul(h).matmul(transposed(q)).sub(a)), orthogonality(q)];
};
const tridiagonal: Misses = (dl, d, du, b) => {
  const x = laxLinalg.tridiagonalSolve(dl, d.add(3), du, b);
  const n = d.shape[0]!;
  const on = (k: number, values: NDArray): NDArray => eye(n, n, k, { dtype: values.dtype }).mul(values.reshape([n, 1]));
  return [size(on(0, d.add(3)).add(on(-1, dl)).add(on(1, du)).matmul(x).sub(b))];
};
const ofTridiagonal: Misses = (d, e) => {
  const [w, v] = linalg.eighTridiagonal(d, e);
  const back = v.mul(w).matmul(v.T);
  return [orthogonality(v), size(back.diagonal().sub(d)), size(back.diagonal(1).sub(e))];
};

type Case = readonly [misses: Misses, ...operands: readonly NDArray[]];

const small: readonly Case[] = [
  ...[
    [1, 1],
    [9, 4],
    [4, 9],
    [2, 5, 5],
    [70, 37],
  ].map((shape) => [qr, random(...shape)] as const),
  ...[
    [1, 1],
    [2, 6, 6],
    [37, 37],
  ].map((shape) => [eigh, symmetric(random(...shape))] as const),
  ...[
    [1, 1],
    [9, 4],
    [4, 9],
    [2, 5, 5],
    [40, 33],
  ].map((shape) => [svd, random(...shape)] as const),
  // Repeated and vanishing values.
  [eigh, eye(5, { dtype: "float64" })],
  [svd, random(9, 2).matmul(random(2, 7))],
  [variants, random(9, 5)],
  [hessenberg, random(19, 19)],
  [tridiagonal, random(8), random(8), random(8), random(8, 3)],
  [ofTridiagonal, random(12), random(11)],
];

/** So large that loops in loops are functions of their own. */
const large: readonly Case[] = [
  [qr, random(70, 66)],
  [eigh, symmetric(random(65, 65))],
  [svd, random(66, 65)],
  [variants, random(68, 64)],
  [hessenberg, random(65, 65)],
  [ofTridiagonal, random(65), random(64)],
];

/** Units of rounding errors that are allowed: some for each row. */
const allowed = { float32: 37 * 2 ** -23 * 20, float64: 37 * 2 ** -52 * 20 };

// The plain interpreter is slow, and the same for both dtypes.
describe.each([
  ["small", "float32", small, [interpreter(), wasm()]],
  ["small", "float64", small, [wasm()]],
  ["large", "float32", large, [wasm()]],
  ["large", "float64", large, [wasm()]],
] as const)("%s factorisations in %s", (_, dtype: Float, cases, targets) => {
  const operands = cases.flatMap(([, ...own]) => own.map((x) => x.astype(dtype)));
  const { jaxpr, consts } = stage(
    (args) => {
      let next = 0;
      return cases.flatMap(([misses, ...own]) => misses(...args.slice(next, (next += own.length))));
    },
    operands.map(({ aval }) => aval),
    "factorisations",
  );
  const data = [...consts, ...operands].map((x) => (x instanceof ConcreteArray ? x.hostData("test") : null)!);
  test.each(targets.map((target) => [target.name, target] as const))("are exact on %s", (_, target) => {
    const { executable, program } = compile("factorisations", jaxpr, target);
    validate(program);
    const outputs = jaxpr.outputs.map(() => (dtype === "float32" ? new Float32Array(1) : new Float64Array(1)));
    executable.run(data, outputs);
    outputs.forEach(([miss], place) => {
      expect(miss, `miss ${place}`).toBeLessThan(allowed[dtype]);
    });
  });
});
