import { operandsOf, type Expression, type ExpressionId } from "@proj/jit/core";
import { bare } from "./text.ts";

/*
 * Compilers of WGSL take floats for real numbers: x · 0 becomes 0, x + c - c and x / y · y become x, a · b + a · c becomes a · (b + c).
 * That is wrong for NaN and infinities, for what overflows or is meant to lose digits. What they would need to know is hidden here.
 */

/**
 * A float as something that a compiler knows nothing of.
 *
 * @param x - WGSL of type f32.
 */
export function hidden(x: string): string {
  // Every dispatch has one layer of workgroups, so this is x; but the compiler cannot know.
  return `bitcast<f32>(bitcast<u32>(${bare(x)}) ^ group_id.z)`;
}

/** How deep compilers look for a common operand. */
const sight = 2;

type Arithmetic = Extract<Expression, { readonly op: "binary" }>;

/** Whether this is arithmetic of floats, which compilers rearrange. */
function isRearranged(expression: Expression): expression is Arithmetic {
  return (
    expression.op === "binary" &&
    expression.dtype === "float32" &&
    (expression.name === "add" || expression.name === "sub" || expression.name === "mul" || expression.name === "div")
  );
}

/** The operands of rearranged arithmetic that are constants, which are to be hidden. */
export function hiddenConstants(expression: Expression, all: readonly Expression[]): readonly ExpressionId[] {
  return isRearranged(expression) ? operandsOf(expression).filter((id) => all[id]!.op === "constant") : [];
}

function terms(id: ExpressionId, all: readonly Expression[], depth: number): readonly ExpressionId[] {
  const expression = all[id]!;
  const isInSight = depth > 0 && (isRearranged(expression) || (expression.op === "unary" && expression.name === "neg"));
  return isInSight ? [id, ...operandsOf(expression).flatMap((operand) => terms(operand, all, depth - 1))] : [id];
}

/** Whether both operands of rearranged arithmetic have something in common, so that one is to be hidden from the other. */
export function hasCommonTerms(expression: Expression, all: readonly Expression[]): boolean {
  if (!isRearranged(expression)) return false;
  const { name, x, y } = expression;
  // There is nothing else to make of the square of what is not computed.
  if (name === "mul" && x === y && operandsOf(all[x]!).length === 0) return false;
  const left = new Set(terms(x, all, sight));
  return terms(y, all, sight).some((term) => left.has(term));
}
