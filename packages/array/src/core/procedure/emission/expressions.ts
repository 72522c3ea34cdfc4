import { dtypes } from "../../types/dtype.ts";
import type {
  Procedure,
  ProcedureDType,
  ProcedureExpression,
  ProcedureLocalId,
  ProcedureMatrix,
  ProcedureRun,
} from "../procedure.ts";
import { floatsOf, type Floats } from "./floats.ts";
import type { Code, CodeWriter, ElementPlace, Elements, Int, Machine, ScalarType } from "./machine.ts";

const typeOf: { readonly [D in ProcedureDType]: ScalarType } = {
  float32: "f32",
  float64: "f64",
  int32: "i32",
  bool: "i32",
};

/** One element. */
export const elementAt = (pointer: Int | null, base = 0): ElementPlace => ({ pointer, base, stride: 0, count: 1 });

/** Emits the values of expressions of a procedure into a function that is given the addresses of its arrays. */
export class Expressions {
  readonly f: CodeWriter;
  readonly machine: Machine;
  readonly scalar: Elements;
  readonly addresses: readonly Int[];
  readonly procedure: Procedure;
  readonly #locals = new Map<ProcedureLocalId, Code<ScalarType>>();

  constructor(f: CodeWriter, addresses: readonly Int[], machine: Machine, procedure: Procedure) {
    this.f = f;
    this.machine = machine;
    this.scalar = machine.elements(f);
    this.addresses = addresses;
    this.procedure = procedure;
  }

  /** Says which variable is a local. */
  define(id: ProcedureLocalId, variable: Code<ScalarType>): void {
    this.#locals.set(id, variable);
  }

  /** A local, as a variable. */
  local(id: ProcedureLocalId): Code<ScalarType> {
    let local = this.#locals.get(id);
    if (local === undefined) this.#locals.set(id, (local = this.f.local(this.type(id), "v")));
    return local;
  }

  /** The type of a local. */
  type(id: ProcedureLocalId): ScalarType {
    return typeOf[this.procedure.locals[id]!];
  }

  /** The value of an expression of integers. */
  int(expression: ProcedureExpression): Int {
    return this.value(expression) as Int;
  }

  /** The value of an expression. */
  value(expression: ProcedureExpression): Code {
    switch (expression.op) {
      case "constant":
        return this.scalar.constant(expression.dtype, expression.value);
      case "local":
        return this.local(expression.local);
      case "load": {
        const [pointer, base] = this.address(expression.array, expression.index);
        return this.scalar.load(expression.dtype, elementAt(pointer, base));
      }
      case "unary":
        return this.scalar.unary(expression.name, expression.x.dtype, this.value(expression.x));
      case "binary": {
        const { name, x, y } = expression;
        const [left, right] = [this.value(x), this.value(y)];
        // The general division of integers has cases that a divisor above 0 has not.
        if (x.dtype === "int32" && y.op === "constant" && y.value > 0) {
          if (name === "div") return this.machine.i32.divS(left as Int, right as Int);
          if (name === "rem") return this.machine.i32.remS(left as Int, right as Int);
        }
        return this.scalar.binary(name, x.dtype, left, right);
      }
      case "select": {
        const { dtype, condition, onTrue, onFalse } = expression;
        return this.scalar.select(dtype, this.value(condition), this.value(onTrue), this.value(onFalse));
      }
      case "convert":
        return this.scalar.convert(expression.x.dtype, expression.dtype, this.value(expression.x));
    }
  }

  /** The address of an element, and an offset that is to be added. */
  address(array: number, index: ProcedureExpression): readonly [Int, number] {
    const { i32 } = this.machine;
    const bytes = dtypes[this.procedure.arrays[array]!.dtype].bytes;
    const begin = this.addresses[array]!;
    if (index.op === "constant") return [begin, index.value * bytes];
    return [i32.add(begin, bytes === 1 ? this.int(index) : i32.mul(this.int(index), bytes)), 0];
  }

  /** The address where a run or a matrix starts, in a variable of its own. */
  start({ array, start }: ProcedureRun | ProcedureMatrix): Int {
    const [pointer, offset] = this.address(array, start);
    return this.f.let(offset === 0 ? pointer : this.machine.i32.add(pointer, offset), "p");
  }

  /** The dtype of a run's or a matrix's elements. */
  dtype({ array }: ProcedureRun | ProcedureMatrix): ProcedureDType {
    return this.procedure.arrays[array]!.dtype;
  }

  /** How floats of a run or a matrix are computed with. */
  floats(of: ProcedureRun | ProcedureMatrix): Floats {
    const dtype = this.dtype(of);
    if (dtype !== "float32" && dtype !== "float64") throw new Error(`a procedure computes with runs of ${dtype}`);
    return floatsOf(this.machine, dtype);
  }

  /** Sets a local. */
  set(local: number, value: Code): void {
    this.f.set(this.local(local), value as Code<ScalarType>);
  }
}
