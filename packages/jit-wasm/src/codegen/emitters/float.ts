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
