/*
 * Pairs at the least cost.
 */

export { baseHungarianAlgorithm, hungarianAlgorithm } from "./assignment/hungarian-algorithm.ts";
