import type { FloatName, UnaryName } from "@proj/array/core";
import { select, type Expression } from "../../assembler/expression.ts";
import type { Lanes, Vector } from "../../math/lanes.ts";
import type { vectorUnary } from "../../math/unary.ts";

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
export type InstructionUnary = Exclude<
  UnaryName & FloatName,
  keyof typeof vectorUnary | "stopGradient" | "optimizationBarrier"
>;

/** Such a function of one number; `x` is read more than once. */
export function instructionUnary<T extends FloatType>(
  float: FloatInstructions<T>,
  name: InstructionUnary,
  x: Expression<T>,
): Expression<T> | Expression<"i32"> {
  switch (name) {
    case "neg":
    case "abs":
    case "floor":
    case "ceil":
    case "sqrt":
      return float[name](x);
    case "round":
      return float.nearest(x);
    case "sign":
      return select(float.copysign(1, x), x, float.gt(float.abs(x), 0));
    case "isFinite":
      return float.lt(float.abs(x), Infinity);
  }
}

/** The same of each lane. */
export function instructionUnaryOfLanes(m: Lanes, name: InstructionUnary, x: Vector): Vector {
  const { float } = m.precision;
  switch (name) {
    case "neg":
    case "abs":
    case "floor":
    case "ceil":
    case "sqrt":
      return float[name](x);
    case "round":
      return float.nearest(x);
    case "sign": {
      const one = m.withSign(m.const(1), x);
      return m.select(float.gt(float.abs(x), m.const(0)), one, x);
    }
    case "isFinite":
      return float.lt(float.abs(x), m.const(Infinity));
  }
}
