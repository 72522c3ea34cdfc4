import type { HostArray } from "../evaluate/host-array.ts";
import { RecentMap } from "../least-recently-used.ts";
import type { RoutineOptions, RoutineProcedure, RoutineRules } from "../routine.ts";
import { binaryFunctions } from "../scalar/binary.ts";
import { unaryFunctions } from "../scalar/unary.ts";
import { abstractArray } from "../types/abstract-array.ts";
import { isFloat } from "../types/dtype.ts";
import { assertNever } from "@proj/tree/core";
import { written } from "./builder.ts";
import type { Procedure, ProcedureExpression, ProcedureMatrix, ProcedureRun, ProcedureStatement } from "./procedure.ts";

/*
 * Runs procedures on the host, in double precision. A procedure becomes closures, once for each shape: scalars cost a call each,
 * but statements about runs and matrices are plain loops, which is where the time of a factorisation goes. So a routine whose
 * algorithm is long says it once, as a procedure, and is evaluated by it.
 */

/** An array of a procedure in host memory. */
type Memory = Float64Array | Int32Array;

type Value = () => number;
type Action = () => void;

/** Makes the closures of one procedure, which share its arrays and locals. */
class Runner {
  /** The arrays, while it runs. */
  readonly memory: Memory[] = [];
  readonly #arrays: Procedure["arrays"];
  readonly #locals: Float64Array;
  readonly #body: Action;

  constructor({ arrays, locals, body }: Procedure) {
    this.#arrays = arrays;
    this.#locals = new Float64Array(locals.length);
    this.#body = this.#sequence(body);
  }

  /** Runs it from operands to results. */
  run(operands: readonly HostArray[], results: readonly HostArray[]): void {
    this.#arrays.forEach(({ dtype, size }, array) => {
      const memory = isFloat(dtype) ? new Float64Array(size) : new Int32Array(size);
      if (array < operands.length) memory.set(operands[array]!.data);
      this.memory[array] = memory;
    });
    this.#locals.fill(0);
    this.#body();
    results.forEach(({ data }, place) => {
      (data as Memory).set(this.memory[operands.length + place]!);
    });
    // What it worked on is forgotten, its closures are kept.
    this.memory.length = 0;
  }

  #sequence(statements: readonly ProcedureStatement[]): Action {
    const actions = statements.map((statement) => this.#action(statement));
    return () => {
      for (const action of actions) action();
    };
  }

  #value(expression: ProcedureExpression): Value {
    const { memory } = this;
    const locals = this.#locals;
    switch (expression.op) {
      case "constant": {
        const { value } = expression;
        return () => value;
      }
      case "local": {
        const { local } = expression;
        return () => locals[local]!;
      }
      case "load": {
        const { array } = expression;
        const index = this.#value(expression.index);
        return () => memory[array]![index()]!;
      }
      case "unary": {
        const x = this.#value(expression.x);
        const { dtype } = expression.x;
        const { evaluate } = unaryFunctions[expression.name];
        if (dtype === "bool") return () => (x() === 0 ? 1 : 0);
        return () => evaluate(x(), dtype);
      }
      case "binary": {
        const [x, y] = [this.#value(expression.x), this.#value(expression.y)];
        const { dtype } = expression.x;
        // The most frequent ones without a table. Indices are too small to wrap.
        if (expression.name === "add") return () => x() + y();
        if (expression.name === "sub") return () => x() - y();
        if (expression.name === "mul") return () => x() * y();
        const { evaluate } = binaryFunctions[expression.name];
        return () => evaluate(x(), y(), dtype);
      }
      case "select": {
        const [condition, x, y] = [
          this.#value(expression.condition),
          this.#value(expression.onTrue),
          this.#value(expression.onFalse),
        ];
        return () => (condition() === 0 ? y() : x());
      }
      case "convert": {
        const x = this.#value(expression.x);
        switch (expression.dtype) {
          case "float32":
          case "float64":
            return x;
          case "int32":
            return () => Math.trunc(x());
          case "bool":
            return () => (x() === 0 ? 0 : 1);
        }
      }
    }
  }

  #start({ start }: ProcedureRun | ProcedureMatrix): Value {
    return this.#value(start);
  }

  #action(statement: ProcedureStatement): Action {
    const { memory } = this;
    const locals = this.#locals;
    switch (statement.do) {
      case "set": {
        const value = this.#value(statement.value);
        const { local } = statement;
        return () => {
          locals[local] = value();
        };
      }
      case "store": {
        const [index, value] = [this.#value(statement.index), this.#value(statement.value)];
        const { array } = statement;
        return () => {
          memory[array]![index()] = value();
        };
      }
      case "for": {
        const { counter, step, down } = statement;
        const [from, to] = [this.#value(statement.from), this.#value(statement.to)];
        const body = this.#sequence(statement.body);
        if (down)
          return () => {
            const first = from();
            for (let i = to() - 1; i >= first; i -= step) {
              locals[counter] = i;
              body();
            }
          };
        return () => {
          const [first, end] = [from(), to()];
          for (let i = first; i < end; i += step) {
            locals[counter] = i;
            body();
          }
        };
      }
      case "while": {
        const condition = this.#value(statement.condition);
        const body = this.#sequence(statement.body);
        return () => {
          while (condition() !== 0) body();
        };
      }
      case "if": {
        const condition = this.#value(statement.condition);
        const [then, otherwise] = [this.#sequence(statement.then), this.#sequence(statement.otherwise)];
        return () => {
          if (condition() === 0) otherwise();
          else then();
        };
      }
      case "axpy": {
        const { x, y } = statement;
        const [count, a] = [this.#value(statement.count), this.#value(statement.a)];
        const [xStart, yStart] = [this.#start(x), this.#start(y)];
        return () => {
          axpy(count(), a(), memory[x.array]!, xStart(), x.stride, memory[y.array]!, yStart(), y.stride);
        };
      }
      case "scale": {
        const { x } = statement;
        const [count, a, start] = [this.#value(statement.count), this.#value(statement.a), this.#start(x)];
        return () => {
          scale(count(), a(), memory[x.array]!, start(), x.stride);
        };
      }
      case "fill": {
        const { x } = statement;
        const [count, a, start] = [this.#value(statement.count), this.#value(statement.a), this.#start(x)];
        return () => {
          fill(count(), a(), memory[x.array]!, start(), x.stride);
        };
      }
      case "copy": {
        const { x, y } = statement;
        const [count, xStart, yStart] = [this.#value(statement.count), this.#start(x), this.#start(y)];
        return () => {
          copy(count(), memory[x.array]!, xStart(), x.stride, memory[y.array]!, yStart(), y.stride);
        };
      }
      case "swap": {
        const { x, y } = statement;
        const [count, xStart, yStart] = [this.#value(statement.count), this.#start(x), this.#start(y)];
        return () => {
          swap(count(), memory[x.array]!, xStart(), x.stride, memory[y.array]!, yStart(), y.stride);
        };
      }
      case "rotate": {
        const { x, y } = statement;
        const [count, c, s] = [this.#value(statement.count), this.#value(statement.c), this.#value(statement.s)];
        const [xStart, yStart] = [this.#start(x), this.#start(y)];
        return () => {
          rotate(count(), c(), s(), memory[x.array]!, xStart(), x.stride, memory[y.array]!, yStart(), y.stride);
        };
      }
      case "dot": {
        const { x, y, local } = statement;
        const [count, xStart, yStart] = [this.#value(statement.count), this.#start(x), this.#start(y)];
        return () => {
          locals[local] = dot(count(), memory[x.array]!, xStart(), x.stride, memory[y.array]!, yStart(), y.stride);
        };
      }
      case "multiplyAdd":
        return this.#multiplyAdd(statement);
      default:
        return assertNever(statement, "Runner");
    }
  }

  #multiplyAdd({ sign, a, b, c, ...sizes }: ProcedureStatement & { readonly do: "multiplyAdd" }): Action {
    const { memory } = this;
    const [m, n, k] = [this.#value(sizes.m), this.#value(sizes.n), this.#value(sizes.k)];
    const [aStart, bStart, cStart] = [this.#start(a), this.#start(b), this.#start(c)];
    return () => {
      const [left, right, to] = [memory[a.array]!, memory[b.array]!, memory[c.array]!];
      const [rows, columns, terms, a0, b0, c0] = [m(), n(), k(), aStart(), bStart(), cStart()];
      for (let i = 0; i < rows; i++) {
        const row = c0 + i * c.rowStride;
        for (let l = 0; l < terms; l++) {
          const factor = sign * left[a0 + i * a.rowStride + l * a.columnStride]!;
          axpy(columns, factor, right, b0 + l * b.rowStride, b.columnStride, to, row, c.columnStride);
        }
      }
    };
  }
}

function axpy(n: number, a: number, x: Memory, i: number, xStep: number, y: Memory, j: number, yStep: number): void {
  if (xStep === 1 && yStep === 1) {
    for (let k = 0; k < n; k++) y[j + k]! += a * x[i + k]!;
    return;
  }
  for (let k = 0; k < n; k++) y[j + k * yStep]! += a * x[i + k * xStep]!;
}

function scale(n: number, a: number, x: Memory, i: number, step: number): void {
  for (let k = 0; k < n; k++) x[i + k * step]! *= a;
}

function fill(n: number, a: number, x: Memory, i: number, step: number): void {
  for (let k = 0; k < n; k++) x[i + k * step] = a;
}

function copy(n: number, x: Memory, i: number, xStep: number, y: Memory, j: number, yStep: number): void {
  for (let k = 0; k < n; k++) y[j + k * yStep] = x[i + k * xStep]!;
}

function swap(n: number, x: Memory, i: number, xStep: number, y: Memory, j: number, yStep: number): void {
  for (let k = 0; k < n; k++) {
    const kept = x[i + k * xStep]!;
    x[i + k * xStep] = y[j + k * yStep]!;
    y[j + k * yStep] = kept;
  }
}

function rotate(
  n: number,
  c: number,
  s: number,
  x: Memory,
  i: number,
  xStep: number,
  y: Memory,
  j: number,
  yStep: number,
): void {
  for (let k = 0; k < n; k++) {
    const p = x[i + k * xStep]!;
    const q = y[j + k * yStep]!;
    x[i + k * xStep] = c * p + s * q;
    y[j + k * yStep] = c * q - s * p;
  }
}

function dot(n: number, x: Memory, i: number, xStep: number, y: Memory, j: number, yStep: number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += x[i + k * xStep]! * y[j + k * yStep]!;
  return sum;
}

/**
 * The evaluation of a routine by its procedure.
 * Results of single precision are rounded once, at the end.
 */
export function evaluateBy<Options extends RoutineOptions>(
  procedure: RoutineProcedure<Options>,
): RoutineRules<Options>["evaluate"] {
  const runners = new RecentMap<string, Runner>(4);
  return (operands, results, options) => {
    const types = [operands, results].map((arrays) =>
      arrays.map(({ shape, dtype }) => abstractArray(shape, isFloat(dtype) ? "float64" : dtype)),
    );
    const key = JSON.stringify([types.map((list) => list.map(({ shape, dtype }) => [shape, dtype])), options]);
    const runner = runners.getOrMake(key, () => new Runner(written(procedure)(types[0]!, types[1]!, options)));
    runner.run(operands, results);
  };
}
