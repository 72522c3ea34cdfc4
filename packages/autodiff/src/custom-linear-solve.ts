import type { NDArray } from "@proj/array";
import {
  booleanOption,
  flattenArrays,
  functionOption,
  linearCall,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { sub } from "@proj/array/lax";
import { map } from "@proj/tree";
import { customJvp } from "./custom-jvp.ts";
import { jvp } from "./jvp.ts";
import { linearTranspose } from "./linear-transpose.ts";
import { closureOf, noTangent, type Arrays } from "./staged-closure.ts";

/** From a linear map and y to an x that it maps to y. */
export type LinearSolve<B, R = B> = (matvec: (x: B) => B, b: B) => R;

/** Options of {@link customLinearSolve}. */
export interface LinearSolveOptions<B> {
  /** Solves for the transposed map, as reverse mode needs it; default `solve` if the map is symmetric, else none. */
  readonly transposeSolve?: LinearSolve<B> | null;
  /** Whether the map is its own transpose; default false. */
  readonly symmetric?: boolean;
  /** Whether `solve` (and `transposeSolve`) return `[x, aux]`; default false. */
  readonly hasAux?: boolean;
}

type Solve = LinearSolve<unknown, unknown>;

const readers: OptionReaders<LinearSolveOptions<unknown>> = {
  transposeSolve: (value, place) => (value === null ? null : functionOption<Solve>()(value, place)),
  symmetric: booleanOption,
  hasAux: booleanOption,
};

/** A linear map with values for what it closes over, and how to solve for it and for its transpose. */
interface Problem {
  readonly matvec: (consts: Arrays, x: unknown) => unknown;
  readonly solve: Solve;
  readonly transposeSolve: Solve | null;
  readonly symmetric: boolean;
  readonly hasAux: boolean;
}

/**
 * The solution of a linear system, whose derivatives are solutions of such systems again and not those of the steps that
 * found it.
 *
 * @param matvec - a linear map from a tree of arrays to a tree like it; may close over what is differentiated by.
 * @param b - the right side.
 * @param solve - from the map and b to an x with matvec(x) = b.
 * @param options - {@link LinearSolveOptions}.
 * @returns what `solve` returns.
 * @throws UsageError when it is differentiated in reverse mode without a `transposeSolve`.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { customLinearSolve, grad } from "@proj/autodiff";
 * const quotient = (a: NDArray) =>
 *   customLinearSolve((x) => x.mul(a), array(6), (matvec, b) => b.div(matvec(array(1))), { symmetric: true });
 * grad(quotient)(array(2)); // ≈ -1.5
 */
export function customLinearSolve<B, R = B>(
  matvec: (x: B) => B,
  b: B,
  solve: LinearSolve<B, R>,
  options?: LinearSolveOptions<B>,
): R;
export function customLinearSolve(
  matvec: (x: unknown) => unknown,
  b: unknown,
  solve: Solve,
  options?: LinearSolveOptions<unknown>,
): unknown {
  const operation = "customLinearSolve";
  readArgument(operation, "matvec", matvec, functionOption());
  readArgument(operation, "solve", solve, functionOption());
  const given = readOptions<LinearSolveOptions<unknown>>(operation, options, readers);
  const { symmetric = false, hasAux = false } = given;
  const { consts, call } = closureOf(operation, "matvec", matvec, b);
  const transposeSolve = given.transposeSolve ?? (symmetric ? solve : null);
  return solutionOf({ matvec: call, solve, transposeSolve, symmetric, hasAux })(consts, b);
}

const withoutAux = ({ hasAux }: Problem, result: unknown): unknown =>
  hasAux ? (result as readonly unknown[])[0] : result;

function solutionOf(problem: Problem): (consts: Arrays, b: unknown) => unknown {
  const { matvec, solve, hasAux } = problem;
  const solution: (consts: Arrays, b: unknown) => unknown = customJvp(
    (consts: Arrays, b: unknown): unknown => solve((x) => matvec(consts, x), b),
    // A x = b: A dx = db - dA x.
    ([consts, b], [constTangents, bTangent]) => {
      const result = solution(consts, b);
      const x = withoutAux(problem, result);
      const [, moved] = jvp((c: Arrays) => matvec(c, x), [consts], [constTangents]);
      const right = map((t: NDArray, m: NDArray) => sub(t, m), bTangent as never, moved as never);
      const tangent = linearSolution(problem, consts, right);
      return [result, hasAux ? [tangent, noTangent((result as readonly unknown[])[1])] : tangent] as never;
    },
  );
  return solution;
}

/** The solution as a linear function of the right side, which reverse mode transposes by solving for the transposed map. */
function linearSolution(problem: Problem, consts: Arrays, right: unknown): unknown {
  const { arrays, treedef } = flattenArrays("customLinearSolve", "b", right);
  const solved =
    (of: Problem) =>
    (values: Arrays, flat: readonly NDArray[]): readonly NDArray[] => {
      const x = withoutAux(of, solutionOf(of)(values, treedef.unflatten(flat)));
      return flattenArrays("customLinearSolve", "result of solve", x).arrays;
    };
  const results = linearCall("customLinearSolve", consts, arrays, solved(problem), (values, cotangents) =>
    solved(transposed(problem, right))(values, cotangents),
  );
  return treedef.unflatten(results);
}

function transposed(problem: Problem, like: unknown): Problem {
  const { matvec, solve, transposeSolve, symmetric } = problem;
  if (transposeSolve === null) {
    throw new UsageError({
      operation: "customLinearSolve",
      received: "a derivative in reverse mode, without transposeSolve",
      expected: "transposeSolve, which solves for the transposed map",
      remedy: "pass transposeSolve, or symmetric: true if the map is its own transpose",
    });
  }
  if (symmetric) return { ...problem, solve: transposeSolve, transposeSolve: solve };
  return {
    ...problem,
    matvec: (consts, y) => linearTranspose((x: unknown) => matvec(consts, x), [like])(y)[0],
    solve: transposeSolve,
    transposeSolve: solve,
  };
}
