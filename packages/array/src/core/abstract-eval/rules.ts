import type { PrimitiveName } from "../primitives.ts";
import { callbackShapeRules } from "./callbacks.ts";
import { callShapeRules } from "./calls.ts";
import { collectiveShapeRules } from "./collectives.ts";
import { contractionShapeRules } from "./contraction.ts";
import { controlFlowShapeRules } from "./control-flow.ts";
import { elementwiseShapeRules } from "./elementwise.ts";
import { indexingShapeRules } from "./indexing.ts";
import { movementShapeRules } from "./movement.ts";
import { orderingShapeRules } from "./ordering.ts";
import { randomShapeRules } from "./random.ts";
import { reductionShapeRules } from "./reduction.ts";
import { routineShapeRules } from "./routines.ts";
import type { ShapeRule } from "./index.ts";

/** The shape rule of every primitive. */
export const shapeRules: { readonly [P in PrimitiveName]: ShapeRule<P> } = {
  ...elementwiseShapeRules,
  ...movementShapeRules,
  ...reductionShapeRules,
  ...contractionShapeRules,
  ...indexingShapeRules,
  ...orderingShapeRules,
  ...randomShapeRules,
  ...routineShapeRules,
  ...controlFlowShapeRules,
  ...callShapeRules,
  ...callbackShapeRules,
  ...collectiveShapeRules,
};
