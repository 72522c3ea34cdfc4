import type { DType } from "@proj/array";
import { Literal, type Atom, type Variable } from "@proj/array/core";
import type { JaxprBuilder } from "./builder.ts";

/** The neighbour of `x` towards `y` among the halves; both are halves in single precision. */
export function nextHalf(builder: JaxprBuilder, [x, y]: readonly [Atom, Atom]): Variable {
  const like = (value: number, dtype: DType = "float32"): Literal =>
    new Literal(value, { shape: [], dtype, weakType: false });
  const call = (name: "add" | "mul" | "eq" | "ne" | "gt" | "le", a: Atom, b: Atom): Variable =>
    builder.emitOne(name, [a, b], {});
  const select = (condition: Atom, onTrue: Atom, onFalse: Atom): Variable =>
    builder.emitOne("select", [condition, onTrue, onFalse], {});
  const bitcast = (value: Atom, dtype: DType): Variable => builder.emitOne("bitcastConvertType", [value], { dtype });
  const magnitude = builder.emitOne("abs", [x], {});
  // Halves of one exponent lie 2¹³ units of single precision apart; the bits of a float grow with its magnitude.
  const rises = call("gt", y, x);
  const grows = call("eq", rises, call("gt", x, like(0)));
  const bits = call("add", bitcast(x, "int32"), select(grows, like(2 ** 13, "int32"), like(-(2 ** 13), "int32")));
  // Up to the smallest normal half all lie equally far apart, those on both sides of 0 too.
  const near = call("add", x, select(rises, like(2 ** -24), like(-(2 ** -24))));
  const finite = select(call("le", magnitude, like(2 ** -14)), near, bitcast(bits, "float32"));
  const largest = call("mul", builder.emitOne("sign", [x], {}), like(65504));
  const neighbour = select(call("gt", magnitude, like(65504)), largest, finite);
  const isNan = builder.emitOne("or", [call("ne", x, x), call("ne", y, y)], {});
  return select(isNan, call("add", x, y), select(call("eq", x, y), y, neighbour));
}
