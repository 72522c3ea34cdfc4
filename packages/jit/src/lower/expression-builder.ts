import { castScalar, parameterKey, type ScalarValue } from "@proj/array/core";
import type { DType } from "@proj/array";
import type { Expression, ExpressionId } from "../program/program.ts";

/** Collects a loop's scalar expressions; equal ones are one. */
export class ExpressionBuilder {
  readonly expressions: Expression[] = [];
  readonly #known = new Map<string, ExpressionId>();

  add(expression: Expression): ExpressionId {
    const key = parameterKey(expression, "with rules");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.expressions.push(expression) - 1;
    this.#known.set(key, id);
    return id;
  }

  dtypeOf(id: ExpressionId): DType {
    return this.expressions[id]!.dtype;
  }

  constant(value: ScalarValue, dtype: DType): ExpressionId {
    return this.add({ op: "constant", dtype, value: castScalar(value, dtype) });
  }
}
