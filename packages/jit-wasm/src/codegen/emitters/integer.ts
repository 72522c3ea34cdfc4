/* Integer operations that vectors do not have, lane by lane in functions of their own. */
import type { Expression } from "../../assembler/expression.ts";
import { select } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { i32, i32x4 } from "../../assembler/instructions.ts";
import type { MathLibrary, VectorFunction2 } from "../../math/math-library.ts";

type Integer = Expression<"i32">;

/** x / y or x % y of integers: by zero −1 and x. Signed, the one overflow (−2³¹ / −1) wraps. */
export function divideIntegers(
  f: FunctionBuilder,
  name: "div" | "rem",
  signed: boolean,
  left: Integer,
  right: Integer,
): Integer {
  const [x, y] = [f.let(left, "x"), f.let(right, "y")];
  const result = f.let(name === "div" ? i32.const(-1) : x, "quotient");
  f.if(y, () => {
    if (!signed) {
      f.set(result, name === "div" ? i32.divU(x, y) : i32.remU(x, y));
      return;
    }
    if (name === "rem") {
      f.set(result, i32.remS(x, y));
      return;
    }
    f.if(
      i32.eq(y, -1),
      () => {
        f.set(result, i32.sub(0, x));
      },
      () => {
        f.set(result, i32.divS(x, y));
      },
    );
  });
  return result;
}

/** Shifts by any amount: 32 or more gives 0, or copies of the sign. */
export function shiftInteger(
  f: FunctionBuilder,
  name: "shiftLeft" | "shiftRightLogical" | "shiftRightArithmetic",
  x: Integer,
  amount: Integer,
): Integer {
  const y = f.let(amount, "amount");
  const inRange = i32.ltU(y, 32);
  if (name === "shiftRightArithmetic") return i32.shrS(x, select(y, i32.const(31), inRange));
  return select(name === "shiftLeft" ? i32.shl(x, y) : i32.shrU(x, y), i32.const(0), inRange);
}

function eachLane(
  library: MathLibrary,
  name: string,
  body: (f: FunctionBuilder, x: Integer, y: Integer) => Integer,
): VectorFunction2 {
  return library.binary(name, (m, x, y) => {
    const result = m.f.local("v128", "result");
    for (let lane = 0; lane < 4; lane++) {
      const value = body(m.f, i32x4.extractLane(lane, x), i32x4.extractLane(lane, y));
      m.f.set(result, i32x4.replaceLane(lane, result, value));
    }
    return result;
  });
}

/** Division or remainder of the lanes. */
export function integerDivision(library: MathLibrary, name: "div" | "rem", signed: boolean): VectorFunction2 {
  return eachLane(library, `i32x4.${name}_${signed ? "s" : "u"}`, (f, x, y) => divideIntegers(f, name, signed, x, y));
}

/** Shifts of the lanes by lanes. */
export function vectorShift(
  library: MathLibrary,
  name: "shiftLeft" | "shiftRightLogical" | "shiftRightArithmetic",
): VectorFunction2 {
  return eachLane(library, `i32x4.${name}`, (f, x, y) => shiftInteger(f, name, x, y));
}
