import type { Expression, ExpressionId } from "./program.ts";

/**
 * The expressions that an expression is computed from.
 *
 * @param expression - of a loop.
 * @returns positions among the loop's expressions.
 * @example
 * import { operandsOf } from "@proj/jit/core";
 * operandsOf({ op: "binary", dtype: "float32", name: "add", x: 3, y: 5 }); // → [3, 5]
 */
export function operandsOf(expression: Expression): readonly ExpressionId[] {
  switch (expression.op) {
    case "constant":
    case "load":
    case "index":
    case "counter":
      return [];
    case "unary":
    case "convert":
    case "bitcast":
      return [expression.x];
    case "binary":
    case "packHalves":
      return [expression.x, expression.y];
    case "select":
      return [expression.condition, expression.onTrue, expression.onFalse];
    case "fma":
      return [expression.x, expression.y, expression.z];
    case "gather":
      return expression.indices.map(({ value }) => value);
  }
}

/** The same expression of other operands: what stood at `id` stands at `renamed(id)`. */
export function withOperands(expression: Expression, renamed: (id: ExpressionId) => ExpressionId): Expression {
  switch (expression.op) {
    case "constant":
    case "load":
    case "index":
    case "counter":
      return expression;
    case "unary":
    case "convert":
    case "bitcast":
      return { ...expression, x: renamed(expression.x) };
    case "binary":
    case "packHalves":
      return { ...expression, x: renamed(expression.x), y: renamed(expression.y) };
    case "select":
      return {
        ...expression,
        condition: renamed(expression.condition),
        onTrue: renamed(expression.onTrue),
        onFalse: renamed(expression.onFalse),
      };
    case "fma":
      return { ...expression, x: renamed(expression.x), y: renamed(expression.y), z: renamed(expression.z) };
    case "gather":
      return {
        ...expression,
        indices: expression.indices.map((index) => ({ ...index, value: renamed(index.value) })),
      };
  }
}
