import { booleanOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { Buffer } from "../../core/procedure/buffer.ts";
import { written, type ProcedureBuilder } from "../../core/procedure/builder.ts";
import type { Local, Scalar } from "../../core/procedure/scalar.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add, div, mul, sub } from "../binary.ts";
import { broadcastInDim } from "../movement.ts";
import { reduceSum } from "../reduction.ts";
import { bidiagonalize } from "./bidiagonal-reduction.ts";
import { applyReflectors, factorInPlace } from "./householder.ts";
import { identityMatrix, matrixProduct, matrixTranspose } from "./matrices.ts";
import { fillIdentity, forBlocks, notFinite, ReflectorBlock, safeScale } from "./reflectors.ts";
import { rotation, Sweeps } from "./rotation.ts";
import { checkMatrix } from "./square.ts";
import { checkThin, subsetOf, subsetOption, tripletSubset, type IndexSubset } from "./subset.ts";

/** Options of {@link svd}. */
export interface SvdOptions {
  /** Whether U and Vᵀ are square; default true. */
  readonly fullMatrices?: boolean;
  /** Whether there are U and Vᵀ at all; default true. */
  readonly computeUv?: boolean;
  /** From which to before which of the descending values are kept, with their vectors; all are computed. Default: all. */
  readonly subsetByIndex?: IndexSubset;
}

const readers: OptionReaders<SvdOptions> = {
  fullMatrices: booleanOption,
  computeUv: booleanOption,
  subsetByIndex: subsetOption,
};

type Form = { readonly fullMatrices: boolean; readonly vectors: boolean };

/** The smaller singular value of [[f, g], [0, h]] (J. Demmel and W. Kahan 1990). */
function smallerSingularValue(p: ProcedureBuilder, f: Scalar, g: Scalar, h: Scalar): Local {
  const [fa, ga, ha] = [p.let(f.abs()), p.let(g.abs()), p.let(h.abs())];
  const [small, large] = [p.let(fa.min(ha)), p.let(fa.max(ha))];
  const result = p.let(0);
  p.if(small.gt(0), () => {
    const largest = p.let(large.max(ga));
    const [top, side] = [p.let(large.div(largest)), p.let(ga.div(largest))];
    const ratio = p.let(small.div(large));
    const [up, down] = [p.let(ratio.add(1).mul(top)), p.let(p.constant(1).sub(ratio).mul(top))];
    const across = p.let(side.mul(side));
    const sum = up.mul(up).add(across).sqrt().add(down.mul(down).add(across).sqrt());
    result.set(small.mul(top).mul(2).div(sum));
  });
  return result;
}

/**
 * The singular values of an upper bidiagonal matrix, which replace its diagonal, not yet positive or in order: the QR algorithm with
 * implicit shifts, and without any where the matrix is nearly singular (J. Demmel and W. Kahan 1990).
 *
 * @param e - element i stands beside diagonal element i; overwritten.
 * @param ut - rows that take part in the rotations from the left, and `vt` in those from the right.
 * @returns whether a singular value was not found.
 */
function implicitQr(p: ProcedureBuilder, d: Buffer, e: Buffer, ut: Buffer | null, vt: Buffer | null): Local {
  const n = d.size;
  const sweeps = ut === null || vt === null ? null : new Sweeps(p, [vt, ut], false);
  const failed = notFinite(p, d, e);
  // Where the block ends whose values are looked for, for how many rounds, and whether one was not found.
  const state = p.workspace([3], "int32");
  p.fill(3, 0, state.from([0]));
  state.at(0).set(n - 1);
  // Numbers that are hardly normal have no digits left, so that nothing would become small beside them; LAPACK's bound.
  const least = 6 * n * n * p.tiny;
  const isMore = (): Scalar => state.at(0).gt(0);
  const find = (): void => {
    const m = p.let(state.at(0));
    // The block that ends at m begins at `low`.
    const low = p.letInteger(m);
    const coupled = p.letFlag(true);
    const singular = p.letFlag(false);
    p.while(coupled.and(low.gt(0)), () => {
      const size = p.let(
        d
          .at(low)
          .abs()
          .add(d.at(low.sub(1)).abs()),
      );
      p.if(
        e.at(low.sub(1)).abs().gt(size.mul(p.epsilon).max(least)),
        () => {
          low.set(low.sub(1));
          p.if(
            d
              .at(low)
              .eq(0)
              .or(d.at(low.add(1)).eq(0)),
            () => {
              singular.set(1);
            },
          );
        },
        () => {
          e.at(low.sub(1)).set(0);
          coupled.set(0);
        },
      );
    });
    p.if(
      low.eq(m),
      () => {
        state.at(0).set(m.sub(1));
      },
      () => {
        const rounds = p.let(state.at(1).add(1));
        state.at(1).set(rounds);
        p.if(
          rounds.gt(30 * n),
          () => {
            state.at(2).set(1);
            state.at(0).set(0);
          },
          () => {
            const shift = smallerSingularValue(p, d.at(m.sub(1)), e.at(m.sub(1)), d.at(m));
            const ratio = p.let(shift.div(d.at(low)));
            p.if(
              singular.or(ratio.mul(ratio).lt(p.epsilon)),
              () => {
                unshiftedSweep(p, d, e, sweeps, low, m);
              },
              () => {
                shiftedSweep(p, d, e, sweeps, low, m, shift);
              },
            );
          },
        );
      },
    );
  };
  if (sweeps === null) p.while(isMore(), find);
  else sweeps.run(isMore, find);
  p.if(state.at(2).ne(0), () => {
    failed.set(1);
  });
  return failed;
}

function shiftedSweep(
  p: ProcedureBuilder,
  d: Buffer,
  e: Buffer,
  sweeps: Sweeps | null,
  low: Local,
  m: Local,
  shift: Local,
): void {
  const first = p.let(d.at(low));
  const sign = first.ge(0).select(p.constant(1), p.constant(-1));
  const f = p.let(
    first
      .abs()
      .sub(shift)
      .mul(sign.add(shift.div(first))),
  );
  const g = p.let(e.at(low));
  p.for(low, m, (i) => {
    const next = p.let(i.add(1));
    const right = rotation(p, f, g);
    p.if(i.gt(low), () => {
      e.at(i.sub(1)).set(right.r);
    });
    f.set(right.c.mul(d.at(i)).add(right.s.mul(e.at(i))));
    e.at(i).set(right.c.mul(e.at(i)).sub(right.s.mul(d.at(i))));
    g.set(right.s.mul(d.at(next)));
    d.at(next).set(right.c.mul(d.at(next)));
    const left = rotation(p, f, g);
    d.at(i).set(left.r);
    f.set(left.c.mul(e.at(i)).add(left.s.mul(d.at(next))));
    d.at(next).set(left.c.mul(d.at(next)).sub(left.s.mul(e.at(i))));
    p.if(next.lt(m), () => {
      g.set(left.s.mul(e.at(next)));
      e.at(next).set(left.c.mul(e.at(next)));
    });
    sweeps?.note(i, [right, left]);
  });
  sweeps?.end(low, m);
  e.at(m.sub(1)).set(f);
}

function unshiftedSweep(p: ProcedureBuilder, d: Buffer, e: Buffer, sweeps: Sweeps | null, low: Local, m: Local): void {
  const [c, leftC, leftS] = [p.let(1), p.let(1), p.let(0)];
  p.for(low, m, (i) => {
    const right = rotation(p, d.at(i).mul(c), e.at(i));
    p.if(i.gt(low), () => {
      e.at(i.sub(1)).set(leftS.mul(right.r));
    });
    const left = rotation(p, leftC.mul(right.r), right.s.mul(d.at(i.add(1))));
    d.at(i).set(left.r);
    c.set(right.c);
    leftC.set(left.c);
    leftS.set(left.s);
    sweeps?.note(i, [right, left]);
  });
  sweeps?.end(low, m);
  const last = p.let(d.at(m).mul(c));
  d.at(m).set(last.mul(leftC));
  e.at(m.sub(1)).set(last.mul(leftS));
}

/** Makes values positive and sorts them in descending order, and rows with them. */
function sortDescending(p: ProcedureBuilder, d: Buffer, ut: Buffer | null, vt: Buffer | null): void {
  const n = d.size;
  p.for(0, n, (i) => {
    p.if(d.at(i).lt(0), () => {
      d.at(i).set(d.at(i).neg());
      if (vt !== null) p.scale(n, -1, vt.row(i));
    });
  });
  p.for(0, n, (i) => {
    const most = p.letInteger(i);
    p.for(i.add(1), n, (j) => {
      p.if(d.at(j).gt(d.at(most)), () => {
        most.set(j);
      });
    });
    p.if(most.ne(i), () => {
      p.swap(1, d.from([i]), d.from([most]));
      for (const rows of [ut, vt]) if (rows !== null) p.swap(n, rows.row(i), rows.row(most));
    });
  });
}

/** Fills a square matrix with the transpose of the product of reflectors, whose vectors start `offset` behind the diagonal. */
function transposedProduct(p: ProcedureBuilder, vectors: Buffer, taus: Buffer, offset: number, rows: Buffer): void {
  const n = rows.shape[0]!;
  const q = p.workspace([n, n]);
  fillIdentity(p, q);
  const block = new ReflectorBlock(p, n);
  forBlocks(p, n, true, (first, count) => {
    const column = p.let(first.add(offset));
    const length = p.let(p.integer(n).sub(column));
    const reflectors = { buffer: vectors, row: first, column, length, count };
    block.prepare(reflectors, taus, first);
    block.apply(reflectors, q, { row: column, column }, length, false);
  });
  p.for(0, n, (i) => {
    p.copy(n, q.column(i), rows.row(i));
  });
}

/** The decomposition of a matrix at least as tall as wide: reduced to its R first if it is taller. */
const decomposition: RoutineProcedure<Form> = (p, [x], results, { vectors }) => {
  const [m, n] = x!.shape as readonly [number, number];
  const s = results[0]!;
  const [u, vt] = vectors ? [results[1]!, results[2]!] : [null, null];
  if (n === 0) {
    if (u !== null) fillIdentity(p, u);
    return;
  }
  const packed = p.workspace([m, n]);
  p.copy(m * n, x!.row(0), packed.row(0));
  const scale = safeScale(p, packed);
  p.if(scale.ne(1), () => {
    p.scale(m * n, scale, packed.row(0));
  });
  const taus = p.workspace([n]);
  const square = m === n ? packed : p.workspace([n, n]);
  if (m > n) {
    factorInPlace(p, packed, taus);
    p.for(0, n, (i) => {
      p.fill(i, 0, square.row(i));
      p.copy(p.integer(n).sub(i), packed.row(i, i), square.row(i, i));
    });
  }
  const { diagonal, offDiagonal, left, leftTaus, right, rightTaus } = bidiagonalize(p, square);
  // What is reduced is not needed any more.
  const ut = vectors ? square : null;
  if (ut !== null) transposedProduct(p, left, leftTaus, 0, ut);
  if (vt !== null) transposedProduct(p, right, rightTaus, 1, vt);
  const failed = implicitQr(p, diagonal, offDiagonal, ut, vt);
  sortDescending(p, diagonal, ut, vt);
  p.if(scale.ne(1), () => {
    p.scale(n, p.constant(1).div(scale), diagonal.from([0]));
  });
  p.copy(n, diagonal.from([0]), s.from([0]));
  if (u !== null && ut !== null) {
    fillIdentity(p, u);
    p.for(0, n, (i) => {
      p.copy(n, ut.row(i), u.column(i));
    });
    if (m > n) applyReflectors(p, packed, taus, u, false);
  }
  p.if(failed, () => {
    for (const result of results) p.fill(result.size, NaN, result.from(result.shape.map(() => 0)));
  });
};

/** Elements on the diagonal of matrices, which are square. */
const diagonalOf = (x: NDArray): NDArray =>
  reduceSum(mul(x, identityMatrix(x.shape.slice(0, -2), x.shape.at(-1)!, x.dtype)), [x.ndim - 1]);

/** Vectors as the columns, or as the rows, of matrices that do not change along the other axis. */
const alongRows = (s: NDArray, shape: readonly number[]): NDArray =>
  broadcastInDim(s, shape, [...s.shape.keys()].with(-1, shape.length - 1));
const alongColumns = (s: NDArray, shape: readonly number[]): NDArray => broadcastInDim(s, shape, [...s.shape.keys()]);

const routine: Routine<Form> = new Routine<Form>({
  name: "svd",
  operandRanks: [2],
  types: ([a], { fullMatrices, vectors }) => {
    checkMatrix("svd", a!);
    const [m, n] = a!.shape as readonly [number, number];
    const values = abstractArray([n], a!.dtype);
    if (!vectors) return [values];
    return [values, abstractArray([m, fullMatrices ? m : n], a!.dtype), abstractArray([n, n], a!.dtype)];
  },
  evaluate: evaluateBy(decomposition),
  // M. Giles, "An extended collection of matrix derivative results", 2008, as JAX has it where singular values are 0 or equal.
  jvp: ([a], [t], { fullMatrices, vectors }) => {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    if (fullMatrices && vectors && m !== n) {
      throw new UsageError({
        operation: "grad",
        received: `svd of ${a!.describe()} with full matrices`,
        expected: "thin ones: the other columns are not functions of the matrix",
        remedy: "call svd with { fullMatrices: false }",
      });
    }
    const [s, u, vt] = applyRoutine(routine, [a!], { fullMatrices: false, vectors: true }) as [
      NDArray,
      NDArray,
      NDArray,
    ];
    const [ut, v] = [matrixTranspose(u), matrixTranspose(vt)];
    const change = matrixProduct(matrixProduct(ut, t!), v);
    const ds = diagonalOf(change);
    if (!vectors) return [[s], [ds]];
    const { shape } = change;
    const [across, down] = [alongRows(s, shape), alongColumns(s, shape)];
    const eye = identityMatrix(shape.slice(0, -2), n, s.dtype);
    const f = sub(div(1, add(mul(add(across, down), sub(across, down)), eye)), eye);
    const symmetric = (x: NDArray): NDArray => mul(f, add(x, matrixTranspose(x)));
    const du = matrixProduct(u, symmetric(mul(across, change)));
    const dv = matrixProduct(v, symmetric(mul(down, change)));
    if (m === n)
      return [
        [s, u, vt],
        [ds, du, matrixTranspose(dv)],
      ];
    const right = matrixProduct(t!, v);
    const outside = div(sub(right, matrixProduct(u, matrixProduct(ut, right))), alongRows(s, right.shape));
    return [
      [s, u, vt],
      [ds, add(du, outside), matrixTranspose(dv)],
    ];
  },
  transpose: { nonlinear: "singular values are not linear functions of the matrix" },
  procedure: written(decomposition),
});

/** U, the singular values, and Vᵀ. */
export function singularTriplets(x: NDArray, fullMatrices: boolean): readonly [u: NDArray, s: NDArray, vt: NDArray] {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const isTall = m >= n;
  const tall = isTall ? x : matrixTranspose(x);
  const [s, u, vt] = applyRoutine(routine, [tall], { fullMatrices, vectors: true }) as [NDArray, NDArray, NDArray];
  return isTall ? [u, s, vt] : [matrixTranspose(vt), s, matrixTranspose(u)];
}

/** The singular values alone. */
export function singularValues(x: NDArray): NDArray {
  const [m, n] = x.shape.slice(-2) as [number, number];
  return applyRoutine(routine, [m >= n ? x : matrixTranspose(x)], { fullMatrices: false, vectors: false })[0]!;
}

/**
 * The singular value decomposition x = u·diag(s)·vt, with orthonormal columns in u and rows in vt.
 *
 * @param x - float[..., m, n]
 * @param options - see {@link SvdOptions}.
 * @returns u: float[..., m, k], s: float[..., min(m, n)] in descending order, vt: float[..., l, n], where k and l are m and n for full
 * matrices and min(m, n) otherwise, or as many as `subsetByIndex` says; only s with `computeUv: false`.
 * @throws UsageError for arrays that are no matrices of floats, and for a subset of full matrices.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [u, s, vt] = linalg.svd(array([[3, 0], [0, -4]]));
 * s; // → [4, 3]
 * linalg.svd(array([[3, 0], [0, -4]]), { computeUv: false, subsetByIndex: [0, 1] }); // → [4]
 */
export function svd(x: NDArray, options: SvdOptions & { readonly computeUv: false }): NDArray;
export function svd(
  x: NDArray,
  options?: SvdOptions & { readonly computeUv?: true },
): readonly [u: NDArray, s: NDArray, vt: NDArray];
export function svd(x: NDArray, options?: SvdOptions): NDArray | readonly [u: NDArray, s: NDArray, vt: NDArray];
export function svd(x: NDArray, options?: SvdOptions): NDArray | readonly [u: NDArray, s: NDArray, vt: NDArray] {
  const operation = "lax.linalg.svd";
  const read = readOptions<SvdOptions>(operation, options, readers);
  const { fullMatrices = true, computeUv = true, subsetByIndex } = read;
  checkMatrix(operation, operand("linalg.svd", x));
  if (!computeUv) return subsetOf(operation, singularValues(x), subsetByIndex, -1);
  checkThin(operation, fullMatrices, subsetByIndex);
  return tripletSubset(operation, singularTriplets(x, fullMatrices), subsetByIndex);
}
