import type { Buffer } from "../../core/procedure/buffer.ts";
import type { ProcedureBuilder } from "../../core/procedure/builder.ts";
import { makeReflector, multiplyRows } from "./reflectors.ts";

/** How many rows and columns are reduced before the rest of the matrix is updated. */
const panel = 16;

/** An upper bidiagonal matrix, and the reflectors that made it. */
export interface Bidiagonal {
  /** float[n] */
  readonly diagonal: Buffer;
  /** float[n]: element i stands beside diagonal element i; the last one is 0. */
  readonly offDiagonal: Buffer;
  /** float[n, n]: row k is the vector of the reflector that clears column k from the left; zeros before element k. */
  readonly left: Buffer;
  readonly leftTaus: Buffer;
  /** float[n, n]: row k is the vector of the reflector that clears row k from the right; zeros before element k + 1. */
  readonly right: Buffer;
  readonly rightTaus: Buffer;
}

/**
 * Reduces a square matrix, which is overwritten, to upper bidiagonal form Uᵀ·A·V, where U and V are the products of the reflectors.
 *
 * A panel of rows and columns is reduced while the rest of the matrix waits for its updates A - Σ uⱼ·yⱼᵀ - Σ xⱼ·vⱼᵀ, which then come
 * as products of matrices (J. Dongarra, S. Hammarling and D. Sorensen 1989).
 */
export function bidiagonalize(p: ProcedureBuilder, a: Buffer): Bidiagonal {
  const n = a.shape[0]!;
  const vector = (): Buffer => p.workspace([n]);
  const [diagonal, offDiagonal, leftTaus, rightTaus] = [vector(), vector(), vector(), vector()];
  const [left, right] = [p.workspace([n, n]), p.workspace([n, n])];
  const [x, y] = [p.workspace([panel, n]), p.workspace([panel, n])];
  p.fill(n * n, 0, left.row(0));
  p.fill(n * n, 0, right.row(0));
  p.fill(n, 0, rightTaus.from([0]));
  p.fill(n, 0, offDiagonal.from([0]));
  p.for(
    0,
    n,
    (start) => {
      const end = p.let(start.add(panel).min(n));
      p.for(start, end, (k) => {
        const row = p.let(k.sub(start));
        const next = p.let(k.add(1));
        const height = p.let(p.integer(n).sub(k));
        const rest = p.let(height.sub(1));
        // Column k, as it would be after the updates.
        const u = left.row(k, k);
        p.copy(height, a.column(k, k), u);
        p.for(start, k, (j) => {
          const before = p.let(j.sub(start));
          p.axpy(height, y.at(before, k).neg(), left.row(j, k), u);
          p.axpy(height, right.at(j, k).neg(), x.row(before, k), u);
        });
        const fromLeft = makeReflector(p, height, left.at(k, k), left.row(k, next));
        left.at(k, k).set(1);
        diagonal.at(k).set(fromLeft.beta);
        leftTaus.at(k).set(fromLeft.tau);
        p.if(rest.gt(0), () => {
          // yₖ = τ·Aᵀ·uₖ, with the A that is due.
          const own = y.row(row, next);
          p.fill(rest, 0, own);
          p.addProduct(y.block(row, next), left.block(k, k), a.block(k, next), 1, rest, height);
          p.for(start, k, (j) => {
            const before = p.let(j.sub(start));
            p.axpy(rest, p.dot(height, left.row(j, k), u).neg(), y.row(before, next), own);
            p.axpy(rest, p.dot(height, x.row(before, k), u).neg(), right.row(j, next), own);
          });
          p.scale(rest, fromLeft.tau, own);
          // Row k, as it would be after the updates.
          const v = right.row(k, next);
          p.copy(rest, a.row(k, next), v);
          p.for(start, next, (j) => {
            p.axpy(rest, left.at(j, k).neg(), y.row(j.sub(start), next), v);
          });
          p.for(start, k, (j) => {
            p.axpy(rest, x.at(j.sub(start), k).neg(), right.row(j, next), v);
          });
          const fromRight = makeReflector(p, rest, right.at(k, next), right.row(k, next.add(1)));
          right.at(k, next).set(1);
          offDiagonal.at(k).set(fromRight.beta);
          rightTaus.at(k).set(fromRight.tau);
          // xₖ = τ·A·vₖ, with the A that is due.
          const across = x.row(row, next);
          multiplyRows(p, a, next, v, x.corner(row, 0));
          p.for(start, next, (j) => {
            p.axpy(rest, p.dot(rest, y.row(j.sub(start), next), v).neg(), left.row(j, next), across);
          });
          p.for(start, k, (j) => {
            p.axpy(rest, p.dot(rest, right.row(j, next), v).neg(), x.row(j.sub(start), next), across);
          });
          p.scale(rest, fromRight.tau, across);
        });
      });
      const more = p.let(p.integer(n).sub(end));
      const size = p.let(end.sub(start));
      p.subtractProduct(a.block(end, end), left.block(start, end).transposed, y.block(0, end), more, more, size);
      p.subtractProduct(a.block(end, end), x.block(0, end).transposed, right.block(start, end), more, more, size);
    },
    panel,
  );
  return { diagonal, offDiagonal, left, leftTaus, right, rightTaus };
}
