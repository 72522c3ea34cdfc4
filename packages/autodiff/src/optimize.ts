/** What JAX keeps under `jax.scipy.optimize`: minima. */
export { minimize, type MinimizeOptions } from "./optimize/minimize.ts";
export type { BfgsOptions, OptimizeResults } from "./optimize/bfgs.ts";
