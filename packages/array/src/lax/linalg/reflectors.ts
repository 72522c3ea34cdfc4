import type { Buffer } from "../../core/procedure/buffer.ts";
import type { ProcedureBuilder } from "../../core/procedure/builder.ts";
import type { Local, Scalar, ScalarLike } from "../../core/procedure/scalar.ts";
import type { ProcedureRun } from "../../core/procedure/procedure.ts";

/*
 * Householder reflectors in procedures: H = I - τ·v·vᵀ with v₀ = 1, as LAPACK has them.
 *
 * Several of them together are I - V·T·Vᵀ with an upper triangular T (C. Van Loan and R. Schreiber 1989), which turns their
 * application into products of matrices. The vectors are the rows of a buffer here, so that they are contiguous.
 */

/** How many reflectors are applied together. */
export const blockSize = 32;

/** What a reflector does to the vector that it was made for: τ, and the first element of the result, whose others are 0. */
export interface Reflector {
  readonly tau: Local;
  readonly beta: Local;
}

/**
 * Makes the reflector that takes a vector to a multiple of its first element, and turns the vector into v, except that its first
 * element is left alone.
 *
 * @param length - how many elements the vector has, at least 1.
 * @param first - the first element.
 * @param rest - the run of the others.
 */
export function makeReflector(p: ProcedureBuilder, length: Scalar, first: Scalar, rest: ProcedureRun): Reflector {
  const alpha = p.let(first);
  const others = p.let(length.sub(1));
  const squares = p.let(p.dot(others, rest, rest));
  // What rounding has left of a column is so small that its squares lose their digits; the reflector would not be orthogonal.
  const [least, up] = p.float === "float32" ? [2 ** -80, 2 ** 63] : [2 ** -900, 2 ** 511];
  const [scale, rounds] = [p.let(1), p.letInteger(0)];
  p.while(alpha.mul(alpha).add(squares).lt(least).and(rounds.lt(2)), () => {
    p.scale(others, up, rest);
    alpha.set(alpha.mul(up));
    scale.set(scale.mul(1 / up));
    squares.set(p.dot(others, rest, rest));
    rounds.set(rounds.add(1));
  });
  const tau = p.let(0);
  const beta = p.let(alpha);
  p.if(squares.ne(0), () => {
    const size = p.let(alpha.mul(alpha).add(squares).sqrt());
    beta.set(alpha.ge(0).select(size.neg(), size));
    tau.set(beta.sub(alpha).div(beta));
    p.scale(others, p.let(p.constant(1).div(alpha.sub(beta))), rest);
  });
  beta.set(beta.mul(scale));
  return { tau, beta };
}

/** Vectors of reflectors: rows of a buffer, whose elements before those that a reflector touches are 0. */
export interface ReflectorRows {
  readonly buffer: Buffer;
  /** The row of the first reflector, and the column of the first element that any of them touches. */
  readonly row: ScalarLike;
  readonly column: ScalarLike;
  /** How many elements they have from there on. */
  readonly length: Scalar;
  /** How many reflectors, at most {@link blockSize}. */
  readonly count: Scalar;
  /** Where a block of reflectors keeps its T, if there are several: the first row of it; default 0. */
  readonly t?: ScalarLike;
}

/** Memory for the application of blocks of reflectors, to as many columns as there may be, and for the T of some blocks. */
export class ReflectorBlock {
  readonly #p: ProcedureBuilder;
  readonly #along: Buffer;
  readonly #t: Buffer;
  readonly #w: Buffer;
  readonly #tw: Buffer;

  constructor(p: ProcedureBuilder, columns: number, blocks = 1) {
    this.#p = p;
    this.#along = p.workspace([blockSize, blockSize]);
    this.#t = p.workspace([blocks * blockSize, blockSize]);
    this.#w = p.workspace([blockSize, columns]);
    this.#tw = p.workspace([blockSize, columns]);
  }

  /** Computes T for reflectors whose τ start at an element of a vector. */
  prepare({ buffer, row, column, length, count, t = 0 }: ReflectorRows, taus: Buffer, firstTau: Scalar): void {
    const p = this.#p;
    const vector = (i: Scalar): ProcedureRun => buffer.row(i.add(row), column);
    const own = this.#t.corner(t, 0);
    p.for(0, count, (i) => {
      p.fill(count, 0, own.row(i));
    });
    p.forAtOnce(0, count, length.mul(blockSize / 2), (j) => {
      p.for(0, j, (i) => {
        this.#along.at(j, i).set(p.dot(length, vector(i), vector(j)));
      });
    });
    p.for(0, count, (j) => {
      const tau = p.let(taus.at(firstTau.add(j)));
      // T's column j above the diagonal is -τ·T·(Vᵀ·vⱼ).
      p.for(0, j, (i) => {
        const sum = p.dot(j.sub(i), own.row(i, i), this.#along.row(j, i));
        own.at(i, j).set(sum.mul(tau).neg());
      });
      own.at(j, j).set(tau);
    });
  }

  /**
   * c ← (I - V·T·Vᵀ)·c, or with Tᵀ, for some columns of a matrix, which has as many rows from the first one on as the reflectors have
   * elements.
   *
   * @param then - emits what goes on with the first {@link blockSize} columns while others still wait for theirs.
   */
  apply(
    { buffer, row, column, length, count, t: place = 0 }: ReflectorRows,
    c: Buffer,
    first: { readonly row: ScalarLike; readonly column: Scalar },
    columns: Scalar,
    transposed: boolean,
    then: (() => void) | null = null,
  ): void {
    const p = this.#p;
    const v = buffer.block(row, column);
    const t = this.#t.block(place, 0);
    const each = (begin: Scalar): void => {
      const width = p.let(columns.sub(begin).min(blockSize));
      const own = c.block(first.row, first.column.add(begin));
      const [w, tw] = [this.#w.block(0, begin), this.#tw.block(0, begin)];
      p.for(0, count, (i) => {
        p.fill(width, 0, this.#w.row(i, begin));
        p.fill(width, 0, this.#tw.row(i, begin));
      });
      p.addProduct(w, v, own, count, width, length);
      p.addProduct(tw, transposed ? t.transposed : t, w, count, width, count);
      p.subtractProduct(own, v.transposed, tw, length, width, count);
      if (then !== null) p.if(begin.eq(0), then);
    };
    p.forAtOnce(0, columns, length.mul(blockSize ** 2 / 4), each, blockSize);
  }
}

/** Rows of a matrix that are multiplied together. */
const rowsAtOnce = 16;

/** y ← A·x for the rows and columns of a square matrix from `first` on, where `x` begins; `y` is as long as the matrix. */
export function multiplyRows(p: ProcedureBuilder, a: Buffer, first: Scalar, x: ProcedureRun, y: Buffer): void {
  const n = a.shape[0]!;
  const rest = p.let(p.integer(n).sub(first));
  p.forAtOnce(
    first,
    n,
    rest.mul(rowsAtOnce),
    (begin) => {
      p.for(begin, begin.add(rowsAtOnce).min(n), (i) => {
        y.at(i).set(p.dot(rest, a.row(i, first), x));
      });
    },
    rowsAtOnce,
  );
}

/** Fills a matrix with the first columns of the identity. */
export function fillIdentity(p: ProcedureBuilder, q: Buffer): void {
  const [rows, columns] = q.shape as readonly [number, number];
  p.for(0, rows, (i) => {
    p.fill(columns, 0, q.row(i));
  });
  p.for(0, Math.min(rows, columns), (i) => {
    q.at(i, i).set(1);
  });
}

/** The blocks of some reflectors, one after the other or from the last to the first: where each starts, and its size. */
export function forBlocks(
  p: ProcedureBuilder,
  count: number,
  down: boolean,
  body: (first: Local, size: Local) => void,
): void {
  const blocks = Math.ceil(count / blockSize);
  const each = down ? p.forDown.bind(p) : p.for.bind(p);
  each(0, blocks, (block) => {
    const first = p.let(block.mul(blockSize));
    body(first, p.let(p.integer(count).sub(first).min(blockSize)));
  });
}

/**
 * By how much a matrix has to be multiplied so that squares of its elements neither overflow nor vanish: 1 where its largest element
 * is of ordinary size, a power of 2 otherwise.
 */
export function safeScale(p: ProcedureBuilder, a: Buffer): Local {
  // In a few parts, which do not wait for each other.
  const largest = p.let(0);
  const parts = [1, 2, 3].map(() => p.let(0));
  const whole = a.size - (a.size % 4);
  p.for(
    0,
    whole,
    (i) => {
      [largest, ...parts].forEach((part, offset) => {
        part.set(part.max(a.at(i.add(offset)).abs()));
      });
    },
    4,
  );
  for (let i = whole; i < a.size; i++) largest.set(largest.max(a.at(i).abs()));
  for (const part of parts) largest.set(largest.max(part));
  // From these bounds on, and after these scales, squares stay far from both ends of the range.
  const [bound, down, up] = p.float === "float32" ? [40, -80, 100] : [400, -600, 600];
  const scale = p.let(1);
  p.if(largest.gt(2 ** bound), () => {
    scale.set(2 ** down);
  });
  p.if(largest.lt(2 ** -bound).and(largest.gt(0)), () => {
    scale.set(2 ** up);
  });
  return scale;
}

/** Whether vectors have an infinity or NaN among their elements: iterations would take it for a coupling that has vanished. */
export function notFinite(p: ProcedureBuilder, ...vectors: readonly Buffer[]): Local {
  const result = p.letFlag(false);
  for (const x of vectors)
    p.for(0, x.size, (i) => {
      p.if(x.at(i).mul(0).ne(0), () => {
        result.set(1);
      });
    });
  return result;
}
