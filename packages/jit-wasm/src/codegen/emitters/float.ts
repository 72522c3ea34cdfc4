import type { FloatName, UnaryName } from "@proj/array/core";
import { select, type Expression } from "../../assembler/expression.ts";
import type { Lanes, Vector } from "../../math/lanes.ts";
import type { LibraryUnary } from "../../math/unary.ts";

type FloatType = "f32" | "f64";

/** The instructions that both types of floats have under one name. */
interface FloatInstructions<T extends FloatType> {
  readonly neg: (x: Expression<T> | number) => Expression<T>;
  readonly abs: (x: Expression<T> | number) => Expression<T>;
  readonly floor: (x: Expression<T> | number) => Expression<T>;
  readonly ceil: (x: Expression<T> | number) => Expression<T>;
  readonly nearest: (x: Expression<T> | number) => Expression<T>;
  readonly sqrt: (x: Expression<T> | number) => Expression<T>;
  readonly copysign: (x: Expression<T> | number, y: Expression<T> | number) => Expression<T>;
  readonly lt: (x: Expression<T> | number, y: Expression<T> | number) => Expression<"i32">;
  readonly gt: (x: Expression<T> | number, y: Expression<T> | number) => Expression<"i32">;
}

/** The functions of one float that are an instruction, or a few. */
export type InstructionUnary = Exclude<UnaryName & FloatName, LibraryUnary | "stopGradient" | "optimizationBarrier">;

/** The instruction that each of them is, if it is one. */
const own = { neg: "neg", abs: "abs", floor: "floor", ceil: "ceil", sqrt: "sqrt", round: "nearest" } as const;

/** Such a function of one number; `x` is read more than once. */
export function instructionUnary<T extends FloatType>(
  float: FloatInstructions<T>,
  name: InstructionUnary,
  x: Expression<T>,
): Expression<T> | Expression<"i32"> {
  if (name === "sign") return select(float.copysign(1, x), x, float.gt(float.abs(x), 0));
  if (name === "isFinite") return float.lt(float.abs(x), Infinity);
  return float[own[name]](x);
}

/** The same of each lane. */
export function instructionUnaryOfLanes(m: Lanes, name: InstructionUnary, x: Vector): Vector {
  const { float } = m.precision;
  if (name === "sign") return m.select(float.gt(float.abs(x), m.const(0)), m.withSign(m.const(1), x), x);
  if (name === "isFinite") return float.lt(float.abs(x), m.const(Infinity));
  return float[own[name]](x);
}

/**
 * The larger or the smaller one of each two lanes. The instruction for that takes eight of the processor's, as there may be a NaN, or
 * zeros of two signs. Beside a known number one is enough that compares: of a NaN and a number it gives its first operand.
 *
 * @param known - the second operand, if it is a constant.
 */
export function extremumOfLanes(m: Lanes, name: "max" | "min", x: Vector, y: Vector, known: number | null): Vector {
  const { float } = m.precision;
  if (known === null || Number.isNaN(known) || Object.is(known, -0)) return float[name](x, y);
  const better = float[`p${name}`](x, y);
  // −0 is not less than 0, and + 0 makes it 0.
  return known === 0 && name === "max" ? float.add(better, y) : better;
}
