import { defect } from "@proj/tree/core";
import type { RoutineOptions, RoutineProcedure, WrittenProcedure } from "../routine.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import { isFloat } from "../types/dtype.ts";
import { sizeOf, type Shape } from "../types/shape.ts";
import { Buffer, type Block } from "./buffer.ts";
import { emitProcedure } from "./emission/statements.ts";
import type {
  Procedure,
  ProcedureArray,
  ProcedureDType,
  ProcedureExpression,
  ProcedureRun,
  ProcedureStatement,
} from "./procedure.ts";
import { expressionOf, Local, Scalar, type ScalarLike } from "./scalar.ts";

/*
 * Writes procedures so that they read like the pseudo-code of a textbook:
 *
 *     p.for(0, n, (j) => {
 *       const pivot = p.let(a.at(j, j).sqrt());
 *       p.for(j.add(1), n, (i) => a.at(i, j).set(a.at(i, j).div(pivot)));
 *     });
 *
 * `a.at(i, j)` is the element as it is when the statement runs, so `p.let` keeps a value that will be overwritten. Numbers stand
 * for constants of the type beside them.
 */

/** How a loop counts, and how many elements a round touches where rounds may go at once. */
interface Counting {
  readonly down: boolean;
  readonly step: number;
  readonly atOnce: ScalarLike | null;
}

/** Collects the statements of a procedure. Methods that take a body run it at once and put what it emits inside. */
export class ProcedureBuilder {
  /** The dtype of the floats. */
  readonly float: "float32" | "float64";
  readonly #arrays: ProcedureArray[] = [];
  readonly #locals: ProcedureDType[] = [];
  #statements: ProcedureStatement[] = [];

  constructor(float: "float32" | "float64") {
    this.float = float;
  }

  /** The distance from 1 to the next float. */
  get epsilon(): number {
    return this.float === "float32" ? 2 ** -23 : 2 ** -52;
  }

  /** The smallest normal float. */
  get tiny(): number {
    return this.float === "float32" ? 2 ** -126 : 2 ** -1022;
  }

  /** Appends a statement. */
  emit(statement: ProcedureStatement): void {
    this.#statements.push(statement);
  }

  /** An array of the procedure; use {@link workspace} for those of its own. */
  array(role: ProcedureArray["role"], dtype: ProcedureDType, shape: Shape): Buffer {
    return new Buffer(this, this.#arrays.push({ role, dtype, size: sizeOf(shape) }) - 1, dtype, shape);
  }

  /** Memory for the procedure's own use, which holds anything at first. */
  workspace(shape: Shape, dtype: ProcedureDType = this.float): Buffer {
    return this.array("workspace", dtype, shape);
  }

  /** A float constant. */
  constant(value: number): Scalar {
    return new Scalar({ op: "constant", dtype: this.float, value });
  }

  /** An int32 constant. */
  integer(value: number): Scalar {
    return new Scalar({ op: "constant", dtype: "int32", value });
  }

  /** A new local, which holds anything until it is set. */
  local(dtype: ProcedureDType): Local {
    return new Local(this, this.#locals.push(dtype) - 1, dtype);
  }

  /** Evaluates a value now and keeps it in a new local; a number is a float. */
  let(value: ScalarLike): Local {
    const scalar = typeof value === "number" ? this.constant(value) : value;
    const local = this.local(scalar.dtype);
    local.set(scalar);
    return local;
  }

  /** A new integer local. */
  letInteger(value: ScalarLike): Local {
    const local = this.local("int32");
    local.set(value);
    return local;
  }

  /** A new local that is true or false. */
  letFlag(value: boolean): Local {
    const local = this.local("bool");
    local.set(value ? 1 : 0);
    return local;
  }

  #collect(body: () => void): readonly ProcedureStatement[] {
    const outer = this.#statements;
    this.#statements = [];
    body();
    const inner = this.#statements;
    this.#statements = outer;
    return inner;
  }

  #count(
    from: ScalarLike,
    to: ScalarLike,
    { down = false, step = 1, atOnce = null }: Partial<Counting>,
    body: (i: Scalar) => void,
  ): void {
    const counter = this.local("int32");
    this.emit({
      do: "for",
      counter: counter.id,
      from: expressionOf(from, "int32"),
      to: expressionOf(to, "int32"),
      down,
      step,
      atOnce: atOnce === null ? null : expressionOf(atOnce, "int32"),
      body: this.#collect(() => {
        body(counter);
      }),
    });
  }

  /** i = from, from + step, … below `to`. */
  for(from: ScalarLike, to: ScalarLike, body: (i: Scalar) => void, step = 1): void {
    this.#count(from, to, { step }, body);
  }

  /**
   * The same in any order, or all at once: no round reads what another writes, and what it sets is its own.
   *
   * @param elements - about how many elements a round touches.
   */
  forAtOnce(from: ScalarLike, to: ScalarLike, elements: ScalarLike, body: (i: Scalar) => void, step = 1): void {
    this.#count(from, to, { step, atOnce: elements }, body);
  }

  /** i = to - 1, to - 2, … down to `from`. */
  forDown(from: ScalarLike, to: ScalarLike, body: (i: Scalar) => void): void {
    this.#count(from, to, { down: true }, body);
  }

  /** While the condition, evaluated before each round, is true. */
  while(condition: Scalar, body: () => void): void {
    this.emit({ do: "while", condition: condition.expression, body: this.#collect(body) });
  }

  if(condition: Scalar, then: () => void, otherwise: () => void = () => undefined): void {
    this.emit({
      do: "if",
      condition: condition.expression,
      then: this.#collect(then),
      otherwise: this.#collect(otherwise),
    });
  }

  #length(count: ScalarLike): ProcedureExpression {
    return expressionOf(count, "int32");
  }

  #float(value: ScalarLike): ProcedureExpression {
    return expressionOf(value, this.float);
  }

  /** y ← y + a · x */
  axpy(count: ScalarLike, a: ScalarLike, x: ProcedureRun, y: ProcedureRun): void {
    this.emit({ do: "axpy", count: this.#length(count), a: this.#float(a), x, y });
  }

  /** x ← a · x */
  scale(count: ScalarLike, a: ScalarLike, x: ProcedureRun): void {
    this.emit({ do: "scale", count: this.#length(count), a: this.#float(a), x });
  }

  /** x ← a */
  fill(count: ScalarLike, a: ScalarLike, x: ProcedureRun): void {
    const { dtype } = this.#arrays[x.array]!;
    this.emit({ do: "fill", count: this.#length(count), a: expressionOf(a, dtype), x });
  }

  /** y ← x */
  copy(count: ScalarLike, x: ProcedureRun, y: ProcedureRun): void {
    this.emit({ do: "copy", count: this.#length(count), x, y });
  }

  /** x ↔ y */
  swap(count: ScalarLike, x: ProcedureRun, y: ProcedureRun): void {
    this.emit({ do: "swap", count: this.#length(count), x, y });
  }

  /** (x, y) ← (c · x + s · y, c · y - s · x) */
  rotate(count: ScalarLike, c: ScalarLike, s: ScalarLike, x: ProcedureRun, y: ProcedureRun): void {
    this.emit({ do: "rotate", count: this.#length(count), c: this.#float(c), s: this.#float(s), x, y });
  }

  /** Σ x · y, in a new local. */
  dot(count: ScalarLike, x: ProcedureRun, y: ProcedureRun): Local {
    const local = this.local(this.float);
    this.emit({ do: "dot", local: local.id, count: this.#length(count), x, y });
    return local;
  }

  /** c ← c + a · b for an m×k matrix a and a k×n matrix b; fastest where rows of b and c are contiguous. */
  addProduct(c: Block, a: Block, b: Block, m: ScalarLike, n: ScalarLike, k: ScalarLike): void {
    this.#multiplyAdd(1, c, a, b, m, n, k);
  }

  /** c ← c - a · b */
  subtractProduct(c: Block, a: Block, b: Block, m: ScalarLike, n: ScalarLike, k: ScalarLike): void {
    this.#multiplyAdd(-1, c, a, b, m, n, k);
  }

  #multiplyAdd(sign: 1 | -1, c: Block, a: Block, b: Block, m: ScalarLike, n: ScalarLike, k: ScalarLike): void {
    this.emit({
      do: "multiplyAdd",
      sign,
      m: this.#length(m),
      n: this.#length(n),
      k: this.#length(k),
      a: a.run,
      b: b.run,
      c: c.run,
    });
  }

  /** The procedure so far. */
  finish(): Procedure {
    return { arrays: this.#arrays, locals: this.#locals, body: this.#statements, emission: emitProcedure };
  }
}

/**
 * The procedure of a routine, for cores of any types.
 *
 * @param write - writes its statements.
 * @returns the procedure for given types; it throws for dtypes that procedures do not have, which programs for targets do not have either.
 */
export function written<Options extends RoutineOptions>(write: RoutineProcedure<Options>): WrittenProcedure<Options> {
  return (operands, results, options) => {
    const floats = [...operands, ...results].map(({ dtype }) => dtype).filter((dtype) => isFloat(dtype));
    const p = new ProcedureBuilder(floats.includes("float64") ? "float64" : "float32");
    const arrays = (role: "operand" | "result", types: readonly AbstractArray[]): Buffer[] =>
      types.map(({ shape, dtype }) => p.array(role, procedureDType(dtype), shape));
    const [inputs, outputs] = [arrays("operand", operands), arrays("result", results)];
    write(p, inputs, outputs, options);
    return p.finish();
  };
}

function procedureDType(dtype: AbstractArray["dtype"]): ProcedureDType {
  switch (dtype) {
    case "float32":
    case "float64":
    case "int32":
    case "bool":
      return dtype;
    case "int8":
    case "int16":
    case "int64":
    case "uint8":
    case "uint16":
    case "uint32":
    case "uint64":
    case "bfloat16":
    case "float16":
    case "complex64":
    case "complex128":
      throw defect(`procedures have no ${dtype}`);
  }
}
