import type { PrimitiveName } from "../primitives.ts";
import type { EvaluationRule } from "./index.ts";

/** The evaluation rule of every primitive. */
export const evaluationRules = {} as { readonly [P in PrimitiveName]: EvaluationRule<P> };
