/*
 * Smooth relatives of functions that jump.
 */

export { Gumbel, makePerturbedFun, Normal } from "./perturbations/perturbed.ts";
export type { Noise, PerturbedOptions } from "./perturbations/perturbed.ts";
