import * as np from "@proj/array";
import type { FloatDType, NDArray } from "@proj/array";
import * as linalg from "@proj/array/linalg";
import { Draw } from "@proj/generators/primitive-samples";
import { jit, type Target } from "@proj/jit";

/*
 * Factorisations of hard matrices, measured as the tests of LAPACK do (LAPACK Working Note 41): a residual divided by the size of the
 * matrix, the number of rows and the unit roundoff. LAPACK's own threshold is 30. Sizes are Frobenius norms.
 */

/** What LAPACK's tests allow. */
export const threshold = 30;

const roundoff = { float32: 2 ** -24, float64: 2 ** -53 } as const;
/** The dtypes in which the matrices come. */
export type Precision = keyof typeof roundoff & FloatDType;

const transposed = (x: NDArray): NDArray => x.swapaxes(-1, -2);
const size = (x: NDArray): NDArray => np.sqrt(np.sum(x.mul(x)));
const orthogonality = (q: NDArray): NDArray =>
  size(
    transposed(q)
      .matmul(q)
      .sub(np.eye(q.shape.at(-1)!, { dtype: q.dtype })),
  );
const miss = (product: NDArray, a: NDArray): NDArray => size(product.sub(a)).div(np.maximum(size(a), 1e-30));

/** The misses of each factorisation, before they are divided by rows and roundoff. */
const factorizations = {
  eigh: (a: NDArray) => {
    const [w, v] = linalg.eigh(a);
    const alone = np.max(np.abs(linalg.eigvalsh(a).sub(w))).div(np.maximum(size(a), 1e-30));
    return [miss(v.mul(w).matmul(transposed(v)), a), orthogonality(v), alone];
  },
  svd: (a: NDArray) => {
    const [u, s, vt] = linalg.svd(a, { fullMatrices: false });
    const alone = np.max(np.abs(linalg.svdvals(a).sub(s))).div(np.maximum(size(a), 1e-30));
    return [miss(u.mul(s).matmul(vt), a), orthogonality(u), orthogonality(transposed(vt)), alone];
  },
  qr: (a: NDArray) => {
    const [q, r] = linalg.qr(a);
    return [miss(q.matmul(r), a), orthogonality(q)];
  },
  lu: (a: NDArray) => {
    const [p, l, u] = linalg.lu(a) as readonly [NDArray, NDArray, NDArray];
    return [miss(p.matmul(l).matmul(u), a)];
  },
  cholesky: (a: NDArray) => {
    const l = linalg.cholesky(a);
    return [miss(l.matmul(transposed(l)), a)];
  },
} satisfies Record<string, (a: NDArray) => readonly NDArray[]>;

/** The name of a factorisation. */
type Factorization = keyof typeof factorizations;

/** What a matrix is: a symmetric one with positive eigenvalues is symmetric, a symmetric one is a matrix. */
type Kind = "positive" | "symmetric" | "any";

/** The hard matrices of n rows, as n×n unless they are tall or wide. */
export const matrices: Readonly<Record<string, readonly [kind: Kind, make: (n: number, dtype: Precision) => NDArray]>> =
  {
    hilbert: ["symmetric", (n, dtype) => np.reciprocal(steps(n, dtype).reshape([n, 1]).add(steps(n, dtype)).add(1))],
    graded: ["positive", (n, dtype) => withEigenvalues(np.power(10, steps(n, dtype).mul(-5 / n)), dtype)],
    "graded rows": [
      "symmetric",
      (n, dtype) => {
        const [x, scale] = [random(n, n, dtype), np.power(10, steps(n, dtype).mul(-8 / n))];
        return x
          .add(x.T)
          .mul(scale)
          .mul(scale.reshape([n, 1]));
      },
    ],
    clustered: [
      "positive",
      (n, dtype) =>
        withEigenvalues(
          np
            .where(steps(n, dtype).lt(n / 2), 1, 2)
            .astype(dtype)
            .add(steps(n, dtype).mul(1e-9)),
          dtype,
        ),
    ],
    "of rank 9": ["symmetric", (n, dtype) => gram(random(n, 9, dtype))],
    "of rank n / 6": ["symmetric", (n, dtype) => gram(random(n, Math.ceil(n / 6), dtype))],
    ones: ["symmetric", (n, dtype) => np.ones([n, n], { dtype })],
    zero: ["symmetric", (n, dtype) => np.zeros([n, n], { dtype })],
    identity: ["positive", (n, dtype) => np.eye(n, { dtype })],
    random: ["any", (n, dtype) => random(n, n, dtype)],
    "graded columns": ["any", (n, dtype) => random(n, n, dtype).mul(np.power(10, steps(n, dtype).mul(-8 / n)))],
    tall: ["any", (n, dtype) => random(n, Math.ceil(n / 5), dtype)],
    wide: ["any", (n, dtype) => random(Math.ceil(n / 5), n, dtype)],
    "tall, of low rank": [
      "any",
      (n, dtype) => random(n, Math.ceil(n / 20), dtype).matmul(random(Math.ceil(n / 20), Math.ceil(n / 6), dtype)),
    ],
  };

const steps = (n: number, dtype: Precision): NDArray => np.arange(n).astype(dtype);
const random = (rows: number, columns: number, dtype: Precision): NDArray =>
  new Draw(rows * 7919 + columns, dtype).floats([rows, columns], [-1, 1]);
const gram = (x: NDArray): NDArray => x.matmul(x.T);
function withEigenvalues(values: NDArray, dtype: Precision): NDArray {
  const n = values.size;
  const [q] = linalg.qr(random(n, n, dtype));
  const x = q.mul(values).matmul(q.T);
  return x.add(x.T).mul(0.5);
}

const takes: Readonly<Record<Factorization, readonly Kind[]>> = {
  eigh: ["positive", "symmetric"],
  svd: ["positive", "symmetric", "any"],
  qr: ["positive", "symmetric", "any"],
  lu: ["positive", "symmetric", "any"],
  cholesky: ["positive"],
};

/** A factorisation of one matrix with its largest miss, in units of rows and roundoff. */
interface Measured {
  readonly name: string;
  readonly miss: number;
}

/**
 * Factorises matrices of n rows.
 *
 * @param names - which matrices.
 */
export function* measured(target: Target, n: number, dtype: Precision, names: readonly string[]): Generator<Measured> {
  for (const factorization of Object.keys(factorizations) as Factorization[]) {
    const misses: (a: NDArray) => readonly NDArray[] = factorizations[factorization];
    const compiled = jit((a: NDArray) => np.max(np.stack(misses(a))), { target, name: factorization });
    for (const name of names) {
      const [kind, make] = matrices[name]!;
      if (!takes[factorization].includes(kind)) continue;
      const largest = Number(compiled(make(n, dtype)).item());
      yield { name: `${factorization} of ${name}, ${n} rows, ${dtype}`, miss: largest / (n * roundoff[dtype]) };
    }
  }
}
