import type { TypedArray } from "@proj/array";
import {
  assertNever,
  binaryFunctions,
  castNumber,
  convertNumber,
  unaryFunctions,
  type Procedure,
  type ProcedureArrayId,
  type ProcedureExpression,
  type ProcedureMatrix,
  type ProcedureRun,
  type ProcedureStatement,
} from "@proj/array/core";

/*
 * Runs procedures statement by statement: the meaning of their language in its plainest form. It refuses to leave an array.
 */

/** Where an array of a procedure is. */
export interface ProcedureMemory {
  readonly data: TypedArray;
  readonly start: number;
  readonly size: number;
}

class Runner {
  readonly #arrays: readonly ProcedureMemory[];
  readonly #locals: number[];
  readonly #procedure: Procedure;

  constructor(procedure: Procedure, arrays: readonly ProcedureMemory[]) {
    this.#procedure = procedure;
    this.#arrays = arrays;
    this.#locals = procedure.locals.map(() => NaN);
  }

  #place(array: ProcedureArrayId, index: number): number {
    const { start, size } = this.#arrays[array]!;
    if (!(Number.isInteger(index) && index >= 0 && index < size))
      throw new Error(`a procedure leaves its array ${array}: element ${index} of ${size}`);
    return start + index;
  }

  #load(array: ProcedureArrayId, index: number): number {
    return this.#arrays[array]!.data[this.#place(array, index)]!;
  }

  #store(array: ProcedureArrayId, index: number, value: number): void {
    if (this.#procedure.arrays[array]!.role === "operand")
      throw new Error(`a procedure writes into its operand ${array}`);
    this.#arrays[array]!.data[this.#place(array, index)] = value;
  }

  value(expression: ProcedureExpression): number {
    switch (expression.op) {
      case "constant":
        return expression.value;
      case "local":
        return this.#locals[expression.local]!;
      case "load":
        return this.#load(expression.array, this.value(expression.index));
      case "unary": {
        const { dtype } = expression.x;
        return castNumber(unaryFunctions[expression.name].evaluate(this.value(expression.x), dtype), expression.dtype);
      }
      case "binary": {
        const { name, x, y, dtype } = expression;
        return castNumber(binaryFunctions[name].evaluate(this.value(x), this.value(y), x.dtype), dtype);
      }
      case "select": {
        const [onTrue, onFalse] = [this.value(expression.onTrue), this.value(expression.onFalse)];
        return this.value(expression.condition) !== 0 ? onTrue : onFalse;
      }
      case "convert":
        return convertNumber(this.value(expression.x), expression.x.dtype, expression.dtype);
    }
  }

  run(statements: readonly ProcedureStatement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  /** Calls `visit` with the positions of each element of some runs. */
  #along(
    count: ProcedureExpression,
    runs: readonly ProcedureRun[],
    visit: (...positions: readonly number[]) => void,
  ): void {
    const length = this.value(count);
    const starts = runs.map(({ start }) => this.value(start));
    for (let n = 0; n < length; n++) visit(...runs.map(({ stride }, k) => starts[k]! + n * stride));
  }

  #statement(statement: ProcedureStatement): void {
    switch (statement.do) {
      case "set":
        this.#locals[statement.local] = this.value(statement.value);
        return;
      case "store":
        this.#store(statement.array, this.value(statement.index), this.value(statement.value));
        return;
      case "for": {
        const [from, to] = [this.value(statement.from), this.value(statement.to)];
        const { counter, down, step, atOnce, body } = statement;
        const rounds: number[] = [];
        for (let n = from; n < to; n += step) rounds.push(down ? to - 1 - (n - from) : n);
        // What may go in any order goes backwards.
        for (const round of atOnce === null ? rounds : rounds.reverse()) {
          this.#locals[counter] = round;
          this.run(body);
        }
        return;
      }
      case "while":
        while (this.value(statement.condition) !== 0) this.run(statement.body);
        return;
      case "if":
        this.run(this.value(statement.condition) !== 0 ? statement.then : statement.otherwise);
        return;
      case "axpy": {
        const { count, x, y } = statement;
        const a = this.value(statement.a);
        this.#along(count, [x, y], (i, j) => {
          this.#store(y.array, j, this.#load(y.array, j) + a * this.#load(x.array, i));
        });
        return;
      }
      case "scale": {
        const { count, x } = statement;
        const a = this.value(statement.a);
        this.#along(count, [x], (i) => {
          this.#store(x.array, i, a * this.#load(x.array, i));
        });
        return;
      }
      case "fill": {
        const { count, x } = statement;
        const a = this.value(statement.a);
        this.#along(count, [x], (i) => {
          this.#store(x.array, i, a);
        });
        return;
      }
      case "copy": {
        const { count, x, y } = statement;
        this.#along(count, [x, y], (i, j) => {
          this.#store(y.array, j, this.#load(x.array, i));
        });
        return;
      }
      case "swap": {
        const { count, x, y } = statement;
        this.#along(count, [x, y], (i, j) => {
          const kept = this.#load(x.array, i);
          this.#store(x.array, i, this.#load(y.array, j));
          this.#store(y.array, j, kept);
        });
        return;
      }
      case "rotate": {
        const { count, x, y } = statement;
        const [c, s] = [this.value(statement.c), this.value(statement.s)];
        this.#along(count, [x, y], (i, j) => {
          const [u, v] = [this.#load(x.array, i), this.#load(y.array, j)];
          this.#store(x.array, i, c * u + s * v);
          this.#store(y.array, j, c * v - s * u);
        });
        return;
      }
      case "dot": {
        const { count, x, y, local } = statement;
        let sum = 0;
        this.#along(count, [x, y], (i, j) => {
          sum += this.#load(x.array, i) * this.#load(y.array, j);
        });
        this.#locals[local] = castNumber(sum, this.#procedure.locals[local]!);
        return;
      }
      case "multiplyAdd": {
        const { sign, a, b, c } = statement;
        const [m, n, k] = [this.value(statement.m), this.value(statement.n), this.value(statement.k)];
        const at = ({ rowStride, columnStride }: ProcedureMatrix, start: number, i: number, j: number): number =>
          start + i * rowStride + j * columnStride;
        const [startA, startB, startC] = [this.value(a.start), this.value(b.start), this.value(c.start)];
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            const place = at(c, startC, i, j);
            let sum = this.#load(c.array, place);
            for (let l = 0; l < k; l++)
              sum += sign * this.#load(a.array, at(a, startA, i, l)) * this.#load(b.array, at(b, startB, l, j));
            this.#store(c.array, place, sum);
          }
        }
        return;
      }
      default:
        assertNever(statement, "statement");
    }
  }
}

/** Runs a procedure on arrays in memory: operands, results, workspaces. */
export function runProcedure(procedure: Procedure, arrays: readonly ProcedureMemory[]): void {
  new Runner(procedure, arrays).run(procedure.body);
}
