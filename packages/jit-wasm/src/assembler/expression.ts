import { defect } from "@proj/array/core";
import type { ResultType, ValueType } from "./types.ts";

/** What follows an instruction's code in the binary format. */
export type ImmediateKind =
  | "none"
  /** Alignment hint (fixed per instruction) and offset: `immediate` is the offset. */
  | "memory"
  /** As `memory`, and a lane: `lane`. */
  | "memoryLane"
  | "lane"
  /** An index of a local, global or function: `immediate`. */
  | "index"
  | "i32"
  | "i64"
  | "f32"
  | "f64"
  /** Sixteen bytes: `bytes`. */
  | "bytes"
  /** The two memory indices of `memory.copy`, or the one of `memory.fill`: all zero. */
  | "copy"
  | "fill";

/** One row of the instruction set: how an instruction is spelled in text and in bytes. */
export interface Opcode {
  readonly name: string;
  /** The code; a prefixed one (0xfc, 0xfd) as prefix · 2¹⁶ + code. */
  readonly code: number;
  readonly immediate: ImmediateKind;
  /** log₂ of the alignment that memory instructions may assume. */
  readonly alignment: number;
}

/**
 * An instruction with its operands: a tree, evaluated left to right, whenever it is used.
 *
 * An expression used twice is evaluated twice; `FunctionBuilder.let` keeps a value in a local.
 */
export class Expression<T extends ResultType = ResultType> {
  readonly type: T;
  readonly opcode: Opcode;
  readonly operands: readonly Expression[];
  readonly immediate: number;
  readonly lane: number;
  readonly extra: Uint8Array | bigint | string | null;

  constructor(
    type: T,
    opcode: Opcode,
    operands: readonly Expression[],
    immediate = 0,
    lane = 0,
    extra: Uint8Array | bigint | string | null = null,
  ) {
    this.type = type;
    this.opcode = opcode;
    this.operands = operands;
    this.immediate = immediate;
    this.lane = lane;
    this.extra = extra;
  }
}

/** A variable of a function; as an expression, its current value. */
export class Local<T extends ValueType = ValueType> extends Expression<T> {
  readonly name: string;

  constructor(type: T, index: number, name: string) {
    super(type, localGet, noOperands, index);
    this.name = name;
  }
}

/** A variable of a module; as an expression, its current value. */
export class Global<T extends ValueType = ValueType> extends Expression<T> {
  readonly name: string;

  constructor(type: T, index: number, name: string) {
    super(type, globalGet, noOperands, index);
    this.name = name;
  }
}

/** Operands may be written as numbers where their type is a number type: they become constants. */
export type Operand<T extends ValueType> = Expression<T> | (T extends "i32" | "f32" | "f64" ? number : never);

const noOperands: readonly Expression[] = [];
const indexed = (name: string, code: number): Opcode => ({ name, code, immediate: "index", alignment: 0 });

const localGet = indexed("local.get", 0x20);
const globalGet = indexed("global.get", 0x23);
/** Calls a function by its index. */
export const callOpcode = indexed("call", 0x10);

/** Makes a vector of sixteen bytes. */
export const vectorConstant: Opcode = { name: "v128.const", code: 0xfd000c, immediate: "bytes", alignment: 0 };

const constants: { readonly [T in "i32" | "i64" | "f32" | "f64" | "v128"]: Opcode } = {
  i32: { name: "i32.const", code: 0x41, immediate: "i32", alignment: 0 },
  i64: { name: "i64.const", code: 0x42, immediate: "i64", alignment: 0 },
  f32: { name: "f32.const", code: 0x43, immediate: "f32", alignment: 0 },
  f64: { name: "f64.const", code: 0x44, immediate: "f64", alignment: 0 },
  v128: vectorConstant,
};

/** A constant of a number type. */
export function constant<T extends "i32" | "f32" | "f64">(type: T, value: number): Expression<T> {
  return new Expression(type, constants[type], noOperands, value);
}

/** A constant of type i64. */
export function constant64(value: bigint): Expression<"i64"> {
  return new Expression("i64", constants.i64, noOperands, 0, 0, value);
}

const vectors = new Map<string | number, Expression<"v128">>();
/** Programs bring numbers of their own: without an end, those of all that were ever compiled would stay. */
const mostVectors = 2048;

/**
 * A vector constant of sixteen bytes; mostly the same object for the same bytes, as expressions do not change.
 *
 * @param key - what tells it from others; default its bytes.
 */
export function constantBytes(bytes: Uint8Array, key: string | number = String(bytes)): Expression<"v128"> {
  let known = vectors.get(key);
  if (known === undefined) {
    if (vectors.size === mostVectors) vectors.clear();
    vectors.set(key, (known = new Expression("v128", vectorConstant, noOperands, 0, 0, bytes)));
  }
  return known;
}

/** The operand as an expression: numbers become constants of the type that the instruction wants. */
export function toExpression<T extends ValueType>(operand: Expression<T> | number, type: T): Expression<T> {
  if (typeof operand === "number") {
    if (type === "i64" || type === "v128") throw defect(`a number as ${type}`);
    return new Expression(type, constants[type], noOperands, operand);
  }
  if (operand.type !== type)
    throw new Error(`expected an operand of type ${type}, got ${operand.opcode.name} of type ${operand.type}`);
  return operand;
}

/** `condition` ≠ 0 ? `whenTrue` : `whenFalse`; both are evaluated. */
export function select<T extends ValueType>(
  whenTrue: Expression<T>,
  whenFalse: Expression<T>,
  condition: Operand<"i32">,
): Expression<T> {
  return new Expression(whenTrue.type, selectOpcode, [whenTrue, whenFalse, toExpression<"i32">(condition, "i32")]);
}

// The untyped select takes all number and vector types that this package uses.
const selectOpcode: Opcode = { name: "select", code: 0x1b, immediate: "none", alignment: 0 };
