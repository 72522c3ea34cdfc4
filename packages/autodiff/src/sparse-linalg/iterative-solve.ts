import { isComplexDType, readPositionalOptions, type OptionReaders } from "@proj/array/core";
import { maximum, square, type ArrayLike, type NDArray } from "@proj/array";
import { leaves } from "@proj/tree";
import { customLinearSolve } from "../custom-linear-solve.ts";
import { constant, matvecOf, preconditionerOf, systemOf, type LinearOperator } from "./linear-operator.ts";
import { iterativeReaders, type IterativeSolveOptions } from "./options.ts";
import { realInner, sizeOfTree } from "./vectors.ts";

/** What a method goes by. */
export interface Iteration<B> {
  readonly x0: B;
  readonly tol: ArrayLike;
  readonly atol: ArrayLike;
  readonly maxiter: number;
  /** `null` for none. */
  readonly M: ((x: B) => B) | null;
}

/** A method, as how it solves one system. */
export type IterativeMethod = <B>(A: (x: B) => B, b: B, iteration: Iteration<B>) => B;

/**
 * Reads the arguments of a solver.
 *
 * @param args - the guess and the options, as the user gave them.
 */
export function readIteration<B, Options extends IterativeSolveOptions<unknown>>(
  operation: string,
  given: B,
  args: readonly unknown[],
  readers: OptionReaders<Options>,
): { readonly b: B; readonly iteration: Iteration<B>; readonly options: Partial<Options> } {
  const options = readPositionalOptions<Options>(operation, args, ["x0"], readers);
  const { b, x0 } = systemOf(operation, given, (options.x0 ?? null) as B | null);
  const iteration: Iteration<B> = {
    x0,
    tol: constant(options.tol ?? 1e-5),
    atol: constant(options.atol ?? 0),
    maxiter: options.maxiter ?? 10 * sizeOfTree(b),
    M: preconditionerOf(operation, (options.M ?? null) as LinearOperator<B> | null, b),
  };
  return { b, iteration, options };
}

/**
 * Solves by a method, with derivatives by solving again.
 *
 * @param hermitian - whether the map is its own adjoint.
 */
export function iterativeSolve<B>(
  operation: string,
  A: LinearOperator<B>,
  given: B,
  args: readonly unknown[],
  method: IterativeMethod,
  hermitian: boolean,
): readonly [x: B, info: null] {
  const { b, iteration } = readIteration(operation, given, args, iterativeReaders);
  const solve = (matvec: (x: B) => B, right: B): B => method(matvec, right, iteration);
  const isReal = leaves<NDArray>(b as never).every(({ dtype }) => !isComplexDType(dtype));
  const options = { transposeSolve: solve, symmetric: hermitian && isReal };
  return [customLinearSolve(matvecOf(operation, "A", A), b, solve, options), null];
}

/** The squared length below which a residual counts as 0. */
export function residualLimit<B>(b: B, { tol, atol }: Iteration<B>): NDArray {
  return maximum(square(tol).mul(realInner(b, b)), square(atol));
}
