import { UsageError } from "@proj/tree/core";
import { written, type Buffer, type ProcedureBuilder } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineJvp, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray, describeArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { blockSize, fillIdentity, forBlocks, makeReflector, ReflectorBlock, safeScale } from "./reflectors.ts";
import { checkMatrix } from "./square.ts";

/*
 * QR as LAPACK stores it: R in the upper triangle, and below it the vectors of the reflectors whose product is Q.
 */

type None = Readonly<Record<string, never>>;

/** Turns the matrix into R and the vectors of reflectors, whose τ it also gives. */
export function factorInPlace(p: ProcedureBuilder, a: Buffer, taus: Buffer): void {
  const [m, n] = a.shape as readonly [number, number];
  const count = Math.min(m, n);
  if (count === 0) return;
  const scale = safeScale(p, a);
  p.if(scale.ne(1), () => {
    p.scale(m * n, scale, a.row(0));
  });
  const v = p.workspace([Math.min(count, blockSize), m]);
  const block = new ReflectorBlock(p, n);
  forBlocks(p, count, false, (first, size) => {
    const rows = p.let(p.integer(m).sub(first));
    // The columns of the block become rows, which are contiguous.
    p.for(0, size, (c) => {
      p.copy(rows, a.column(c.add(first), first), v.row(c));
    });
    p.for(0, size, (c) => {
      const length = p.let(rows.sub(c));
      const { tau, beta } = makeReflector(p, length, v.at(c, c), v.row(c, c.add(1)));
      taus.at(first.add(c)).set(tau);
      v.at(c, c).set(1);
      p.for(c.add(1), size, (other) => {
        const along = p.dot(length, v.row(c, c), v.row(other, c));
        p.axpy(length, along.mul(tau).neg(), v.row(c, c), v.row(other, c));
      });
      p.copy(rows, v.row(c), a.column(c.add(first), first));
      a.at(first.add(c), first.add(c)).set(beta);
      p.fill(c, 0, v.row(c));
    });
    const next = p.let(first.add(size));
    const reflectors = { buffer: v, row: 0, column: 0, length: rows, count: size };
    block.prepare(reflectors, taus, first);
    block.apply(reflectors, a.block(first, next), p.integer(n).sub(next), true);
  });
  p.if(scale.ne(1), () => {
    // R has the scale of the matrix; the vectors do not depend on it.
    p.for(0, count, (i) => {
      p.scale(p.integer(n).sub(i), p.constant(1).div(scale), a.row(i, i));
    });
  });
}

/**
 * q ← Q·q for the product Q of the reflectors that stand below the diagonal of `a`.
 *
 * @param isIdentity - whether `q` is one at first, which saves work.
 */
export function applyReflectors(p: ProcedureBuilder, a: Buffer, taus: Buffer, q: Buffer, isIdentity: boolean): void {
  const m = a.shape[0]!;
  const count = taus.size;
  const columns = q.shape[1]!;
  if (count === 0 || columns === 0) return;
  const v = p.workspace([Math.min(count, blockSize), m]);
  const block = new ReflectorBlock(p, columns);
  forBlocks(p, count, true, (first, size) => {
    const rows = p.let(p.integer(m).sub(first));
    p.for(0, size, (c) => {
      p.copy(rows, a.column(c.add(first), first), v.row(c));
      p.fill(c, 0, v.row(c));
      v.at(c, c).set(1);
    });
    const reflectors = { buffer: v, row: 0, column: 0, length: rows, count: size };
    block.prepare(reflectors, taus, first);
    // What is still an identity has zeros in these rows of the columns before.
    const start = isIdentity ? first : p.integer(0);
    block.apply(reflectors, q.block(first, start), p.integer(columns).sub(start), false);
  });
}

/** The derivative of a function that has none, as in JAX: what uses it has its own. */
export function notDifferentiable(name: string, instead: string): RoutineJvp<never> {
  return () => {
    throw new UsageError({
      operation: "grad",
      received: `${name}, whose derivative is not known`,
      expected: "a function with a derivative",
      remedy: instead,
    });
  };
}

const factorization: RoutineProcedure<None> = (p, [a], [packed, taus]) => {
  p.copy(a!.size, a!.row(0), packed!.row(0));
  factorInPlace(p, packed!, taus!);
};

const geqrfRoutine = new Routine<None>({
  name: "geqrf",
  operandRanks: [2],
  types: ([a]) => {
    checkMatrix("geqrf", a!);
    return [abstractArray(a!.shape, a!.dtype), abstractArray([Math.min(...a!.shape)], a!.dtype)];
  },
  evaluate: evaluateBy(factorization),
  jvp: notDifferentiable("geqrf", "take the derivative of qr"),
  transpose: { nonlinear: "the factors are not linear functions of the matrix" },
  procedure: written(factorization),
});

/**
 * The QR factorisation as reflectors: R in the upper triangle, the vectors of Householder reflectors below it, and their factors τ.
 *
 * @param a - float[..., m, n]
 * @returns the packed matrix, as `a`, and τ: float[..., min(m, n)].
 * @throws UsageError for arrays that are no matrices of floats.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [packed, taus] = linalg.geqrf(array([[3], [4]]));
 * packed; // ≈ [[-5], [0.5]]
 * taus; // ≈ [1.6]
 */
export function geqrf(a: NDArray): readonly [packed: NDArray, taus: NDArray] {
  checkMatrix("lax.linalg.geqrf", operand("linalg.geqrf", a));
  const [packed, taus] = applyRoutine(geqrfRoutine, [a], {});
  return [packed!, taus!];
}

const product: RoutineProcedure<None> = (p, [a, taus], [q]) => {
  fillIdentity(p, q!);
  applyReflectors(p, a!, taus!, q!, true);
};

const householderProductRoutine = new Routine<None>({
  name: "householderProduct",
  operandRanks: [2, 1],
  types: ([a, taus]) => {
    checkMatrix("householderProduct", a!);
    const [m, n] = a!.shape as readonly [number, number];
    if (m >= n && taus!.shape[0]! <= n && taus!.dtype === a!.dtype) return [a!];
    throw new UsageError({
      operation: "householderProduct",
      received: `${describeArray(a!)} and ${describeArray(taus!)}`,
      expected: "matrices with at least as many rows as columns, and at most as many factors, of one dtype",
      remedy: "cut the columns behind the rows off",
    });
  },
  evaluate: evaluateBy(product),
  jvp: notDifferentiable("householderProduct", "take the derivative of qr"),
  transpose: { nonlinear: "the product is not a linear function of the vectors" },
  procedure: written(product),
});

/**
 * The product of Householder reflectors 1 - τ·v·vᵀ: the first columns of an orthogonal matrix.
 *
 * @param a - float[..., m, n], m ≥ n, with the vectors below the diagonal, whose first elements are ones that are not read.
 * @param taus - float[..., k], k ≤ n
 * @returns as `a`
 * @throws UsageError for shapes or dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * linalg.householderProduct(array([[-5], [0.5]]), array([1.6])); // ≈ [[-0.6], [-0.8]]
 */
export function householderProduct(a: NDArray, taus: NDArray): NDArray {
  checkMatrix("lax.linalg.householderProduct", operand("linalg.householderProduct", a));
  return applyRoutine(householderProductRoutine, [a, operand("linalg.householderProduct", taus)], {})[0]!;
}
