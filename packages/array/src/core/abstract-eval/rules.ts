import type { PrimitiveName } from "../primitives.ts";
import { contractionShapeRules } from "./contraction.ts";
import { binaryShapeRules, otherElementwiseShapeRules, unaryShapeRules } from "./elementwise.ts";
import { higherOrderShapeRules } from "./higher-order.ts";
import type { ShapeRule } from "./index.ts";
import { indexingShapeRules } from "./indexing.ts";
import { movementShapeRules } from "./movement.ts";
import { reductionShapeRules } from "./reduction.ts";

/** The shape rule of every primitive. */
export const shapeRules: { readonly [P in PrimitiveName]: ShapeRule<P> } = {
  ...unaryShapeRules,
  ...binaryShapeRules,
  ...otherElementwiseShapeRules,
  ...movementShapeRules,
  ...reductionShapeRules,
  ...contractionShapeRules,
  ...indexingShapeRules,
  ...higherOrderShapeRules,
};
