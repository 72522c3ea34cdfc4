import type { Buffer } from "../../core/procedure/buffer.ts";
import type { ProcedureBuilder } from "../../core/procedure/builder.ts";
import { makeReflector, multiplyRows } from "./reflectors.ts";

/** How many rows are reduced before the rest of the matrix is updated. */
const panel = 16;

/** A symmetric tridiagonal matrix, and the reflectors that made it. */
export interface Tridiagonal {
  /** float[n] */
  readonly diagonal: Buffer;
  /** float[n]: element i couples i and i + 1; the last one is 0. */
  readonly offDiagonal: Buffer;
  /** float[n, n]: row k is the vector of the reflector that leaves k alone and takes k + 1 … to one element; zeros before. */
  readonly vectors: Buffer;
  /** float[n] */
  readonly taus: Buffer;
}

/**
 * Reduces a symmetric matrix, of which both triangles are there and which is overwritten, to tridiagonal form Qᵀ·A·Q, where Q is the
 * product of the reflectors.
 *
 * A panel of rows is reduced while the rest of the matrix waits for its updates, which then come as products of matrices
 * (J. Dongarra, S. Hammarling and D. Sorensen 1989).
 */
export function tridiagonalize(p: ProcedureBuilder, a: Buffer): Tridiagonal {
  const n = a.shape[0]!;
  const [diagonal, offDiagonal, taus] = [p.workspace([n]), p.workspace([n]), p.workspace([n])];
  const vectors = p.workspace([n, n]);
  const w = p.workspace([panel, n]);
  p.fill(n, 0, taus.from([0]));
  p.fill(n, 0, offDiagonal.from([0]));
  p.fill(n * n, 0, vectors.row(0));
  p.for(
    0,
    n,
    (start) => {
      const end = p.let(start.add(panel).min(n));
      p.for(start, end, (k) => {
        const next = p.let(k.add(1));
        const rest = p.let(p.integer(n).sub(next));
        // Row k of the matrix as it would be after the updates of the rows before.
        const x = vectors.row(k, next);
        const last = p.let(a.at(k, k));
        p.copy(rest, a.row(k, next), x);
        p.for(start, k, (j) => {
          const own = w.at(j.sub(start), k);
          const other = vectors.at(j, k);
          last.set(last.sub(own.mul(other).mul(2)));
          p.axpy(rest, own.neg(), vectors.row(j, next), x);
          p.axpy(rest, other.neg(), w.row(j.sub(start), next), x);
        });
        diagonal.at(k).set(last);
        p.if(rest.gt(0), () => {
          const { tau, beta } = makeReflector(p, rest, vectors.at(k, next), vectors.row(k, next.add(1)));
          vectors.at(k, next).set(1);
          offDiagonal.at(k).set(beta);
          taus.at(k).set(tau);
          // w = τ·(A·v - τ/2·(vᵀ·A·v)·v), with the A that is due.
          const row = p.let(k.sub(start));
          multiplyRows(p, a, next, x, w.corner(row, 0));
          p.for(start, k, (j) => {
            const before = p.let(j.sub(start));
            const along = p.dot(rest, vectors.row(j, next), x);
            const across = p.dot(rest, w.row(before, next), x);
            p.axpy(rest, across.neg(), vectors.row(j, next), w.row(row, next));
            p.axpy(rest, along.neg(), w.row(before, next), w.row(row, next));
          });
          p.scale(rest, tau, w.row(row, next));
          const half = p.let(p.dot(rest, w.row(row, next), x).mul(tau).mul(-0.5));
          p.axpy(rest, half, x, w.row(row, next));
        });
      });
      const left = p.let(p.integer(n).sub(end));
      const size = p.let(end.sub(start));
      const [vBlock, wBlock] = [vectors.block(start, end), w.block(0, end)];
      p.subtractProduct(a.block(end, end), vBlock.transposed, wBlock, left, left, size);
      p.subtractProduct(a.block(end, end), wBlock.transposed, vBlock, left, left, size);
    },
    panel,
  );
  return { diagonal, offDiagonal, vectors, taus };
}
