import { UsageError } from "@proj/tree/core";
import { written } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { describeArray, type AbstractArray } from "../../core/types/abstract-array.ts";
import { isFloat } from "../../core/types/dtype.ts";
import { shapesEqual } from "../../core/types/shape.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add, mul, sub } from "../binary.ts";
import { full } from "../elementwise.ts";
import { broadcastInDim, pad } from "../movement.ts";

type None = Readonly<Record<string, never>>;

/** Elimination with exchanges of neighbouring rows, as LAPACK's gtsv. */
const elimination: RoutineProcedure<None> = (p, [dl, d, du, b], [x]) => {
  const [n, columns] = b!.shape as readonly [number, number];
  if (n === 0) return;
  const vector = (): typeof b => p.workspace([n]);
  // The diagonal, and the two above it that elimination leaves.
  const [diagonal, first, second] = [vector()!, vector()!, vector()!];
  p.copy(n, d!.from([0]), diagonal.from([0]));
  p.copy(n, du!.from([0]), first.from([0]));
  p.fill(n, 0, second.from([0]));
  p.copy(n * columns, b!.row(0), x!.row(0));
  p.for(0, n - 1, (i) => {
    const next = p.let(i.add(1));
    const below = p.let(dl!.at(next));
    p.if(
      diagonal.at(i).abs().ge(below.abs()),
      () => {
        const factor = p.let(below.div(diagonal.at(i)));
        diagonal.at(next).set(diagonal.at(next).sub(factor.mul(first.at(i))));
        p.axpy(columns, factor.neg(), x!.row(i), x!.row(next));
      },
      () => {
        const factor = p.let(diagonal.at(i).div(below));
        diagonal.at(i).set(below);
        const beside = p.let(diagonal.at(next));
        diagonal.at(next).set(first.at(i).sub(factor.mul(beside)));
        first.at(i).set(beside);
        p.if(next.lt(n - 1), () => {
          second.at(i).set(first.at(next));
          first.at(next).set(factor.mul(first.at(next)).neg());
        });
        p.swap(columns, x!.row(i), x!.row(next));
        p.axpy(columns, factor.neg(), x!.row(i), x!.row(next));
      },
    );
  });
  p.forDown(0, n, (i) => {
    p.if(i.lt(n - 1), () => {
      p.axpy(columns, first.at(i).neg(), x!.row(i.add(1)), x!.row(i));
    });
    p.if(i.lt(n - 2), () => {
      p.axpy(columns, second.at(i).neg(), x!.row(i.add(2)), x!.row(i));
    });
    p.for(0, columns, (j) => {
      x!.at(i, j).set(x!.at(i, j).div(diagonal.at(i)));
    });
  });
};

function checkDiagonals(operation: string, [dl, d, du, b]: readonly Pick<AbstractArray, "shape" | "dtype">[]): void {
  const isSystem =
    [dl, du].every((other) => shapesEqual(other!.shape, d!.shape) && other!.dtype === d!.dtype) &&
    shapesEqual(b!.shape.slice(0, -1), d!.shape) &&
    b!.dtype === d!.dtype &&
    isFloat(d!.dtype);
  if (isSystem) return;
  throw new UsageError({
    operation,
    received: [dl!, d!, du!, b!].map((x) => describeArray({ weakType: false, ...x })).join(", "),
    expected: "three diagonals of floats, float[..., n], and a right-hand side of float[..., n, k]",
    remedy: "give diagonals of equal length, of which the first of dl and the last of du are not read",
  });
}

/** Vectors beside matrices: one number a row. */
const beside = (vector: NDArray, matrix: NDArray): NDArray =>
  broadcastInDim(vector, matrix.shape, [...vector.shape.keys()]);

/** Each element moved by one place towards the end of the axis, or the front; zero comes in. */
function shifted(x: NDArray, axis: number, by: 1 | -1): NDArray {
  const none = x.shape.map(() => 0);
  return by === 1
    ? pad(x, 0, none.with(axis, 1), none.with(axis, -1))
    : pad(x, 0, none.with(axis, -1), none.with(axis, 1));
}

/** The product of a tridiagonal matrix and columns. */
function product(dl: NDArray, d: NDArray, du: NDArray, x: NDArray): NDArray {
  const axis = x.ndim - 2;
  const sides = add(mul(beside(dl, x), shifted(x, axis, 1)), mul(beside(du, x), shifted(x, axis, -1)));
  return add(mul(beside(d, x), x), sides);
}

const zeroLike = (x: NDArray): NDArray => full(x.shape, 0, x.dtype);

const routine: Routine<None> = new Routine<None>({
  name: "tridiagonalSolve",
  operandRanks: [1, 1, 1, 2],
  types: (operands) => {
    checkDiagonals("tridiagonalSolve", operands);
    return [operands[3]!];
  },
  evaluate: evaluateBy(elimination),
  jvp: ([dl, d, du, b], [tl, t, tu, tb]) => {
    const x = solved(dl!, d!, du!, b!);
    const isFixed = [tl, t, tu].every((tangent) => tangent === null);
    const change = isFixed ? null : product(tl ?? zeroLike(dl!), t ?? zeroLike(d!), tu ?? zeroLike(du!), x);
    const side = change === null ? tb! : sub(tb ?? zeroLike(b!), change);
    return [[x], [solved(dl!, d!, du!, side)]];
  },
  transpose: ([cotangent], [dl, d, du]) => {
    const axis = d!.ndim - 1;
    return [null, null, null, solved(shifted(du!, axis, 1), d!, shifted(dl!, axis, -1), cotangent!)];
  },
  procedure: written(elimination),
});

const solved = (dl: NDArray, d: NDArray, du: NDArray, b: NDArray): NDArray =>
  applyRoutine(routine, [dl, d, du, b], {})[0]!;

/**
 * Solves a·x = b for tridiagonal matrices.
 *
 * @param dl - the diagonal below, float[..., n], whose first element is not read.
 * @param d - the diagonal, float[..., n]
 * @param du - the diagonal above, float[..., n], whose last element is not read.
 * @param b - float[..., n, k]
 * @returns x, as `b`.
 * @throws UsageError for shapes or dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * linalg.tridiagonalSolve(array([0, 1]), array([2, 3]), array([1, 0]), array([[3], [4]])); // ≈ [[1], [1]]
 */
export function tridiagonalSolve(dl: NDArray, d: NDArray, du: NDArray, b: NDArray): NDArray {
  const operands = [dl, d, du, b].map((x) => operand("linalg.tridiagonalSolve", x));
  checkDiagonals("lax.linalg.tridiagonalSolve", operands);
  return applyRoutine(routine, operands, {})[0]!;
}
