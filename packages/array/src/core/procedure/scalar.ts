import type { BinaryName } from "../scalar/binary.ts";
import type { UnaryName } from "../scalar/unary.ts";
import type {
  ProcedureArrayId,
  ProcedureDType,
  ProcedureExpression,
  ProcedureLocalId,
  ProcedureStatement,
} from "./procedure.ts";

/** What statements are written with. */
export interface Writer {
  /** Appends a statement. */
  emit(statement: ProcedureStatement): void;
  /** Evaluates a value now and keeps it in a new local. */
  let(value: Scalar): Scalar;
}

/** A scalar, or a number that takes its type from the scalar beside it. */
export type ScalarLike = Scalar | number;

/** A scalar of a procedure: an expression, whose methods make larger ones. */
export class Scalar {
  readonly expression: ProcedureExpression;

  constructor(expression: ProcedureExpression) {
    this.expression = expression;
  }

  get dtype(): ProcedureDType {
    return this.expression.dtype;
  }

  #unary(name: UnaryName): Scalar {
    return new Scalar({ op: "unary", dtype: this.dtype, name, x: this.expression });
  }

  #binary(name: BinaryName, other: ScalarLike, dtype = this.dtype): Scalar {
    return new Scalar({ op: "binary", dtype, name, x: this.expression, y: this.#like(other) });
  }

  #like(other: ScalarLike): ProcedureExpression {
    return expressionOf(other, this.dtype);
  }

  add(other: ScalarLike): Scalar {
    return this.#binary("add", other);
  }

  sub(other: ScalarLike): Scalar {
    return this.#binary("sub", other);
  }

  mul(other: ScalarLike): Scalar {
    return this.#binary("mul", other);
  }

  /** Of integers: rounded towards zero. */
  div(other: ScalarLike): Scalar {
    return this.#binary("div", other);
  }

  rem(other: ScalarLike): Scalar {
    return this.#binary("rem", other);
  }

  max(other: ScalarLike): Scalar {
    return this.#binary("max", other);
  }

  min(other: ScalarLike): Scalar {
    return this.#binary("min", other);
  }

  lt(other: ScalarLike): Scalar {
    return this.#binary("lt", other, "bool");
  }

  le(other: ScalarLike): Scalar {
    return this.#binary("le", other, "bool");
  }

  gt(other: ScalarLike): Scalar {
    return this.#binary("gt", other, "bool");
  }

  ge(other: ScalarLike): Scalar {
    return this.#binary("ge", other, "bool");
  }

  eq(other: ScalarLike): Scalar {
    return this.#binary("eq", other, "bool");
  }

  ne(other: ScalarLike): Scalar {
    return this.#binary("ne", other, "bool");
  }

  and(other: Scalar): Scalar {
    return this.#binary("and", other);
  }

  or(other: Scalar): Scalar {
    return this.#binary("or", other);
  }

  not(): Scalar {
    return this.#unary("not");
  }

  neg(): Scalar {
    return this.#unary("neg");
  }

  abs(): Scalar {
    return this.#unary("abs");
  }

  sqrt(): Scalar {
    return this.#unary("sqrt");
  }

  sin(): Scalar {
    return this.#unary("sin");
  }

  cos(): Scalar {
    return this.#unary("cos");
  }

  /** -1, 0 or 1. */
  sign(): Scalar {
    return this.#unary("sign");
  }

  /** Of a condition: one of two values, which are both evaluated; at least one is a scalar. */
  select(onTrue: ScalarLike, onFalse: ScalarLike): Scalar {
    const typed = onTrue instanceof Scalar ? onTrue : (onFalse as Scalar);
    return new Scalar({
      op: "select",
      dtype: typed.dtype,
      condition: this.expression,
      onTrue: expressionOf(onTrue, typed.dtype),
      onFalse: expressionOf(onFalse, typed.dtype),
    });
  }

  to(dtype: ProcedureDType): Scalar {
    return dtype === this.dtype ? this : new Scalar({ op: "convert", dtype, x: this.expression });
  }
}

/** The expression of a scalar, or of a number as one of a type. */
export function expressionOf(value: ScalarLike, dtype: ProcedureDType): ProcedureExpression {
  return typeof value === "number" ? { op: "constant", dtype, value } : value.expression;
}

/** A local: a scalar that can be set. */
export class Local extends Scalar {
  readonly #p: Writer;
  readonly id: ProcedureLocalId;

  constructor(p: Writer, id: ProcedureLocalId, dtype: ProcedureDType) {
    super({ op: "local", dtype, local: id });
    this.#p = p;
    this.id = id;
  }

  set(value: ScalarLike): void {
    this.#p.emit({ do: "set", local: this.id, value: expressionOf(value, this.dtype) });
  }
}

/** An element of an array: a scalar that can be set. */
export class Element extends Scalar {
  readonly #p: Writer;
  readonly #array: ProcedureArrayId;
  readonly #index: ProcedureExpression;

  constructor(p: Writer, array: ProcedureArrayId, dtype: ProcedureDType, index: ProcedureExpression) {
    super({ op: "load", dtype, array, index });
    this.#p = p;
    this.#array = array;
    this.#index = index;
  }

  set(value: ScalarLike): void {
    this.#p.emit({
      do: "store",
      array: this.#array,
      index: this.#index,
      value: expressionOf(value, this.dtype),
    });
  }
}
