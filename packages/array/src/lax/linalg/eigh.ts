import { booleanOption, readOptions, type OptionReaders } from "@proj/tree/core";
import type { Buffer } from "../../core/procedure/buffer.ts";
import { written, type ProcedureBuilder } from "../../core/procedure/builder.ts";
import type { Local, Scalar, ScalarLike } from "../../core/procedure/scalar.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add, mul, sub } from "../binary.ts";
import { integerPow } from "../elementwise.ts";
import { broadcastInDim } from "../movement.ts";
import { reduceSum } from "../reduction.ts";
import { symmetrized } from "./cholesky.ts";
import { identityMatrix, matrixProduct, matrixTranspose } from "./matrices.ts";
import { fillIdentity, forBlocks, notFinite, ReflectorBlock, safeScale } from "./reflectors.ts";
import { rotation, Sweeps } from "./rotation.ts";
import { checkSquare } from "./square.ts";
import { subsetOf, subsetOption, type IndexSubset } from "./subset.ts";
import { tridiagonalize, type Tridiagonal } from "./tridiagonal-reduction.ts";

/** Options of {@link eigh}. */
export interface EighOptions {
  /** Reads the lower triangle, otherwise the upper one; both are the same unless the input is not made symmetric. Default true. */
  readonly lower?: boolean;
  /** Takes (x + xᵀ) / 2 in the place of x. Default true. */
  readonly symmetrizeInput?: boolean;
  /** Eigenvalues come in ascending order in any case. Default true. */
  readonly sortEigenvalues?: boolean;
  /** From which to before which of the ascending values are kept, with their vectors; all are computed. Default: all. */
  readonly subsetByIndex?: IndexSubset;
}

const readers: OptionReaders<EighOptions> = {
  lower: booleanOption,
  symmetrizeInput: booleanOption,
  sortEigenvalues: booleanOption,
  subsetByIndex: subsetOption,
};

type Form = { readonly lower: boolean; readonly vectors: boolean };

/** √(x² + 1) without overflow. */
function hypotWithOne(p: ProcedureBuilder, x: Local): Local {
  const size = p.let(x.abs());
  const small = p.let(size.min(1));
  const large = p.let(size.max(1));
  const ratio = p.let(small.div(large));
  return p.let(large.mul(ratio.mul(ratio).add(1).sqrt()));
}

/**
 * The eigenvalues of a symmetric tridiagonal matrix, which replace its diagonal: the QL algorithm with implicit shifts (H. Bowdler,
 * R. S. Martin, C. Reinsch and J. H. Wilkinson 1968).
 *
 * @param e - element i couples i and i + 1; overwritten.
 * @param z - rows that take part in the rotations, and become eigenvectors if they are those of Qᵀ at first.
 * @returns whether an eigenvalue was not found.
 */
export function implicitQl(p: ProcedureBuilder, d: Buffer, e: Buffer, z: Buffer | null): Local {
  const n = d.size;
  const sweeps = z === null ? null : new Sweeps(p, [z], true);
  const failed = notFinite(p, d, e);
  const largest = p.let(0);
  p.for(0, n, (i) => {
    largest.set(largest.max(d.at(i).abs()).max(e.at(i).abs()));
  });
  // The eigenvalue that is looked for, for how many rounds, and whether one was not found.
  const state = p.workspace([3], "int32");
  p.fill(3, 0, state.from([0]));
  const isMore = (): Scalar => state.at(0).lt(n);
  const find = (): void => {
    const [l, rounds] = [p.let(state.at(0)), p.let(state.at(1))];
    // The first place from l on where the matrix falls apart.
    const m = p.letInteger(l);
    // Eigenvalues are found to their own digits where that is quick. Where all is rounding errors it may never be; then to those of
    // the whole matrix.
    const least = p.let(rounds.ge(8).select(largest, 0));
    const coupled = p.letFlag(true);
    p.while(coupled.and(m.lt(n - 1)), () => {
      const size = p.let(
        d
          .at(m)
          .abs()
          .add(d.at(m.add(1)).abs())
          .max(least),
      );
      p.if(
        e.at(m).abs().gt(size.mul(p.epsilon)),
        () => {
          m.set(m.add(1));
        },
        () => {
          coupled.set(0);
        },
      );
    });
    p.if(
      m.eq(l).or(rounds.ge(60)),
      () => {
        p.if(m.ne(l), () => {
          state.at(2).set(1);
        });
        state.at(0).set(l.add(1));
        state.at(1).set(0);
      },
      () => {
        state.at(1).set(rounds.add(1));
        qlSweep(p, d, e, sweeps, l, m);
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

/** One sweep of rotations from m up to l. */
function qlSweep(p: ProcedureBuilder, d: Buffer, e: Buffer, sweeps: Sweeps | null, l: Local, m: Local): void {
  const ratio = p.let(d.at(l.add(1)).sub(d.at(l)).div(e.at(l).mul(2)));
  const root = hypotWithOne(p, ratio);
  const g = p.let(
    d
      .at(m)
      .sub(d.at(l))
      .add(e.at(l).div(ratio.add(ratio.ge(0).select(root, root.neg())))),
  );
  const [s, c, shift] = [p.let(1), p.let(1), p.let(0)];
  const i = p.letInteger(m.sub(1));
  const whole = p.letFlag(true);
  p.while(i.ge(l).and(whole), () => {
    const f = p.let(s.mul(e.at(i)));
    const b = p.let(c.mul(e.at(i)));
    const turn = rotation(p, g, f);
    p.if(
      turn.r.eq(0),
      () => {
        // The matrix falls apart in the middle.
        d.at(i.add(1)).set(d.at(i.add(1)).sub(shift));
        e.at(i.add(1)).set(0);
        e.at(m).set(0);
        whole.set(0);
      },
      () => {
        e.at(i.add(1)).set(turn.r);
        s.set(turn.s);
        c.set(turn.c);
        g.set(d.at(i.add(1)).sub(shift));
        const r = p.let(d.at(i).sub(g).mul(s).add(c.mul(b).mul(2)));
        shift.set(s.mul(r));
        d.at(i.add(1)).set(g.add(shift));
        g.set(c.mul(r).sub(b));
        sweeps?.note(i, [{ c, s }]);
        i.set(i.sub(1));
      },
    );
  });
  sweeps?.end(i.add(1), m);
  p.if(whole, () => {
    d.at(l).set(d.at(l).sub(shift));
    e.at(l).set(g);
    e.at(m).set(0);
  });
}

/** Fills a matrix with the transpose of the product of the reflectors of a tridiagonal reduction. */
function transposedProduct(p: ProcedureBuilder, { vectors, taus }: Tridiagonal, z: Buffer): void {
  const n = z.shape[0]!;
  const q = p.workspace([n, n]);
  fillIdentity(p, q);
  const block = new ReflectorBlock(p, n);
  forBlocks(p, n, true, (first, count) => {
    const column = p.let(first.add(1));
    const length = p.let(p.integer(n).sub(column));
    const reflectors = { buffer: vectors, row: first, column, length, count };
    block.prepare(reflectors, taus, first);
    block.apply(reflectors, q, { row: column, column }, length, false);
  });
  p.for(0, n, (i) => {
    p.copy(n, q.column(i), z.row(i));
  });
}

/** Sorts values in ascending order, and rows with them. */
export function sortAscending(p: ProcedureBuilder, d: Buffer, z: Buffer | null): void {
  const n = d.size;
  p.for(0, n, (i) => {
    const least = p.letInteger(i);
    p.for(i.add(1), n, (j) => {
      p.if(d.at(j).lt(d.at(least)), () => {
        least.set(j);
      });
    });
    p.if(least.ne(i), () => {
      p.swap(1, d.from([i]), d.from([least]));
      if (z !== null) p.swap(z.shape[1]!, z.row(i), z.row(least));
    });
  });
}

const decomposition: RoutineProcedure<Form> = (p, [x], results, { lower, vectors }) => {
  const n = x!.shape[0]!;
  const w = results[vectors ? 1 : 0]!;
  if (n === 0) return;
  // Both triangles, from the one that is read.
  const a = p.workspace([n, n]);
  p.for(0, n, (i) => {
    const count: ScalarLike = i.add(1);
    p.copy(count, lower ? x!.row(i) : x!.column(i), a.row(i));
    p.copy(count, lower ? x!.row(i) : x!.column(i), a.column(i));
  });
  const scale = safeScale(p, a);
  p.if(scale.ne(1), () => {
    p.scale(n * n, scale, a.row(0));
  });
  const tridiagonal = tridiagonalize(p, a);
  const { diagonal, offDiagonal } = tridiagonal;
  // What is reduced is not needed any more.
  const z = vectors ? a : null;
  if (z !== null) transposedProduct(p, tridiagonal, z);
  const failed = implicitQl(p, diagonal, offDiagonal, z);
  sortAscending(p, diagonal, z);
  p.if(scale.ne(1), () => {
    p.scale(n, p.constant(1).div(scale), diagonal.from([0]));
  });
  p.copy(n, diagonal.from([0]), w.from([0]));
  if (z !== null)
    p.for(0, n, (i) => {
      p.copy(n, z.row(i), results[0]!.column(i));
    });
  p.if(failed, () => {
    for (const result of results) p.fill(result.size, NaN, result.from(result.shape.map(() => 0)));
  });
};

/**
 * How eigenvectors and distinct eigenvalues follow a change of the matrix: dw = diag(vᵀ·da·v) and dv = v·(F ∘ vᵀ·da·v) with
 * F = 1 / (wⱼ - wᵢ) beside the diagonal.
 */
export function perturbed(v: NDArray, w: NDArray, da: NDArray): readonly [dv: NDArray, dw: NDArray] {
  const { shape, ndim } = v;
  const change = matrixProduct(matrixProduct(matrixTranspose(v), da), v);
  const eye = identityMatrix(shape.slice(0, -2), shape.at(-1)!, v.dtype);
  const across = broadcastInDim(w, shape, [...w.shape.keys()].with(-1, ndim - 1));
  const f = sub(integerPow(sub(add(eye, across), broadcastInDim(w, shape, [...w.shape.keys()])), -1), eye);
  return [matrixProduct(v, mul(f, change)), reduceSum(mul(change, eye), [ndim - 1])];
}

const routine: Routine<Form> = new Routine<Form>({
  name: "eigh",
  operandRanks: [2],
  types: ([a], { vectors }) => {
    checkSquare("eigh", a!);
    const values = abstractArray([a!.shape[0]!], a!.dtype);
    return vectors ? [abstractArray(a!.shape, a!.dtype), values] : [values];
  },
  evaluate: evaluateBy(decomposition),
  jvp: ([a], [t], { lower, vectors }) => {
    const [v, w] = eigenpairs(symmetrized(a!), lower);
    const [dv, dw] = perturbed(v, w, t!);
    return vectors
      ? [
          [v, w],
          [dv, dw],
        ]
      : [[w], [dw]];
  },
  transpose: { nonlinear: "eigenvalues are not linear functions of the matrix" },
  procedure: written(decomposition),
});

/** Eigenvectors and eigenvalues of symmetric matrices, of which one triangle is read. */
export function eigenpairs(x: NDArray, lower: boolean): readonly [v: NDArray, w: NDArray] {
  const [v, w] = applyRoutine(routine, [x], { lower, vectors: true });
  return [v!, w!];
}

/** The eigenvalues of symmetric matrices alone, of which one triangle is read. */
export function eigenvalues(x: NDArray, lower: boolean): NDArray {
  return applyRoutine(routine, [x], { lower, vectors: false })[0]!;
}

/**
 * Eigenvectors and eigenvalues of symmetric matrices.
 *
 * @param x - float[..., n, n]
 * @param options - see {@link EighOptions}.
 * @returns the eigenvectors as columns, float[..., n, k], and the eigenvalues in ascending order, float[..., k], where k is n unless
 * `subsetByIndex` says otherwise.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [v, w] = linalg.eigh(array([[2, 0], [0, 1]]));
 * w; // → [1, 2]
 * linalg.eigh(array([[2, 0], [0, 1]]), { subsetByIndex: [1, 2] })[1]; // → [2]
 */
export function eigh(x: NDArray, options?: EighOptions): readonly [v: NDArray, w: NDArray] {
  const operation = "lax.linalg.eigh";
  const { lower = true, symmetrizeInput = true, subsetByIndex } = readOptions<EighOptions>(operation, options, readers);
  checkSquare(operation, operand("linalg.eigh", x));
  const [v, w] = eigenpairs(symmetrizeInput ? symmetrized(x) : x, lower);
  return [subsetOf(operation, v, subsetByIndex, -1), subsetOf(operation, w, subsetByIndex, -1)];
}
