import type { PrimitiveName } from "../primitives.ts";
import { rulesByFamily } from "../rules-by-family.ts";
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

/** The shape rule of a primitive. */
export const shapeRule = rulesByFamily<{ readonly [P in PrimitiveName]: ShapeRule<P> }>({
  elementwise: elementwiseShapeRules,
  movement: movementShapeRules,
  reduction: reductionShapeRules,
  contraction: contractionShapeRules,
  indexing: indexingShapeRules,
  ordering: orderingShapeRules,
  random: randomShapeRules,
  routines: routineShapeRules,
  controlFlow: controlFlowShapeRules,
  calls: callShapeRules,
  callbacks: callbackShapeRules,
  collectives: collectiveShapeRules,
});
