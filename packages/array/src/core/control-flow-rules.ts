import type { JvpRule, TransposeRule } from "../differentiation/rules.ts";
import type { ShapeRule } from "./abstract-eval/index.ts";
import type { EvaluationRule } from "./evaluate/index.ts";
import type { ControlFlowName } from "./families.ts";

/** What the equation of a loop or branch brings along. */
export interface ControlFlowRules<P extends ControlFlowName> {
  readonly types: ShapeRule<P>;
  readonly evaluate: EvaluationRule<P>;
  readonly jvp: JvpRule<P>;
  readonly transpose: TransposeRule<P>;
}

/** A loop whose end is not known before it runs has no transpose. */
export type WhileRules = Omit<ControlFlowRules<"while">, "transpose">;
