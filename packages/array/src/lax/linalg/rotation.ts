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

/** Columns of a matrix that go through all rotations of some sweeps before the next do, so that they stay near. */
const columnsAtOnce = 64;

/** Sweeps that wait for each other. */
const sweepsAtOnce = 32;

/**
 * The rotations of sweeps through the rows of a matrix, each of a row and the next. They wait until there are many, since the rows do not
 * decide on any.
 */
export class SweepsOfRows {
  readonly #p: ProcedureBuilder;
  readonly #rows: Buffer;
  readonly #up: boolean;
  readonly #c: Buffer;
  readonly #s: Buffer;
  /** Of each sweep the first of the rows, and the last. */
  readonly #ends: Buffer;
  /** How many sweeps wait, and how many rotations. */
  readonly #waiting: Local;
  readonly #rotations: Local;

  /**
   * @param up - whether sweeps go from the last row to the first.
   */
  constructor(p: ProcedureBuilder, rows: Buffer, up: boolean) {
    this.#p = p;
    this.#rows = rows;
    this.#up = up;
    const shape = [sweepsAtOnce, rows.shape[0]!];
    [this.#c, this.#s] = [p.workspace(shape), p.workspace(shape)];
    this.#ends = p.workspace([sweepsAtOnce, 2], "int32");
    this.#waiting = p.letInteger(0);
    this.#rotations = p.letInteger(0);
  }

  /** Notes a rotation of the next sweep: of rows i and i + 1 if sweeps go down, of i + 1 and i if they go up. */
  note(i: ScalarLike, { c, s }: Pick<Rotation, "c" | "s">): void {
    this.#c.at(this.#waiting, i).set(c);
    this.#s.at(this.#waiting, i).set(s);
  }

  /** Ends a sweep, whose rotations were noted from `from` to below `to`. */
  end(from: Scalar, to: Scalar): void {
    this.#ends.at(this.#waiting, 0).set(from);
    this.#ends.at(this.#waiting, 1).set(to);
    this.#waiting.set(this.#waiting.add(1));
    this.#rotations.set(this.#rotations.add(to).sub(from));
  }

  /** Applies what waits if it is as much as may wait, or the `last`. */
  apply(last: Scalar): void {
    const p = this.#p;
    const width = this.#rows.shape[1]!;
    const each = this.#up ? p.forDown.bind(p) : p.for.bind(p);
    p.if(this.#waiting.eq(sweepsAtOnce).or(last), () => {
      p.forAtOnce(
        0,
        width,
        this.#rotations.mul(2 * columnsAtOnce),
        (column) => {
          const count = p.let(p.integer(width).sub(column).min(columnsAtOnce));
          p.for(0, this.#waiting, (sweep) => {
            each(this.#ends.at(sweep, 0), this.#ends.at(sweep, 1), (i) => {
              const [row, next] = [this.#rows.row(i, column), this.#rows.row(i.add(1), column)];
              const [x, y] = this.#up ? [next, row] : [row, next];
              p.rotate(count, this.#c.at(sweep, i), this.#s.at(sweep, i), x, y);
            });
          });
        },
        columnsAtOnce,
      );
      this.#waiting.set(0);
      this.#rotations.set(0);
    });
  }
}
