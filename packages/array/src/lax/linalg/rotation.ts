import type { Buffer } from "../../core/procedure/buffer.ts";
import type { ProcedureBuilder } from "../../core/procedure/builder.ts";
import type { Local, Scalar, ScalarLike } from "../../core/procedure/scalar.ts";

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

/** Columns of a matrix that go through all rotations of a sweep before the next do, so that they stay near. */
const columnsAtOnce = 128;

/**
 * The rotations of one sweep through the rows of a matrix, each of a row and the next. They wait until the sweep has found all of them,
 * since the rows do not decide on any.
 */
export class SweepOfRows {
  readonly #p: ProcedureBuilder;
  readonly #rows: Buffer;
  readonly #c: Buffer;
  readonly #s: Buffer;

  constructor(p: ProcedureBuilder, rows: Buffer) {
    this.#p = p;
    this.#rows = rows;
    [this.#c, this.#s] = [p.workspace([rows.shape[0]!]), p.workspace([rows.shape[0]!])];
  }

  /** Notes a rotation: of rows i and i + 1 if the sweep goes down, of i + 1 and i if it goes up. */
  note(i: ScalarLike, { c, s }: Pick<Rotation, "c" | "s">): void {
    this.#c.at(i).set(c);
    this.#s.at(i).set(s);
  }

  /** Applies the rotations that were noted from `from` to below `to`: from the first row to the last, or the other way `up`. */
  apply(from: Scalar, to: Scalar, up: boolean): void {
    const p = this.#p;
    const width = this.#rows.shape[1]!;
    const each = up ? p.forDown.bind(p) : p.for.bind(p);
    const elements = to.sub(from).mul(2 * columnsAtOnce);
    p.forAtOnce(
      0,
      width,
      elements,
      (column) => {
        const count = p.let(p.integer(width).sub(column).min(columnsAtOnce));
        each(from, to, (i) => {
          const [row, next] = [this.#rows.row(i, column), this.#rows.row(i.add(1), column)];
          p.rotate(count, this.#c.at(i), this.#s.at(i), up ? next : row, up ? row : next);
        });
      },
      columnsAtOnce,
    );
  }
}
