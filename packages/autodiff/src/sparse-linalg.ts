/** What JAX keeps under `jax.scipy.sparse.linalg`: linear systems that are solved step by step. */
export { cg } from "./sparse-linalg/cg.ts";
export { bicgstab } from "./sparse-linalg/bicgstab.ts";
export { gmres, type GmresOptions } from "./sparse-linalg/gmres.ts";
export type { LinearOperator } from "./sparse-linalg/linear-operator.ts";
export type { IterativeSolveOptions } from "./sparse-linalg/options.ts";
