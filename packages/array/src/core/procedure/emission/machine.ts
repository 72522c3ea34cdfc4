import type { BinaryName } from "../../scalar/binary.ts";
import type { UnaryName } from "../../scalar/unary.ts";
import type { Procedure, ProcedureDType } from "../procedure.ts";

/*
 * What a target with addresses, structured control flow and vectors of sixteen bytes gives to procedures, which write themselves in
 * its instructions. The names are those of WebAssembly. Code comes as trees, which are evaluated where they stand.
 */

/** The types of values. */
export type MachineType = "i32" | "f32" | "f64" | "v128";

/** The types of values that are one number. */
export type ScalarType = Exclude<MachineType, "v128">;

/** Code that gives a value of a type; what else it is only the machine knows. */
export interface Code<T extends string = string> {
  readonly type: T;
}

/** Code, or a number that stands for a constant. */
export type CodeOrNumber<T extends string> = Code<T> | number;

/** An address, or an integer. */
export type Int = Code<"i32">;

/** A vector of floats. */
export type Vector = Code<"v128">;

/** The types of values by name. */
export type MachineTypes = Readonly<Record<string, MachineType>>;

/** Code for each of some names. */
export type CodeOf<P extends MachineTypes> = { readonly [K in keyof P]: Code<P[K]> };

/** Writes the body of one function; bodies within are run at once. */
export interface CodeWriter {
  local<T extends MachineType>(type: T, name?: string): Code<T>;
  let<T extends MachineType>(value: Code<T>, name?: string): Code<T>;
  set<T extends MachineType>(local: Code<T>, value: CodeOrNumber<T>): void;
  setGlobal<T extends ScalarType>(variable: Code<T>, value: CodeOrNumber<T>): void;
  run(code: Code): void;
  block(body: (exit: object) => void, name?: string): void;
  loop(body: (again: object) => void, name?: string): void;
  if(condition: CodeOrNumber<"i32">, body: () => void, otherwise?: () => void): void;
  branch(label: object): void;
  branchIf(label: object, condition: CodeOrNumber<"i32">): void;
}

/** A function with its parameters by name. */
export interface MachineFunction<P extends MachineTypes> {
  call(values: { readonly [K in keyof P]: CodeOrNumber<P[K]> }): Code<"void">;
}

/** Where an element is. */
export interface ElementPlace {
  readonly pointer: Int | null;
  readonly base: number;
  readonly stride: number;
  readonly count: number;
}

/** Functions of single elements. */
export interface Elements {
  let(value: Code): Code;
  constant(dtype: ProcedureDType, value: number): Code;
  load(dtype: ProcedureDType, place: ElementPlace): Code;
  store(dtype: ProcedureDType, place: ElementPlace, value: Code): void;
  unary(name: UnaryName, dtype: ProcedureDType, x: Code): Code;
  binary(name: BinaryName, dtype: ProcedureDType, x: Code, y: Code): Code;
  select(dtype: ProcedureDType, condition: Code, onTrue: Code, onFalse: Code): Code;
  convert(from: ProcedureDType, to: ProcedureDType, x: Code): Code;
}

/** Instructions on integers. */
export interface IntInstructions {
  const(value: number): Int;
  eqz(x: CodeOrNumber<"i32">): Int;
  add(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
  sub(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
  mul(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
  divS(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
  remS(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
  and(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
  ltS(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
  gtS(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
  geS(x: CodeOrNumber<"i32">, y: CodeOrNumber<"i32">): Int;
}

/** Instructions on single floats of a type. */
export interface FloatInstructions<T extends "f32" | "f64"> {
  const(value: number): Code<T>;
  load(address: CodeOrNumber<"i32">, offset?: number): Code<T>;
  store(address: CodeOrNumber<"i32">, value: CodeOrNumber<T>, offset?: number): Code<"void">;
  add(x: CodeOrNumber<T>, y: CodeOrNumber<T>): Code<T>;
  sub(x: CodeOrNumber<T>, y: CodeOrNumber<T>): Code<T>;
  mul(x: CodeOrNumber<T>, y: CodeOrNumber<T>): Code<T>;
}

/** Instructions on vectors of floats of a type. */
export interface FloatVectorInstructions<T extends "f32" | "f64"> {
  splat(value: CodeOrNumber<T>): Vector;
  extractLane(lane: number, x: Vector): Code<T>;
  add(x: Vector, y: Vector): Vector;
  sub(x: Vector, y: Vector): Vector;
  mul(x: Vector, y: Vector): Vector;
  /** z + x · y and z - x · y, in one instruction. */
  relaxedMadd(x: Vector, y: Vector, z: Vector): Vector;
  relaxedNmadd(x: Vector, y: Vector, z: Vector): Vector;
}

/** Instructions on vectors as bytes; the splats load one element to all lanes. */
export interface VectorInstructions {
  const(bytes: Uint8Array): Vector;
  load(address: CodeOrNumber<"i32">, offset?: number): Vector;
  store(address: CodeOrNumber<"i32">, value: Vector, offset?: number): Code<"void">;
  load32Splat(address: CodeOrNumber<"i32">, offset?: number): Vector;
  load64Splat(address: CodeOrNumber<"i32">, offset?: number): Vector;
}

/** The instructions, in families. */
export interface Instructions {
  readonly i32: IntInstructions;
  readonly f32: FloatInstructions<"f32"> & {
    convertI32S(x: CodeOrNumber<"i32">): Code<"f32">;
    ge(x: CodeOrNumber<"f32">, y: CodeOrNumber<"f32">): Int;
  };
  readonly f64: FloatInstructions<"f64">;
  readonly v128: VectorInstructions;
  readonly f32x4: FloatVectorInstructions<"f32">;
  readonly f64x2: FloatVectorInstructions<"f64">;
}

/** Threads that help the running one. */
export interface MachineThreads {
  /**
   * Runs pieces at once, in the middle of a function.
   *
   * @param count - how many there are, at least 1.
   * @param types - of what they read.
   * @param body - writes a piece; is given its number and the values.
   * @param isWorthIt - whether others are asked at all; default that they are.
   */
  share<P extends Readonly<Record<string, "i32" | "f32" | "f64">>>(
    f: CodeWriter,
    name: string,
    count: Int,
    types: P,
    values: { readonly [K in keyof P]: CodeOrNumber<P[K]> },
    body: (f: CodeWriter, position: Int, values: CodeOf<P>) => void,
    isWorthIt?: Int,
  ): void;
}

/** A machine that runs one step of a program. */
export interface Machine extends Instructions {
  /** The name of the step, with which those of its functions begin. */
  readonly name: string;
  /** Whether multiply-adds are one instruction. */
  readonly fused: boolean;
  /** The rows of the tallest product whose sums stay in registers, beside two vectors of columns. */
  readonly tallestKernel: number;
  /** Null if the running thread does everything. */
  readonly threads: MachineThreads | null;
  select<T extends MachineType>(onTrue: Code<T>, onFalse: Code<T>, condition: CodeOrNumber<"i32">): Code<T>;
  /** Defines a function. */
  function<P extends MachineTypes>(
    name: string,
    parameters: P,
    body: (f: CodeWriter, parameters: CodeOf<P>) => void,
  ): MachineFunction<P>;
  /** Defines a variable that all functions of a thread share. */
  variable<T extends ScalarType>(type: T, name: string): Code<T>;
  /** Functions of single elements, in the body of a function. */
  elements(f: CodeWriter): Elements;
}

/** Writes the statements of a procedure into a function that is given the addresses of its arrays. */
export type ProcedureEmission = (
  procedure: Procedure,
  machine: Machine,
  f: CodeWriter,
  addresses: readonly Int[],
) => void;
