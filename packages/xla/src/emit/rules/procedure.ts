import {
  assertNever,
  sizeOf,
  type Procedure,
  type ProcedureArrayId,
  type ProcedureExpression,
  type ProcedureLocalId,
  type ProcedureMatrix,
  type ProcedureRun,
  type ProcedureStatement,
} from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import { elementwiseRules } from "./elementwise.ts";
import { memberByMember, type BatchOfCalls } from "../member-by-member.ts";
import { scalarType, type Type } from "../types.ts";

/*
 * Procedures in StableHLO: arrays are values that each statement replaces, loops carry what their bodies write. Statements about
 * runs and matrices are computed for the whole array that they write, and kept where it was meant.
 */

/** A call of a procedure for each member of a batch. */
export interface ProcedureCall extends BatchOfCalls {
  readonly name: string;
  readonly procedure: Procedure;
}

/** Writes a procedure as a function, and its calls. */
export function emitProcedure(body: Body, { name, procedure, batch, operands, types }: ProcedureCall): Value[] {
  const cores = (list: readonly Type[]): Type[] =>
    list.map(({ shape, dtype }) => ({ shape: [sizeOf(shape.slice(batch.length))], dtype }));
  const [given, wanted] = [cores(operands), cores(types)];
  const callee = body.module.function(name, given, (inner, args) => new Writer(inner, procedure, args).results());
  return memberByMember(body, { batch, operands, types }, (args) => body.call(callee, args, wanted));
}

/** What statements write. */
interface Written {
  readonly arrays: Set<ProcedureArrayId>;
  readonly locals: Set<ProcedureLocalId>;
}

function writtenBy(
  statements: readonly ProcedureStatement[],
  written: Written = { arrays: new Set(), locals: new Set() },
): Written {
  const { arrays, locals } = written;
  for (const statement of statements) {
    switch (statement.do) {
      case "set":
      case "dot":
        locals.add(statement.local);
        break;
      case "store":
        arrays.add(statement.array);
        break;
      case "for":
        locals.add(statement.counter);
        writtenBy(statement.body, written);
        break;
      case "while":
        writtenBy(statement.body, written);
        break;
      case "if":
        writtenBy(statement.then, written);
        writtenBy(statement.otherwise, written);
        break;
      case "axpy":
      case "copy":
        arrays.add(statement.y.array);
        break;
      case "scale":
      case "fill":
        arrays.add(statement.x.array);
        break;
      case "swap":
      case "rotate":
        arrays.add(statement.x.array).add(statement.y.array);
        break;
      case "multiplyAdd":
        arrays.add(statement.c.array);
        break;
      default:
        return assertNever(statement, "writtenBy");
    }
  }
  return written;
}

/** The elements of a run, seen from the whole array: which they are, and the how manieth each is. */
interface Places {
  readonly inside: Value;
  readonly ordinal: Value;
}

/** Writes the statements of a procedure, and knows what arrays and locals are after each. */
class Writer {
  readonly #body: Body;
  readonly #procedure: Procedure;
  readonly #arrays: Value[];
  readonly #locals: Value[];

  constructor(body: Body, procedure: Procedure, operands: readonly Value[]) {
    this.#body = body;
    this.#procedure = procedure;
    this.#arrays = procedure.arrays.map(({ dtype, size }, k) => operands[k] ?? body.constant(0, dtype, [size]));
    this.#locals = procedure.locals.map((dtype) => body.constant(0, dtype));
  }

  /** Writes the whole procedure. */
  results(): Value[] {
    this.#sequence(this.#procedure.body);
    return this.#arrays.filter((_, k) => this.#procedure.arrays[k]!.role === "result");
  }

  #sequence(statements: readonly ProcedureStatement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #value(expression: ProcedureExpression): Value {
    const body = this.#body;
    const { dtype } = expression;
    switch (expression.op) {
      case "constant":
        return body.constant(expression.value, dtype);
      case "local":
        return this.#locals[expression.local]!;
      case "load":
        return body.reshape(
          body.dynamicSlice(this.#arrays[expression.array]!, [this.#value(expression.index)], [1]),
          [],
        );
      case "unary":
        return elementwiseRules[expression.name](body, [this.#value(expression.x)], {}, [scalarType(dtype)])[0]!;
      case "binary": {
        const operands = [this.#value(expression.x), this.#value(expression.y)];
        return elementwiseRules[expression.name](body, operands, {}, [scalarType(dtype)])[0]!;
      }
      case "select":
        return body.select(
          this.#value(expression.condition),
          this.#value(expression.onTrue),
          this.#value(expression.onFalse),
        );
      case "convert": {
        const params = { dtype, weakType: false };
        return elementwiseRules.convertElementType(body, [this.#value(expression.x)], params, [scalarType(dtype)])[0]!;
      }
      default:
        return assertNever(expression, "Writer");
    }
  }

  #statement(statement: ProcedureStatement): void {
    const body = this.#body;
    const arrays = this.#arrays;
    switch (statement.do) {
      case "set":
        this.#locals[statement.local] = this.#value(statement.value);
        return;
      case "store": {
        const value = body.reshape(this.#value(statement.value), [1]);
        const { array } = statement;
        arrays[array] = body.dynamicUpdateSlice(arrays[array]!, value, [this.#value(statement.index)]);
        return;
      }
      case "for":
        this.#for(statement);
        return;
      case "while":
        this.#loop(
          writtenBy(statement.body),
          [],
          () => this.#value(statement.condition),
          () => {
            this.#sequence(statement.body);
            return [];
          },
        );
        return;
      case "if":
        this.#if(statement);
        return;
      case "axpy": {
        const { x, y } = statement;
        this.#update(y, this.#value(statement.count), (old, places) =>
          body.same("add", [old, this.#times(statement.a, this.#element(x, places))]),
        );
        return;
      }
      case "scale":
        this.#update(statement.x, this.#value(statement.count), (old) => this.#times(statement.a, old));
        return;
      case "fill":
        this.#update(statement.x, this.#value(statement.count), (old) =>
          body.filled(this.#value(statement.a), old.shape),
        );
        return;
      case "copy":
        this.#update(statement.y, this.#value(statement.count), (_, places) => this.#element(statement.x, places));
        return;
      case "swap":
        this.#updateBoth(statement, (_, other) => other);
        return;
      case "rotate":
        this.#updateBoth(statement, (own, other, which) => {
          const [c, s] = [this.#times(statement.c, own), this.#times(statement.s, other)];
          return body.same(which === "x" ? "add" : "subtract", [c, s]);
        });
        return;
      case "dot": {
        const { x, y } = statement;
        const places = this.#places(x, this.#value(statement.count));
        const products = body.same("multiply", [arrays[x.array]!, this.#element(y, places)]);
        const zero = body.constant(0, products.dtype);
        const kept = body.select(places.inside, products, body.filled(zero, products.shape));
        this.#locals[statement.local] = body.reduce("add", kept, zero, [0]);
        return;
      }
      case "multiplyAdd":
        this.#multiplyAdd(statement);
        return;
      default:
        assertNever(statement, "Writer");
    }
  }

  #for({ counter, from, to, down, step, body: statements }: ProcedureStatement & { readonly do: "for" }): void {
    const body = this.#body;
    const [first, end] = [this.#value(from), this.#value(to)];
    const start = down ? body.same("subtract", [end, this.#integer(1)]) : first;
    const written = writtenBy(statements);
    written.locals.add(counter);
    this.#loop(
      written,
      [start],
      ([i]) => (down ? body.compare("GE", i!, first) : body.compare("LT", i!, end)),
      ([i]) => {
        this.#locals[counter] = i!;
        this.#sequence(statements);
        return [body.same(down ? "subtract" : "add", [i!, this.#integer(step)])];
      },
    );
  }

  #if({ condition, then, otherwise }: ProcedureStatement & { readonly do: "if" }): void {
    const body = this.#body;
    const written = writtenBy(otherwise, writtenBy(then));
    const before = this.#read(written);
    if (before.length === 0) return;
    const branch = (statements: readonly ProcedureStatement[]): string =>
      body.region([], () => {
        this.#sequence(statements);
        const after = this.#read(written);
        this.#write(written, before);
        return after;
      });
    const regions = [branch(then), branch(otherwise)];
    this.#write(written, body.withRegions("stablehlo.if", [this.#value(condition)], "", regions, before));
  }

  /** A loop that carries some values of its own, and what its body writes. */
  #loop(
    written: Written,
    own: readonly Value[],
    condition: (own: readonly Value[]) => Value,
    write: (own: readonly Value[]) => readonly Value[],
  ): void {
    const before = this.#read(written);
    const enter = (carry: readonly Value[]): readonly Value[] => {
      this.#write(written, carry.slice(own.length));
      return carry.slice(0, own.length);
    };
    const results = this.#body.loop(
      [...own, ...before],
      (carry) => condition(enter(carry)),
      (carry) => [...write(enter(carry)), ...this.#read(written)],
    );
    this.#write(written, results.slice(own.length));
  }

  #read({ arrays, locals }: Written): Value[] {
    return [...Array.from(arrays, (k) => this.#arrays[k]!), ...Array.from(locals, (k) => this.#locals[k]!)];
  }

  #write({ arrays, locals }: Written, values: readonly Value[]): void {
    let next = 0;
    for (const array of arrays) this.#arrays[array] = values[next++]!;
    for (const local of locals) this.#locals[local] = values[next++]!;
  }

  #integer(value: number, shape: readonly number[] = []): Value {
    return this.#body.constant(value, "int32", shape);
  }

  #both(operation: string, x: Value, y: Value | number): Value {
    const right = typeof y === "number" ? this.#integer(y, x.shape) : this.#body.filled(y, x.shape);
    return this.#body.same(operation, [x, right]);
  }

  #times(a: ProcedureExpression, x: Value): Value {
    return this.#body.same("multiply", [this.#body.filled(this.#value(a), x.shape), x]);
  }

  /** How far each element of an array is from a position. */
  #distances(array: ProcedureArrayId, start: ProcedureExpression): Value {
    const { shape } = this.#arrays[array]!;
    return this.#both("subtract", this.#body.iota(0, { shape, dtype: "int32" }), this.#value(start));
  }

  #all(...conditions: readonly Value[]): Value {
    return conditions.reduce((x, y) => this.#body.same("and", [x, y]));
  }

  #below(x: Value, limit: Value): Value {
    return this.#body.compare("LT", x, this.#body.filled(limit, x.shape));
  }

  #isNatural(x: Value): Value {
    return this.#body.compare("GE", x, this.#integer(0, x.shape));
  }

  #places({ array, start, stride }: ProcedureRun, count: Value): Places {
    const distances = this.#distances(array, start);
    const ordinal = stride === 1 ? distances : this.#both("divide", distances, stride);
    const inside = this.#all(this.#isNatural(distances), this.#below(ordinal, count));
    if (stride === 1) return { inside, ordinal };
    const rest = this.#both("remainder", distances, stride);
    return { inside: this.#all(inside, this.#body.compare("EQ", rest, this.#integer(0, rest.shape))), ordinal };
  }

  /** The elements of another run that belong to those of one. */
  #element({ array, start, stride }: ProcedureRun, { ordinal }: Places): Value {
    return this.#load(array, this.#both("add", this.#both("multiply", ordinal, stride), this.#value(start)));
  }

  #load(array: ProcedureArrayId, positions: Value): Value {
    const x = this.#arrays[array]!;
    const numbers = "collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1";
    const attributes = [`dimension_numbers = #stablehlo.gather<${numbers}>`, "slice_sizes = array<i64: 1>"];
    const vectors = this.#body.reshape(positions, [...positions.shape, 1]);
    return this.#body.attributed("gather", [x, vectors], attributes, { shape: positions.shape, dtype: x.dtype });
  }

  #update(run: ProcedureRun, count: Value, next: (old: Value, places: Places) => Value): void {
    const places = this.#places(run, count);
    const old = this.#arrays[run.array]!;
    this.#arrays[run.array] = this.#body.select(places.inside, next(old, places), old);
  }

  /** Replaces two runs, each by what both were before. */
  #updateBoth(
    statement: ProcedureStatement & { readonly do: "swap" | "rotate" },
    next: (own: Value, other: Value, which: "x" | "y") => Value,
  ): void {
    const { x, y } = statement;
    const count = this.#value(statement.count);
    const updates = ([[x, y, "x"], [y, x, "y"]] as const).map(([own, other, which]) => {
      const places = this.#places(own, count);
      const values = next(this.#arrays[own.array]!, this.#element(other, places), which);
      return { array: own.array, places, values };
    }); // prettier-ignore
    for (const { array, places, values } of updates)
      this.#arrays[array] = this.#body.select(places.inside, values, this.#arrays[array]!);
  }

  /** One outer product after the other. */
  #multiplyAdd(statement: ProcedureStatement & { readonly do: "multiplyAdd" }): void {
    const { sign, a, b, c } = statement;
    const body = this.#body;
    const [m, n, k] = [this.#value(statement.m), this.#value(statement.n), this.#value(statement.k)];
    const [aStart, bStart] = [this.#value(a.start), this.#value(b.start)];
    const { inside, row, column } = this.#cells(c, m, n);
    const at = ({ rowStride, columnStride }: ProcedureMatrix, start: Value, i: Value, j: Value): Value => {
      const offset = body.same("add", [
        this.#both("multiply", i, rowStride),
        this.#both("multiply", body.filled(j, i.shape), columnStride),
      ]);
      return this.#both("add", offset, start);
    };
    const shape = row.shape;
    this.#loop(
      { arrays: new Set([c.array]), locals: new Set() },
      [this.#integer(0)],
      ([l]) => body.compare("LT", l!, k),
      ([l]) => {
        const old = this.#arrays[c.array]!;
        const left = this.#load(a.array, at(a, aStart, row, l!));
        const right = this.#load(b.array, at(b, bStart, body.filled(l!, shape), column));
        const sum = body.same(sign === 1 ? "add" : "subtract", [old, body.same("multiply", [left, right])]);
        this.#arrays[c.array] = body.select(inside, sum, old);
        return [body.same("add", [l!, this.#integer(1)])];
      },
    );
  }

  /** The elements of a matrix, seen from the whole array: which they are, and in which row and column. */
  #cells({ array, start, rowStride, columnStride }: ProcedureMatrix, m: Value, n: Value) {
    const distances = this.#distances(array, start);
    const byRows = rowStride >= columnStride;
    const [long, short] = byRows ? [rowStride, columnStride] : [columnStride, rowStride];
    const rest = this.#both("remainder", distances, long);
    const [outer, inner] = [this.#both("divide", distances, long), this.#both("divide", rest, short)];
    const [row, column] = byRows ? [outer, inner] : [inner, outer];
    const divides = this.#body.compare("EQ", this.#both("remainder", rest, short), this.#integer(0, rest.shape));
    const inside = this.#all(this.#isNatural(distances), divides, this.#below(row, m), this.#below(column, n));
    return { inside, row, column };
  }
}
