import { castScalar, parameterKey, type ScalarValue } from "@proj/array/core";
import type { DType } from "@proj/array";
import type { Expression, ExpressionId } from "../program/program.ts";

/** A text that equal expressions share. Those that nearly all loops consist of are written without looking at what they are made of. */
function keyOf(expression: Expression): string {
  const { op, dtype } = expression;
  switch (op) {
    case "unary":
      return `${dtype} ${expression.name} ${expression.x}`;
    case "binary":
      return `${dtype} ${expression.name} ${expression.x} ${expression.y}`;
    case "load": {
      const { buffer, offset, strides, dynamic } = expression.view;
      const moving = dynamic.length === 0 ? "" : parameterKey(dynamic, "with rules");
      return `${dtype} load ${buffer} ${offset} ${strides.join()}${moving}`;
    }
    case "select":
      return `${dtype} select ${expression.condition} ${expression.onTrue} ${expression.onFalse}`;
    case "convert":
    case "bitcast":
      return `${dtype} ${op} ${expression.x}`;
    case "constant":
      return `${dtype} constant ${parameterKey(expression.value, "with rules")}`;
    case "index":
    case "counter":
    case "packHalves":
    case "fma":
    case "gather":
      return parameterKey(expression, "with rules");
  }
}

/** Collects a loop's scalar expressions; equal ones are one. */
export class ExpressionBuilder {
  readonly expressions: Expression[] = [];
  readonly #known = new Map<string, ExpressionId>();

  add(expression: Expression): ExpressionId {
    const key = keyOf(expression);
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
