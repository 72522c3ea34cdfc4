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
import { closureOf, noTangent, type Arrays, type StagedClosure } from "./staged-closure.ts";

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

/** A solver of one map and one kind of right side; `consts` are what map and solvers close over. */
type StagedSolve = (consts: Arrays, b: unknown) => unknown;

/** A linear map with values for what it closes over, and how to solve for it and for its transpose. */
interface Problem {
  readonly matvec: (consts: Arrays, x: unknown) => unknown;
  readonly solve: StagedSolve;
  readonly transposeSolve: StagedSolve | null;
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
  const transposeSolve = given.transposeSolve ?? (symmetric ? solve : null);
  const map = closureOf(operation, "matvec", matvec, b);
  // What the solvers close over counts too, as a derivative may be taken after what they were made in has ended.
  const staged = (name: string, solver: Solve, of: (consts: Arrays, x: unknown) => unknown): StagedClosure => {
    const solveFor = (all: unknown): unknown => {
      const [consts, right] = all as readonly [Arrays, unknown];
      return solver((x) => of(consts, x), right);
    };
    return closureOf(operation, name, solveFor, [map.consts, b], "any tree");
  };
  const forward = staged("solve", solve, map.call);
  const forwardServes = symmetric && transposeSolve === solve;
  const backward =
    transposeSolve === null || forwardServes
      ? null
      : staged("transposeSolve", transposeSolve, symmetric ? map.call : transposeOf(map.call, b));
  const [mapEnd, forwardEnd] = [map.consts.length, map.consts.length + forward.consts.length];
  const solveFrom =
    (solver: StagedClosure, start: number, end?: number): StagedSolve =>
    (consts, right) =>
      solver.call(consts.slice(start, end), [consts.slice(0, mapEnd), right]);
  const solveForward = solveFrom(forward, mapEnd, forwardEnd);
  const solveBackward = backward === null ? null : solveFrom(backward, forwardEnd);
  const problem: Problem = {
    matvec: (consts, x) => map.call(consts.slice(0, mapEnd), x),
    solve: solveForward,
    transposeSolve: forwardServes ? solveForward : solveBackward,
    symmetric,
    hasAux,
  };
  return solutionOf(problem)([...map.consts, ...forward.consts, ...(backward?.consts ?? [])], b);
}

const transposeOf =
  (matvec: (consts: Arrays, x: unknown) => unknown, like: unknown) =>
  (consts: Arrays, y: unknown): unknown =>
    linearTranspose((x: unknown) => matvec(consts, x), [like])(y)[0];

const withoutAux = ({ hasAux }: Problem, result: unknown): unknown =>
  hasAux ? (result as readonly unknown[])[0] : result;

function solutionOf(problem: Problem): (consts: Arrays, b: unknown) => unknown {
  const { matvec, solve, hasAux } = problem;
  const solution: (consts: Arrays, b: unknown) => unknown = customJvp(
    (consts: Arrays, b: unknown): unknown => solve(consts, b),
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
    matvec: transposeOf(matvec, like),
    solve: transposeSolve,
    transposeSolve: solve,
  };
}
