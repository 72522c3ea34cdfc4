import type { DType } from "@proj/array";
import type { Expression, ExpressionId } from "../program/program.ts";

/** Collects a loop's scalar expressions; equal ones are one. */
export class ExpressionBuilder {
  readonly expressions: Expression[] = [];
  readonly #known = new Map<string, ExpressionId>();

  add(expression: Expression): ExpressionId {
    // -0 and 0 are different constants, which JSON does not tell apart.
    const key =
      expression.op === "constant" && Object.is(expression.value, -0)
        ? "-0" + expression.dtype
        : JSON.stringify(expression, nonFiniteAsText);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.expressions.push(expression) - 1;
    this.#known.set(key, id);
    return id;
  }

  dtypeOf(id: ExpressionId): DType {
    return this.expressions[id]!.dtype;
  }

  constant(value: number, dtype: DType): ExpressionId {
    return this.add({ op: "constant", dtype, value });
  }
}

function nonFiniteAsText(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
