/*
 * Products with Hessians, and their diagonals.
 */

export { fisherDiag, hessianDiag, hvp } from "./second-order/second-order.ts";
export type { LossFn } from "./second-order/second-order.ts";
