/* Operations on integers of 32 and 64 bits, one by one; and lane by lane those that vectors do not have. */
import type { BinaryName, IntegerName, UnaryName } from "@proj/array/core";
import { Local, select } from "../../assembler/expression.ts";
import type { Expression } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { i32, i32x4, i64 } from "../../assembler/instructions.ts";
import type { MathLibrary, VectorFunction2 } from "../../math/math-library.ts";

type Bit = Expression<"i32">;

/** What integers of one size have: their instructions, the numbers as constants, and truth values as 0 and 1. */
interface Integers<T extends "i32" | "i64"> {
  readonly bits: 32 | 64;
  readonly instructions: Readonly<
    Record<
      ("add" | "sub" | "mul" | "and" | "or" | "xor" | "shl") | `${"div" | "rem" | "shr"}${"S" | "U"}`,
      (x: Expression<T>, y: Expression<T>) => Expression<T>
    > &
      Record<"eq" | "ne" | `${"lt" | "le" | "gt" | "ge"}${"S" | "U"}`, (x: Expression<T>, y: Expression<T>) => Bit>
  >;
  readonly constant: (value: number) => Expression<T>;
  readonly fromBit: (bit: Bit) => Expression<T>;
}

export const narrow: Integers<"i32"> = {
  bits: 32,
  instructions: i32,
  constant: (value) => i32.const(value),
  fromBit: (bit) => bit,
};

export const wide: Integers<"i64"> = {
  bits: 64,
  instructions: i64,
  constant: (value) => i64.const(BigInt(value)),
  fromBit: (bit) => i64.extendI32S(bit),
};

/** Keeps a value for several uses. */
function keep<T extends "i32" | "i64">(f: FunctionBuilder, value: Expression<T>): Expression<T> {
  return value instanceof Local ? value : f.let(value, "s");
}

/** A function of one integer, which is read more than once. */
export function unaryInteger<T extends "i32" | "i64">(
  { instructions, constant, fromBit }: Integers<T>,
  name: UnaryName & IntegerName,
  signed: boolean,
  x: Expression<T>,
): Expression<T> {
  const zero = constant(0);
  switch (name) {
    case "neg":
      return instructions.sub(zero, x);
    case "abs":
      return signed ? select(instructions.sub(zero, x), x, instructions.ltS(x, zero)) : x;
    case "sign":
      return fromBit(signed ? i32.sub(instructions.gtS(x, zero), instructions.ltS(x, zero)) : instructions.ne(x, zero));
    case "not":
      return instructions.xor(x, constant(-1));
    case "stopGradient":
    case "optimizationBarrier":
      return x;
  }
}

/** A function of two integers. */
export function binaryInteger<T extends "i32" | "i64">(
  f: FunctionBuilder,
  integers: Integers<T>,
  name: BinaryName & IntegerName,
  signed: boolean,
  left: Expression<T>,
  right: Expression<T>,
): Expression<T> | Bit {
  const { instructions } = integers;
  const suffix = signed ? "S" : "U";
  switch (name) {
    case "add":
    case "sub":
    case "mul":
    case "and":
    case "or":
    case "xor":
    case "eq":
    case "ne":
      return instructions[name](left, right);
    case "lt":
    case "le":
    case "gt":
    case "ge":
      return instructions[`${name}${suffix}`](left, right);
    case "max":
    case "min": {
      const [x, y] = [keep(f, left), keep(f, right)];
      const greater = instructions[`gt${suffix}`](x, y);
      return name === "max" ? select(x, y, greater) : select(y, x, greater);
    }
    case "div":
    case "rem":
      return divide(f, integers, name, signed, left, right);
    case "shiftLeft":
    case "shiftRightLogical":
    case "shiftRightArithmetic":
      return shift(f, integers, name, left, right);
  }
}

/** x / y or x % y: by zero −1 and x. Signed, the one overflow (the least number / −1) wraps. */
function divide<T extends "i32" | "i64">(
  f: FunctionBuilder,
  { instructions, constant }: Integers<T>,
  name: "div" | "rem",
  signed: boolean,
  left: Expression<T>,
  right: Expression<T>,
): Expression<T> {
  const [x, y] = [f.let(left, "x"), f.let(right, "y")];
  const result = f.let(name === "div" ? constant(-1) : x, "quotient");
  const divided = (): void => {
    f.set(result, instructions[`${name}${signed ? "S" : "U"}`](x, y));
  };
  const wrapped = (): void => {
    f.if(
      instructions.eq(y, constant(-1)),
      () => {
        f.set(result, instructions.sub(constant(0), x));
      },
      divided,
    );
  };
  f.if(instructions.ne(y, constant(0)), signed && name === "div" ? wrapped : divided);
  return result;
}

/** Shifts by any amount: as many bits as there are, or more, give 0, or copies of the sign. */
function shift<T extends "i32" | "i64">(
  f: FunctionBuilder,
  { bits, instructions, constant }: Integers<T>,
  name: "shiftLeft" | "shiftRightLogical" | "shiftRightArithmetic",
  x: Expression<T>,
  amount: Expression<T>,
): Expression<T> {
  const y = f.let(amount, "amount");
  const inRange = instructions.ltU(y, constant(bits));
  if (name === "shiftRightArithmetic") return instructions.shrS(x, select(y, constant(bits - 1), inRange));
  return select(instructions[name === "shiftLeft" ? "shl" : "shrU"](x, y), constant(0), inRange);
}

/** A function of the lanes of two vectors. */
export function eachLane(library: MathLibrary, name: BinaryName & IntegerName, signed: boolean): VectorFunction2 {
  return library.binary(`i32x4.${name}_${signed ? "s" : "u"}`, (m, x, y) => {
    const result = m.f.local("v128", "result");
    for (let lane = 0; lane < 4; lane++) {
      const [left, right] = [i32x4.extractLane(lane, x), i32x4.extractLane(lane, y)];
      m.f.set(result, i32x4.replaceLane(lane, result, binaryInteger(m.f, narrow, name, signed, left, right) as Bit));
    }
    return result;
  });
}
