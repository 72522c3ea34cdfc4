import {
  assertNever,
  sizeOf,
  type Procedure,
  type ProcedureArrayId,
  type ProcedureExpression,
  type ProcedureMatrix,
  type ProcedureRun,
  type ProcedureStatement,
} from "@proj/array/core";
import type { ProcedureStep } from "@proj/jit/core";
import { binaryFunction, unaryFunction } from "../../math/functions.ts";
import { decompose, forStrided } from "../threads/loops.ts";
import type { Scope } from "../threads/scope.ts";
import { Addresses } from "../wgsl/address.ts";
import { convert } from "../wgsl/convert.ts";
import { hidden } from "../wgsl/hidden.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import { typeOf } from "../wgsl/layout.ts";
import { literal } from "../wgsl/literal.ts";
import { bare } from "../wgsl/text.ts";
import type { StepEmitter } from "./step-emitter.ts";

/*
 * A procedure runs in one thread for each member of the batch, statement by statement.
 */

class ProcedureKernel {
  readonly #kernel: KernelBuilder;
  readonly #step: ProcedureStep;
  readonly #procedure: Procedure;
  readonly #addresses: Addresses;
  readonly #batch: readonly string[];
  readonly #locals: readonly string[];
  /** The number of the member. */
  #member = "0";

  constructor(kernel: KernelBuilder, step: ProcedureStep, scope: Scope) {
    this.#kernel = kernel;
    this.#step = step;
    this.#procedure = step.procedure;
    this.#addresses = new Addresses(kernel, scope, [...step.operands, ...step.results]);
    this.#batch = step.batch.map(() => kernel.fresh("member"));
    this.#locals = step.procedure.locals.map(() => kernel.fresh("v"));
  }

  emit({ team }: Scope): void {
    const [kernel, step] = [this.#kernel, this.#step];
    forStrided(kernel, "p", team.lane, sizeOf(step.batch), team.lanes, (point) => {
      kernel.block("", () => {
        const number = kernel.let("number", point);
        decompose(kernel, number, step.batch, this.#batch);
        this.#member = kernel.let("member", `i32(${number})`);
        this.#procedure.locals.forEach((dtype, local) => {
          kernel.line(`var ${this.#locals[local]!}: ${typeOf[dtype]};`);
        });
        this.#run(this.#procedure.body);
      });
    });
  }

  #load(array: ProcedureArrayId, index: string): string {
    const { operands, results, workspaces } = this.#step;
    const view = [...operands, ...results][array];
    if (view !== undefined) return this.#addresses.load(view, [...this.#batch, index]);
    return this.#kernel.load(workspaces[array - operands.length - results.length]!, this.#own(array, index));
  }

  #store(array: ProcedureArrayId, index: string, value: string): void {
    const { operands, results, workspaces } = this.#step;
    const view = [...operands, ...results][array];
    if (view !== undefined) this.#addresses.store(view, [...this.#batch, index], value);
    else this.#kernel.store(workspaces[array - operands.length - results.length]!, this.#own(array, index), value);
  }

  /** The place of an element of a workspace in the memory of all members. */
  #own(array: ProcedureArrayId, index: string): string {
    return `${this.#member} * ${this.#procedure.arrays[array]!.size} + ${index}`;
  }

  /** An expression, in brackets where it has to be. */
  #value(expression: ProcedureExpression): string {
    const kernel = this.#kernel;
    switch (expression.op) {
      case "constant": {
        const { dtype, value } = expression;
        return literal(dtype, value, kernel);
      }
      case "local":
        return this.#locals[expression.local]!;
      case "load":
        return `(${this.#load(expression.array, this.#value(expression.index))})`;
      case "unary":
        return unaryFunction(expression.name, expression.x.dtype, this.#operand(expression.x), kernel);
      case "binary": {
        const { name, x, y, dtype } = expression;
        const text = binaryFunction(name, x.dtype, this.#operand(x), this.#operand(y), kernel);
        // What is lost in a sum of floats is meant to be lost.
        return dtype === "float32" && (name === "add" || name === "sub") ? hidden(text) : text;
      }
      case "select":
        return `select(${bare(this.#value(expression.onFalse))}, ${bare(this.#value(expression.onTrue))}, ${bare(this.#value(expression.condition))})`;
      case "convert":
        return convert(expression.x.dtype, expression.dtype, this.#operand(expression.x), kernel);
    }
  }

  /** An operand of arithmetic: of constants compilers of shaders make other numbers. */
  #operand(expression: ProcedureExpression): string {
    const value = this.#value(expression);
    return expression.op === "constant" && expression.dtype === "float32" ? hidden(value) : value;
  }

  #run(statements: readonly ProcedureStatement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  /** A loop over the elements of runs; the body gets their places. */
  #along(
    count: ProcedureExpression,
    runs: readonly ProcedureRun[],
    body: (...places: readonly string[]) => void,
  ): void {
    const kernel = this.#kernel;
    kernel.block("", () => {
      const length = kernel.let("count", this.#value(count));
      const starts = runs.map(({ start }) => kernel.let("start", this.#value(start)));
      const n = kernel.fresh("n");
      kernel.block(`for (var ${n} = 0; ${n} < ${length}; ${n}++)`, () => {
        body(...runs.map(({ stride }, k) => `(${starts[k]!} + ${n} * ${literal("int32", stride, kernel)})`));
      });
    });
  }

  #statement(statement: ProcedureStatement): void {
    const kernel = this.#kernel;
    const scalar = (expression: ProcedureExpression): string => kernel.let("scalar", this.#operand(expression));
    switch (statement.do) {
      case "set":
        kernel.line(`${this.#locals[statement.local]!} = ${bare(this.#value(statement.value))};`);
        return;
      case "store":
        this.#store(statement.array, this.#value(statement.index), bare(this.#value(statement.value)));
        return;
      case "for": {
        const { counter, down, step, body } = statement;
        kernel.block("", () => {
          const from = kernel.let("first", this.#value(statement.from));
          const to = kernel.let("end", this.#value(statement.to));
          const n = kernel.fresh("n");
          const head = down
            ? `for (var ${n} = ${to} - 1; ${n} >= ${from}; ${n} -= ${step})`
            : `for (var ${n} = ${from}; ${n} < ${to}; ${n} += ${step})`;
          kernel.block(head, () => {
            kernel.line(`${this.#locals[counter]!} = ${n};`);
            this.#run(body);
          });
        });
        return;
      }
      case "while":
        kernel.block("loop", () => {
          kernel.line(`if (!(${bare(this.#value(statement.condition))})) { break; }`);
          this.#run(statement.body);
        });
        return;
      case "if":
        kernel.block(`if (${bare(this.#value(statement.condition))})`, () => {
          this.#run(statement.then);
        });
        if (statement.otherwise.length > 0)
          kernel.block("else", () => {
            this.#run(statement.otherwise);
          });
        return;
      case "axpy": {
        const { count, x, y } = statement;
        const a = scalar(statement.a);
        this.#along(count, [x, y], (i, j) => {
          this.#store(y.array, j, `${this.#load(y.array, j)} + ${a} * ${this.#load(x.array, i)}`);
        });
        return;
      }
      case "scale": {
        const { count, x } = statement;
        const a = scalar(statement.a);
        this.#along(count, [x], (i) => {
          this.#store(x.array, i, `${a} * ${this.#load(x.array, i)}`);
        });
        return;
      }
      case "fill": {
        const { count, x } = statement;
        const a = kernel.let("scalar", this.#value(statement.a));
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
          const kept = kernel.let("kept", this.#load(x.array, i));
          this.#store(x.array, i, this.#load(y.array, j));
          this.#store(y.array, j, kept);
        });
        return;
      }
      case "rotate": {
        const { count, x, y } = statement;
        const [c, s] = [scalar(statement.c), scalar(statement.s)];
        this.#along(count, [x, y], (i, j) => {
          const [u, v] = [kernel.let("u", this.#load(x.array, i)), kernel.let("w", this.#load(y.array, j))];
          this.#store(x.array, i, `${c} * ${u} + ${s} * ${v}`);
          this.#store(y.array, j, `${c} * ${v} - ${s} * ${u}`);
        });
        return;
      }
      case "dot": {
        const { count, x, y, local } = statement;
        const sum = kernel.fresh("sum");
        kernel.line(`var ${sum} = 0.0;`);
        this.#along(count, [x, y], (i, j) => {
          kernel.line(`${sum} += ${this.#load(x.array, i)} * ${this.#load(y.array, j)};`);
        });
        kernel.line(`${this.#locals[local]!} = ${sum};`);
        return;
      }
      case "multiplyAdd":
        this.#multiplyAdd(statement);
        return;
      default:
        assertNever(statement, "statement");
    }
  }

  #multiplyAdd(statement: Extract<ProcedureStatement, { do: "multiplyAdd" }>): void {
    const kernel = this.#kernel;
    const { sign, a, b, c } = statement;
    const stride = (value: number): string => literal("int32", value, kernel);
    const at = ({ rowStride, columnStride }: ProcedureMatrix, start: string, i: string, j: string): string =>
      `(${start} + ${i} * ${stride(rowStride)} + ${j} * ${stride(columnStride)})`;
    kernel.block("", () => {
      const [m, n, k] = [statement.m, statement.n, statement.k].map((length) => kernel.let("length", this.#value(length))) as [string, string, string]; // prettier-ignore
      const [startA, startB, startC] = [a, b, c].map(({ start }) => kernel.let("start", this.#value(start))) as [string, string, string]; // prettier-ignore
      const [i, j, l] = [kernel.fresh("i"), kernel.fresh("j"), kernel.fresh("k")];
      kernel.block(`for (var ${i} = 0; ${i} < ${m}; ${i}++)`, () => {
        kernel.block(`for (var ${j} = 0; ${j} < ${n}; ${j}++)`, () => {
          const sum = kernel.fresh("sum");
          kernel.line(`var ${sum} = ${this.#load(c.array, at(c, startC, i, j))};`);
          kernel.block(`for (var ${l} = 0; ${l} < ${k}; ${l}++)`, () => {
            const product = `${this.#load(a.array, at(a, startA, i, l))} * ${this.#load(b.array, at(b, startB, l, j))}`;
            kernel.line(`${sum} ${sign === 1 ? "+=" : "-="} ${product};`);
          });
          this.#store(c.array, at(c, startC, i, j), sum);
        });
      });
    });
  }
}

/** Procedures. */
export const procedureEmitter: StepEmitter<ProcedureStep> = {
  workgroups: (step, { mostWorkgroups, workgroupSize }) =>
    Math.max(1, Math.min(mostWorkgroups, Math.ceil(sizeOf(step.batch) / workgroupSize))),

  emit(kernel: KernelBuilder, step: ProcedureStep, scope: Scope): void {
    new ProcedureKernel(kernel, step, scope).emit(scope);
  },
};
