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

/** Sweeps that are found, and then applied, together. */
const sweepsAtOnce = 32;

/**
 * Sweeps of rotations through the rows of matrices, each of a row and the next. The rows do not decide on any, so they wait until there are
 * many, and are applied while the next ones are found.
 */
export class Sweeps {
  readonly #p: ProcedureBuilder;
  readonly #matrices: readonly Buffer[];
  readonly #up: boolean;
  /** For each matrix the rotations of two sets of sweeps, a row for each sweep: those that are found, and those that are applied. */
  readonly #c: readonly Buffer[];
  readonly #s: readonly Buffer[];
  /** Of each sweep the first of the rows, and the last. */
  readonly #ends: Buffer;
  /** Of each set how many sweeps it has, and how many rotations. */
  readonly #counts: Buffer;
  /** The sweep that is found. */
  readonly #next: Local;

  /**
   * @param up - whether sweeps go from the last row to the first.
   */
  constructor(p: ProcedureBuilder, matrices: readonly Buffer[], up: boolean) {
    this.#p = p;
    this.#matrices = matrices;
    this.#up = up;
    const all = (): Buffer[] => matrices.map((rows) => p.workspace([2 * sweepsAtOnce, rows.shape[0]!]));
    [this.#c, this.#s] = [all(), all()];
    this.#ends = p.workspace([2 * sweepsAtOnce, 2], "int32");
    this.#counts = p.workspace([2, 2], "int32");
    this.#next = p.local("int32");
  }

  /** Notes a rotation of the next sweep, one for each matrix: of rows i and i + 1 if sweeps go down, of i + 1 and i if they go up. */
  note(i: ScalarLike, rotations: readonly Pick<Rotation, "c" | "s">[]): void {
    this.#matrices.forEach((_, which) => {
      this.#c[which]!.at(this.#next, i).set(rotations[which]!.c);
      this.#s[which]!.at(this.#next, i).set(rotations[which]!.s);
    });
  }

  /** Ends a sweep, whose rotations were noted from `from` to below `to`. */
  end(from: Scalar, to: Scalar): void {
    this.#ends.at(this.#next, 0).set(from);
    this.#ends.at(this.#next, 1).set(to);
    this.#next.set(this.#next.add(1));
  }

  /**
   * Finds sweeps and applies them.
   *
   * @param isMore - whether there may be another one; it may read what is in memory alone, as may `find`.
   * @param find - emits what finds a sweep, or goes on to where the next one is.
   */
  run(isMore: () => Scalar, find: () => void): void {
    const p = this.#p;
    const strips = this.#matrices.flatMap((rows, which) =>
      Array.from({ length: Math.ceil(rows.shape[1]! / columnsAtOnce) }, () => which),
    );
    const firsts = this.#matrices.map((_, which) => 1 + strips.indexOf(which));
    p.fill(4, 0, this.#counts.from([0, 0]));
    const set = p.letInteger(0);
    const goesOn = p.letFlag(true);
    p.while(goesOn, () => {
      const found = p.let(p.integer(1).sub(set));
      p.forAtOnce(0, 1 + strips.length, this.#counts.at(found, 1).mul(2 * columnsAtOnce), (piece) => {
        p.if(
          piece.eq(0),
          () => {
            this.#find(set, isMore, find);
          },
          () => {
            this.#matrices.forEach((rows, which) => {
              const column = p.let(piece.sub(firsts[which]!).mul(columnsAtOnce));
              p.if(column.ge(0).and(column.lt(rows.shape[1]!)), () => {
                this.#apply(found, which, column);
              });
            });
          },
        );
      });
      goesOn.set(this.#counts.at(set, 0).gt(0));
      set.set(found);
    });
  }

  /** Finds the sweeps of a set. */
  #find(set: Scalar, isMore: () => Scalar, find: () => void): void {
    const p = this.#p;
    const first = p.let(set.mul(sweepsAtOnce));
    this.#next.set(first);
    p.while(this.#next.sub(first).lt(sweepsAtOnce).and(isMore()), find);
    const rotations = p.letInteger(0);
    p.for(first, this.#next, (sweep) => {
      rotations.set(rotations.add(this.#ends.at(sweep, 1)).sub(this.#ends.at(sweep, 0)));
    });
    this.#counts.at(set, 0).set(this.#next.sub(first));
    this.#counts.at(set, 1).set(rotations);
  }

  /** Applies the sweeps of a set to some columns of a matrix. */
  #apply(set: Scalar, which: number, column: Scalar): void {
    const p = this.#p;
    const [rows, c, s] = [this.#matrices[which]!, this.#c[which]!, this.#s[which]!];
    const count = p.let(p.integer(rows.shape[1]!).sub(column).min(columnsAtOnce));
    const first = p.let(set.mul(sweepsAtOnce));
    const each = this.#up ? p.forDown.bind(p) : p.for.bind(p);
    p.for(first, first.add(this.#counts.at(set, 0)), (sweep) => {
      each(this.#ends.at(sweep, 0), this.#ends.at(sweep, 1), (i) => {
        const [row, next] = [rows.row(i, column), rows.row(i.add(1), column)];
        const [x, y] = this.#up ? [next, row] : [row, next];
        p.rotate(count, c.at(sweep, i), s.at(sweep, i), x, y);
      });
    });
  }
}
