/*
 * The functions of `jax.lax.linalg`: factorisations, and systems of equations in their terms. They neither promote nor
 * broadcast; leading axes are batch axes.
 */
export { cholesky, type CholeskyOptions } from "./cholesky.ts";
export { triangularSolve, type TriangularSolveOptions } from "./triangular-solve.ts";
