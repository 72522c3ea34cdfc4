import { Buffer } from "node:buffer";
import type { DType, TypedArray } from "@proj/array";
import {
  bytesOfValues,
  isFloat,
  isUnsigned,
  Literal,
  type Atom,
  type Jaxpr,
  type ScalarValue,
  type Variable,
} from "@proj/array/core";
import { list, literal, tensor, tensors, type Type } from "./types.ts";
import type { Module } from "./module.ts";

/** A value of a function: its name and its type. */
export interface Value extends Type {
  readonly name: string;
}

/** How two values are compared. */
export type Direction = "EQ" | "NE" | "LT" | "LE" | "GT" | "GE";

const names = (values: readonly Value[]): string => values.map(({ name }) => name).join(", ");

/** A scope of a function: the lines that were written, and the constants that stand in them. */
interface Scope {
  readonly lines: string[];
  readonly constants: Map<string, Value>;
}

const emptyScope = (): Scope => ({ lines: [], constants: new Map() });

const indented = (lines: readonly string[]): string => lines.map((line) => line.replace(/^/gm, "  ")).join("\n");

/**
 * Writes the lines of one function.
 *
 * Each method writes an operation and gives the value that it computes; regions of an operation (loops, branches) are written by
 * a callback, into scopes of their own that see the values outside.
 */
export class Body {
  readonly module: Module;
  #scopes: Scope[] = [emptyScope()];
  #next = 0;

  constructor(module: Module) {
    this.module = module;
  }

  /** The text of the function so far. */
  get text(): string {
    return indented(this.#scopes[0]!.lines);
  }

  /** A value that stands for an argument. */
  argument({ shape, dtype }: Type): Value {
    return { name: `%${this.#next++}`, shape, dtype };
  }

  /** Writes a line as it is. */
  line(text: string): void {
    this.#scopes.at(-1)!.lines.push(text);
  }

  /** An operation with one result. */
  put(operation: string, { shape, dtype }: Type): Value {
    const value = this.argument({ shape, dtype });
    this.line(`${value.name} = ${operation}`);
    return value;
  }

  /** An operation with several results. */
  many(operation: string, types: readonly Type[]): Value[] {
    if (types.length === 1) return [this.put(operation, types[0]!)];
    const base = `%${this.#next++}`;
    this.line(`${base}:${types.length} = ${operation}`);
    return types.map(({ shape, dtype }, k) => ({ name: `${base}#${k}`, shape, dtype }));
  }

  /** An operation whose operands all have the result's type. */
  same(operation: string, operands: readonly Value[], type: Type = operands[0]!): Value {
    return this.put(`stablehlo.${operation} ${names(operands)} : ${tensor(type)}`, type);
  }

  /** An operation of operands, with attributes behind them, whose types are written out. */
  op(operation: string, operands: readonly Value[], type: Type, attributes = ""): Value {
    const operandText = `${names(operands)}${attributes === "" ? "" : `, ${attributes}`}`;
    return this.put(`stablehlo.${operation} ${operandText} : (${tensors(operands)}) -> ${tensor(type)}`, type);
  }

  /** An operation in the form that has no sugar. */
  attributed(operation: string, operands: readonly Value[], attributes: readonly string[], type: Type): Value {
    return this.withRegions(`stablehlo.${operation}`, operands, attributes.join(", "), [], [type])[0]!;
  }

  /** The positions along an axis. */
  iota(dimension: number, type: Type): Value {
    return this.put(`stablehlo.iota dim = ${dimension} : ${tensor(type)}`, type);
  }

  /** An operation of CHLO, which XLA takes apart. */
  chlo(operation: string, operands: readonly Value[], type: Type): Value {
    const operandText = `${names(operands)} : ${tensors(operands)}`;
    return this.put(`chlo.${operation} ${operandText} -> ${tensor(type)}`, type);
  }

  /** A scalar, or an array full of it. Equal ones are written once. */
  constant(value: ScalarValue, dtype: DType, shape: readonly number[] = []): Value {
    return this.constants(`dense<${literal(value, dtype)}>`, { shape, dtype });
  }

  /** A list of integers. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    const text = values.length === 0 ? "dense<>" : `dense<${list(values)}>`;
    return this.constants(text, { shape, dtype: "int32" });
  }

  /** A constant in StableHLO's words. */
  constants(text: string, type: Type): Value {
    const operation = `stablehlo.constant ${text} : ${tensor(type)}`;
    for (const { constants } of this.#scopes) {
      const known = constants.get(operation);
      if (known !== undefined) return known;
    }
    const value = this.put(operation, type);
    this.#scopes.at(-1)!.constants.set(operation, value);
    return value;
  }

  /** Whether a value is one that was written as a constant. */
  isConstant(value: Value): boolean {
    return this.#scopes.some(({ constants }) => [...constants.values()].includes(value));
  }

  /** Values that are known. */
  data(values: TypedArray, type: Type): Value {
    const { shape, dtype } = type;
    if (values.length === 0) return this.constants("dense<>", type);
    if (dtype === "bool") {
      const bytes = this.data(values, { shape, dtype: "uint8" });
      return this.compare("NE", bytes, this.constant(0, "uint8", shape));
    }
    const bytes = Buffer.from(bytesOfValues(dtype, values)).toString("hex");
    return this.constants(`dense<"0x${bytes}">`, type);
  }

  /** Repeats an array along new axes; its own go to `dimensions`. */
  broadcast(x: Value, shape: readonly number[], dimensions: readonly number[] = []): Value {
    return this.op("broadcast_in_dim", [x], { shape, dtype: x.dtype }, `dims = ${list(dimensions)}`);
  }

  /** A scalar operand stands for an array full of it. */
  filled(x: Value, shape: readonly number[]): Value {
    return x.shape.length === shape.length ? x : this.broadcast(x, shape);
  }

  convert(x: Value, dtype: DType): Value {
    return x.dtype === dtype ? x : this.op("convert", [x], { shape: x.shape, dtype });
  }

  reshape(x: Value, shape: readonly number[]): Value {
    return this.op("reshape", [x], { shape, dtype: x.dtype });
  }

  compare(direction: Direction, x: Value, y: Value, order: "usual" | "total" = "usual"): Value {
    const type: Type = { shape: x.shape, dtype: "bool" };
    return this.put(
      `stablehlo.compare ${direction}, ${names([x, y])}, ${comparisonOf(x.dtype, order)} : (${tensors([x, y])}) -> ${tensor(type)}`,
      type,
    );
  }

  select(condition: Value, whereTrue: Value, whereFalse: Value): Value {
    return this.put(
      `stablehlo.select ${names([condition, whereTrue, whereFalse])} : ${tensors([condition, whereTrue])}`,
      whereTrue,
    );
  }

  /** Cuts from `start` to below `limit`. */
  slice(x: Value, start: readonly number[], limit: readonly number[], strides?: readonly number[]): Value {
    const step = (axis: number): number => strides?.[axis] ?? 1;
    const ranges = start.map((from, axis) => `${from}:${limit[axis]!}${step(axis) === 1 ? "" : `:${step(axis)}`}`);
    const shape = start.map((from, axis) => Math.max(0, Math.ceil((limit[axis]! - from) / step(axis))));
    return this.put(
      `stablehlo.slice ${x.name} [${ranges.join(", ")}] : (${tensor(x)}) -> ${tensor({ shape, dtype: x.dtype })}`,
      { shape, dtype: x.dtype },
    );
  }

  /** The window of the given lengths that begins at positions which are computed. */
  dynamicSlice(x: Value, starts: readonly Value[], sizes: readonly number[]): Value {
    if (sizes.length === 0) return x;
    return this.op("dynamic_slice", [x, ...starts], { shape: sizes, dtype: x.dtype }, `sizes = ${list(sizes)}`);
  }

  /** Writes a window at positions which are computed. */
  dynamicUpdateSlice(x: Value, update: Value, starts: readonly Value[]): Value {
    return x.shape.length === 0 ? update : this.op("dynamic_update_slice", [x, update, ...starts], x);
  }

  /** The combination of all elements along axes by an operation that StableHLO names. */
  reduce(operation: string, x: Value, initial: Value, axes: readonly number[]): Value {
    if (axes.length === 0) return x;
    const type: Type = { shape: x.shape.filter((_, axis) => !axes.includes(axis)), dtype: x.dtype };
    return this.put(
      `stablehlo.reduce(${x.name} init: ${initial.name}) applies stablehlo.${operation} across dimensions = ${list(axes)} : (${tensors([x, initial])}) -> ${tensor(type)}`,
      type,
    );
  }

  /** An operation with regions, in the form that has no sugar. */
  withRegions(
    operation: string,
    operands: readonly Value[],
    attributes: string,
    regions: readonly string[],
    results: readonly Type[],
  ): Value[] {
    const resultText = results.length === 1 ? tensor(results[0]!) : `(${tensors(results)})`;
    const attributeText = attributes === "" ? "" : ` <{${attributes}}>`;
    const regionText = regions.length === 0 ? "" : ` (${regions.join(", ")})`;
    return this.many(
      `"${operation}"(${names(operands)})${attributeText}${regionText} : (${tensors(operands)}) -> ${resultText}`,
      results,
    );
  }

  /** A region with parameters, as text. */
  region(
    parameters: readonly Type[],
    write: (args: readonly Value[]) => readonly Value[],
    end = "stablehlo.return",
  ): string {
    const args = parameters.map((type) => this.argument(type));
    const { lines } = this.#within(() => {
      const results = write(args);
      this.line(results.length === 0 ? end : `${end} ${names(results)} : ${tensors(results)}`);
    });
    const head = args.length === 0 ? "" : `^bb0(${args.map((arg) => `${arg.name}: ${tensor(arg)}`).join(", ")}):\n`;
    return `{\n${head}${indented(lines)}\n}`;
  }

  /**
   * What each device computes with its part of an array.
   *
   * @param placed - which part each has of the operand, and of the result.
   */
  onParts(x: Value, placed: string, part: Type, type: Type, write: (part: Value) => Value): Value {
    const own = this.argument(part);
    const { lines } = this.#within(() => {
      const result = write(own);
      this.line(`sdy.return ${result.name} : ${tensor(result)}`);
    });
    const region = `(${own.name}: ${tensor(own)}) {\n${indented(lines)}\n}`;
    return this.put(`sdy.manual_computation(${x.name}) ${placed} ${region} : (${tensor(x)}) -> ${tensor(type)}`, type);
  }

  /** A loop, which goes on while a condition of what it carries holds. */
  loop(
    carry: readonly Value[],
    condition: (carry: readonly Value[]) => Value,
    body: (carry: readonly Value[]) => readonly Value[],
  ): Value[] {
    const args = carry.map((type) => this.argument(type));
    const write = (part: (carry: readonly Value[]) => readonly Value[]): string => {
      const { lines } = this.#within(() => {
        const results = part(args);
        this.line(`stablehlo.return ${names(results)} : ${tensors(results)}`);
      });
      return `{\n${indented(lines)}\n}`;
    };
    const regions = `cond ${write((values) => [condition(values)])} do ${write(body)}`;
    const given = args.map(({ name }, k) => `${name} = ${carry[k]!.name}`).join(", ");
    return this.many(`stablehlo.while(${given}) : ${tensors(carry)} ${regions}`, carry);
  }

  /** One of several computations, by its number, which must be one of theirs. */
  branch(index: Value, branches: readonly (() => readonly Value[])[], results: readonly Type[]): Value[] {
    if (results.length === 0) return [];
    return this.withRegions(
      "stablehlo.case",
      [index],
      "",
      branches.map((write) => this.region([], write)),
      results,
    );
  }

  /** Writes the equations of a Jaxpr here, one after the other. */
  inline(jaxpr: Jaxpr, args: readonly Value[]): Value[] {
    const values = new Map<Variable, Value>(jaxpr.binders.map((binder, k) => [binder, args[k]!]));
    const read = (atom: Atom): Value =>
      atom instanceof Literal ? this.constant(atom.value, atom.aval.dtype) : values.get(atom)!;
    for (const equation of jaxpr.equations) {
      const results = this.module.emit(this, equation, equation.inputs.map(read));
      equation.outputs.forEach((output, k) => values.set(output, results[k]!));
    }
    return jaxpr.outputs.map(read);
  }

  /** Calls a function of the module. */
  call(name: string, args: readonly Value[], results: readonly Type[]): Value[] {
    if (results.length === 0) return [];
    const resultText = results.length === 1 ? tensor(results[0]!) : `(${tensors(results)})`;
    return this.many(`func.call @${name}(${names(args)}) : (${tensors(args)}) -> ${resultText}`, results);
  }

  #within(write: () => void): Scope {
    const scope = emptyScope();
    this.#scopes.push(scope);
    write();
    this.#scopes.pop();
    return scope;
  }
}

function comparisonOf(dtype: DType, order: "usual" | "total"): string {
  if (isFloat(dtype)) return order === "total" ? "TOTALORDER" : "FLOAT";
  if (dtype === "complex64" || dtype === "complex128") return "FLOAT";
  return dtype === "bool" || isUnsigned(dtype) ? "UNSIGNED" : "SIGNED";
}
