/*
 * Nearest points of sets.
 */

export {
  projectionNonNegative,
  projectionBox,
  projectionHypercube,
  projectionSimplex,
  projectionL1Sphere,
  projectionL1Ball,
  projectionL2Sphere,
  projectionL2Ball,
  projectionLinfBall,
  projectionVector,
  projectionHyperplane,
  projectionHalfspace,
} from "./projections/projections.ts";
