import { written } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { matrixTranspose, takeRows } from "./matrices.ts";

/** How many rows stand for one column of the matrix: 1 for real numbers, 2 for complex ones. */
type Form = { readonly parts: 1 | 2 };

/**
 * Columns are taken in the order of what is left of them beside those before (G. Golub 1965): the longest rest comes next, of equal ones
 * the first. The operand has the columns as rows. A complex column c stands in two rows, those of c and i·c as real numbers, which are
 * as long as each other and orthogonal, so that what is along both is what is along c.
 */
const pivoting: RoutineProcedure<Form> = (p, [x], [permutation], { parts }) => {
  const [size, length] = x!.shape as readonly [number, number];
  const count = size / parts;
  const rest = p.workspace([size, length]);
  p.copy(size * length, x!.row(0), rest.row(0));
  const most = p.let(p.constant(0));
  p.for(0, size, (i) => {
    p.for(0, length, (j) => {
      most.set(most.max(rest.at(i, j).abs()));
    });
  });
  // Squares of lengths must not overflow.
  p.if(most.gt(0), () => {
    p.scale(size * length, p.constant(1).div(most), rest.row(0));
  });
  p.for(0, count, (k) => {
    permutation!.at(k).set(k);
  });
  p.for(0, Math.min(count, length / parts), (k) => {
    const first = p.let(k.mul(parts));
    const pivot = p.let(k);
    const longest = p.dot(length, rest.row(first), rest.row(first));
    p.for(k.add(1), count, (j) => {
      const row = p.let(j.mul(parts));
      const square = p.dot(length, rest.row(row), rest.row(row));
      p.if(square.gt(longest), () => {
        longest.set(square);
        pivot.set(j);
      });
    });
    p.if(pivot.ne(k), () => {
      p.swap(parts * length, rest.row(first), rest.row(pivot.mul(parts)));
      p.swap(1, permutation!.from([k]), permutation!.from([pivot]));
    });
    p.if(longest.gt(0), () => {
      p.for(first, first.add(parts), (direction) => {
        p.for(first.add(parts), size, (i) => {
          const along = p.dot(length, rest.row(direction), rest.row(i));
          p.axpy(length, along.div(longest).neg(), rest.row(direction), rest.row(i));
        });
      });
    });
  });
};

const routine: Routine<Form> = new Routine<Form>({
  name: "columnPivots",
  operandRanks: [2],
  types: ([x], { parts }) => [abstractArray([x!.shape[0]! / parts], "int32")],
  evaluate: evaluateBy(pivoting),
  jvp: ([x], _, form) => [applyRoutine(routine, [x!], form), [null]],
  transpose: { nonlinear: "its results are integers" },
  procedure: written(pivoting),
});

/**
 * The columns of matrices in the order in which a QR factorisation with exchanged columns takes them.
 *
 * @param columns - float[..., parts · n, parts · m]: the columns as rows; of complex numbers twice, see above.
 * @returns int32[..., n]
 */
export function columnPivots(columns: NDArray, parts: 1 | 2): NDArray {
  return applyRoutine(routine, [columns], { parts })[0]!;
}

/** The columns of matrices in another order. */
export function takeColumns(x: NDArray, permutation: NDArray): NDArray {
  return matrixTranspose(takeRows(matrixTranspose(x), permutation));
}
