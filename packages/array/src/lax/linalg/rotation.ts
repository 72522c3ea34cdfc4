import type { Local, ProcedureBuilder, Scalar } from "../../core/procedure/builder.ts";

/** A rotation that takes (f, g) to (r, 0): c·f + s·g = r. */
export interface Rotation {
  readonly c: Local;
  readonly s: Local;
  readonly r: Local;
}

/**
 * The rotation that takes (f, g) to (r, 0), in a procedure.
 *
 * The larger of c and s is 1 - t²/(q·(q + 1)) with t the quotient of the smaller and the larger number and q = √(1 + t²): as 1 / q it would be
 * too large whenever t² is lost beside 1, and after some hundred rotations vectors would not have length 1 any more.
 */
export function rotation(p: ProcedureBuilder, f: Scalar, g: Scalar): Rotation {
  const [x, y] = [p.let(f), p.let(g)];
  const [c, s, r] = [p.let(1), p.let(0), p.let(x)];
  p.if(y.ne(0), () => {
    const isSteep = x.abs().lt(y.abs());
    const [large, small] = [p.let(isSteep.select(y, x)), p.let(isSteep.select(x, y))];
    const t = p.let(small.div(large));
    const square = p.let(t.mul(t));
    const q = p.let(square.add(1).sqrt());
    const more = p.let(p.constant(1).sub(square.div(q.add(1).mul(q))));
    const less = p.let(more.mul(t));
    c.set(isSteep.select(less, more));
    s.set(isSteep.select(more, less));
    r.set(large.mul(q));
  });
  return { c, s, r };
}
