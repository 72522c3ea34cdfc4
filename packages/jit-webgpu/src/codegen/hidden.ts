import type { Expression, ExpressionId } from "@proj/jit";
import { operandsOf } from "@proj/jit";
import { bare } from "./text.ts";

/*
 * Compilers of WGSL take floats for real numbers: x · 0 becomes 0, x + c - c becomes x, a · b + a · c becomes a · (b + c). That is
 * wrong for NaN and infinities, for sums that overflow or are meant to lose digits. What they would need to know is hidden here.
 */

/**
 * A float as something that a compiler knows nothing of.
 *
 * @param x - WGSL of type f32.
 */
export function hidden(x: string): string {
  // Every dispatch has one layer of workgroups, so this is x; but only who dispatches knows.
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

/** Whether a sum or difference has something in common on both sides, so that one of them is to be hidden from the other. */
export function hasCommonTerms(expression: Expression, all: readonly Expression[]): boolean {
  if (!isRearranged(expression) || expression.name === "mul" || expression.name === "div") return false;
  const left = new Set(terms(expression.x, all, sight));
  return terms(expression.y, all, sight).some((term) => left.has(term));
}
