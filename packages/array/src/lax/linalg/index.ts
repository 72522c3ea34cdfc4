/*
 * The functions of `jax.lax.linalg`: factorisations, and systems of equations in their terms. They neither promote nor
 * broadcast; leading axes are batch axes.
 */
export { cholesky, type CholeskyOptions } from "./cholesky.ts";
export { choleskyUpdate } from "./cholesky-update.ts";
export { lu, luPivotsToPermutation } from "./lu.ts";
export { triangularSolve, type TriangularSolveOptions } from "./triangular-solve.ts";
export { eigh, type EighOptions } from "./eigh.ts";
export { geqrf, householderProduct, ormqr, type OrmqrOptions } from "./householder.ts";
export { qr, type QrOptions } from "./qr.ts";
export type { IndexSubset } from "./subset.ts";
export { svd, type SvdOptions } from "./svd.ts";
export { hessenberg } from "./hessenberg.ts";
export { symmetricProduct, type SymmetricProductOptions } from "./symmetric-product.ts";
export { tridiagonal, type TridiagonalOptions } from "./tridiagonal.ts";
export { tridiagonalSolve } from "./tridiagonal-solve.ts";
export { schur } from "./schur.ts";
