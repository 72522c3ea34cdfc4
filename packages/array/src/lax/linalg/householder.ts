import { booleanOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { Buffer } from "../../core/procedure/buffer.ts";
import type { Scalar } from "../../core/procedure/scalar.ts";
import { written, type ProcedureBuilder } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineJvp, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray, describeArray, type AbstractArray } from "../../core/types/abstract-array.ts";
import { shapesEqual } from "../../core/types/shape.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import {
  blockSize,
  fillIdentity,
  forBlocks,
  makeReflector,
  ReflectorBlock,
  safeScale,
  type ReflectorRows,
} from "./reflectors.ts";
import { matrixTranspose } from "./matrices.ts";
import { checkMatrix } from "./square.ts";

/*
 * QR as LAPACK stores it: R in the upper triangle, and below it the vectors of the reflectors whose product is Q.
 */

type None = Readonly<Record<string, never>>;

/** Elements between rows, without which those of a power of 2 would share a few places of a cache. */
const apart = 16;

/** Reflectors that can be applied, in blocks of {@link blockSize}: those of the block that begins with one of them. */
interface ReadyReflectors {
  readonly block: ReflectorBlock;
  readonly from: (first: Scalar, size: Scalar) => ReflectorRows;
}

/** Turns the matrix into R and the vectors of reflectors, whose τ it also gives. */
export function factorInPlace(p: ProcedureBuilder, a: Buffer, taus: Buffer): void {
  // The vectors of the next block are found while those of the last one are applied.
  factorInBlocks(p, a, taus, 2, a.shape[1]!);
}

/** The same; gives the reflectors ready to be applied to a matrix of so many columns. */
export function factorAndKeep(p: ProcedureBuilder, a: Buffer, taus: Buffer, columns: number): ReadyReflectors {
  const blocks = Math.max(2, Math.ceil(taus.size / blockSize));
  return factorInBlocks(p, a, taus, blocks, Math.max(a.shape[1]!, columns));
}

/** Factors a matrix, and keeps the last `blocks` of reflectors. */
function factorInBlocks(
  p: ProcedureBuilder,
  a: Buffer,
  taus: Buffer,
  blocks: number,
  columns: number,
): ReadyReflectors {
  const [m, n] = a.shape as readonly [number, number];
  const count = Math.min(m, n);
  const scale = safeScale(p, a);
  p.if(scale.ne(1), () => {
    p.scale(m * n, scale, a.row(0));
  });
  const v = p.workspace([blocks * blockSize, m + apart]);
  const betas = p.workspace([blockSize]);
  const block = new ReflectorBlock(p, columns, blocks);
  const from = (first: Scalar, size: Scalar): ReflectorRows => {
    const place = p.let(first.rem(blocks * blockSize));
    return { buffer: v, row: place, column: 0, length: p.let(p.integer(m).sub(first)), count: size, t: place };
  };
  /** Finds the reflectors of the columns from `first` on. */
  const find = (first: Scalar): void => {
    const size = p.let(p.integer(count).sub(first).min(blockSize));
    const rows = p.let(p.integer(m).sub(first));
    const own = v.corner(first.rem(blocks * blockSize), 0);
    // The columns of the block become rows, which are contiguous.
    p.for(0, rows, (i) => {
      p.copy(size, a.row(i.add(first), first), own.column(i));
    });
    p.for(0, size, (c) => {
      const length = p.let(rows.sub(c));
      const { tau, beta } = makeReflector(p, length, own.at(c, c), own.row(c, c.add(1)));
      taus.at(first.add(c)).set(tau);
      own.at(c, c).set(1);
      p.forAtOnce(c.add(1), size, length, (other) => {
        const along = p.dot(length, own.row(c, c), own.row(other, c));
        p.axpy(length, along.mul(tau).neg(), own.row(c, c), own.row(other, c));
      });
      betas.at(c).set(beta);
    });
    p.for(0, rows, (i) => {
      p.copy(size, own.column(i), a.row(i.add(first), first));
    });
    p.for(0, size, (c) => {
      a.at(first.add(c), first.add(c)).set(betas.at(c));
      p.fill(c, 0, own.row(c));
    });
    block.prepare(from(first, size), taus, first);
  };
  // In the first round there is nothing to apply yet.
  p.for(0, Math.ceil(count / blockSize) + 1, (round) => {
    const next = p.let(round.mul(blockSize).min(count));
    const first = p.let(round.sub(1).max(0).mul(blockSize));
    const reflectors = from(first, p.let(next.sub(first)));
    const width = p.let(round.eq(0).select(p.integer(1), p.integer(n).sub(next)));
    block.apply(reflectors, a, { row: first, column: next }, width, true, () => {
      p.if(next.lt(count), () => {
        find(next);
      });
    });
  });
  p.if(scale.ne(1), () => {
    // R has the scale of the matrix; the vectors do not depend on it.
    p.for(0, count, (i) => {
      p.scale(p.integer(n).sub(i), p.constant(1).div(scale), a.row(i, i));
    });
  });
  return { block, from };
}

/**
 * q ← Q·q for the product Q of the reflectors that stand below the diagonal of `a`.
 *
 * @param isIdentity - whether `q` is one at first, which saves work.
 * @param transposed - whether it is to be Qᵀ·q.
 */
export function applyReflectors(
  p: ProcedureBuilder,
  a: Buffer,
  taus: Buffer,
  q: Buffer,
  isIdentity: boolean,
  transposed = false,
): void {
  const m = a.shape[0]!;
  const count = taus.size;
  const v = p.workspace([Math.min(count, blockSize), m + apart]);
  const block = new ReflectorBlock(p, q.shape[1]!);
  const from = (first: Scalar, size: Scalar): ReflectorRows => {
    const rows = p.let(p.integer(m).sub(first));
    p.for(0, size, (c) => {
      p.copy(rows, a.column(c.add(first), first), v.row(c));
      p.fill(c, 0, v.row(c));
      v.at(c, c).set(1);
    });
    const reflectors = { buffer: v, row: 0, column: 0, length: rows, count: size };
    block.prepare(reflectors, taus, first);
    return reflectors;
  };
  applyReady(p, { block, from }, count, q, isIdentity, transposed);
}

/** What {@link applyReflectors} does, for the first `count` of reflectors that are ready. */
export function applyReady(
  p: ProcedureBuilder,
  { block, from }: ReadyReflectors,
  count: number,
  q: Buffer,
  isIdentity: boolean,
  transposed = false,
): void {
  const columns = q.shape[1]!;
  if (columns === 0) return;
  forBlocks(p, count, !transposed, (first, size) => {
    const reflectors = from(first, size);
    // What is still an identity has zeros in these rows of the columns before.
    const start = isIdentity ? first : p.integer(0);
    block.apply(reflectors, q, { row: first, column: start }, p.let(p.integer(columns).sub(start)), transposed);
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

/** Options of {@link ormqr}. */
export interface OrmqrOptions {
  /** Whether Q stands before `c` or behind it; default true. */
  readonly left?: boolean;
  /** Takes Qᵀ in the place of Q; default false. */
  readonly transpose?: boolean;
}

const ormqrReaders: OptionReaders<OrmqrOptions> = { left: booleanOption, transpose: booleanOption };

type Turned = { readonly transpose: boolean };

const multiplication: RoutineProcedure<Turned> = (p, [a, taus, c], [result], { transpose }) => {
  p.copy(c!.size, c!.row(0), result!.row(0));
  applyReflectors(p, a!, taus!, result!, false, transpose);
};

const ormqrRoutine: Routine<Turned> = new Routine<Turned>({
  name: "ormqr",
  operandRanks: [2, 1, 2],
  types: ([a, taus, c]) => {
    checkMatrix("ormqr", a!);
    checkReflectors("ormqr", a!, taus!, c!);
    return [c!];
  },
  evaluate: evaluateBy(multiplication),
  jvp: ([a, taus, c], [ta, tt, tc], options) => {
    if (ta !== null || tt !== null) {
      throw new UsageError({
        operation: "grad",
        received: "the reflectors of ormqr, in which no derivative is known",
        expected: "a derivative in the matrix that is multiplied",
        remedy: "multiply by the q of qr",
      });
    }
    return [[multiplied(a!, taus!, c!, options)], [multiplied(a!, taus!, tc!, options)]];
  },
  transpose: ([cotangent], [a, taus], { transpose }) => [
    null,
    null,
    multiplied(a!, taus!, cotangent!, { transpose: !transpose }),
  ],
  procedure: written(multiplication),
});

const multiplied = (a: NDArray, taus: NDArray, c: NDArray, options: Turned): NDArray =>
  applyRoutine(ormqrRoutine, [a, taus, c], options)[0]!;

function checkReflectors(operation: string, ...[a, taus, c]: readonly [Described, Described, Described]): void {
  const batch = a.shape.slice(0, -2);
  const fits =
    [taus, c].every(({ dtype }) => dtype === a.dtype) &&
    shapesEqual(taus.shape.slice(0, -1), batch) &&
    shapesEqual(c.shape.slice(0, -2), batch) &&
    taus.shape.at(-1)! <= Math.min(...a.shape.slice(-2)) &&
    c.shape.at(-2) === a.shape.at(-2);
  if (fits) return;
  throw new UsageError({
    operation,
    received: [a, taus, c].map((x) => describeArray({ weakType: false, ...x })).join(", "),
    expected: "reflectors, at most a factor for each, and a matrix with as many rows as those, of one dtype",
    remedy: "give what geqrf gives, or choose the other side with left",
  });
}

type Described = Pick<AbstractArray, "shape" | "dtype">;

/**
 * The product of a matrix with the Q of a QR factorisation, which is left as reflectors.
 *
 * @param a - float[..., m, n], with the vectors of the reflectors below the diagonal, as {@link geqrf} packs them.
 * @param taus - float[..., k], k ≤ min(m, n)
 * @param c - float[..., m, l], or float[..., l, m] where Q stands behind it.
 * @param options - see {@link OrmqrOptions}.
 * @returns Q·c, Qᵀ·c, c·Q or c·Qᵀ, as `c`. It has a derivative in `c` alone.
 * @throws UsageError for shapes or dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [packed, taus] = linalg.geqrf(array([[3], [4]]));
 * linalg.ormqr(packed, taus, array([[5], [0]])); // ≈ [[-3], [-4]]
 */
export function ormqr(a: NDArray, taus: NDArray, c: NDArray, options?: OrmqrOptions): NDArray {
  const { left = true, transpose = false } = readOptions<OrmqrOptions>("lax.linalg.ormqr", options, ormqrReaders);
  for (const x of [a, taus, c]) operand("linalg.ormqr", x);
  for (const x of [a, c]) checkMatrix("lax.linalg.ormqr", x);
  const columns = left ? c : matrixTranspose(c);
  checkReflectors("lax.linalg.ormqr", a, taus, columns);
  // c·Q is the transpose of Qᵀ·cᵀ.
  const product = multiplied(a, taus, columns, { transpose: left === transpose });
  return left ? product : matrixTranspose(product);
}
