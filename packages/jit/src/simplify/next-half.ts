import type { DType } from "@proj/array";
import { dtypes, Literal, type Atom, type Variable } from "@proj/array/core";
import type { JaxprBuilder } from "./builder.ts";

/** A float of two bytes: how many bits fewer than single precision it has, its smallest normal and its largest number. */
interface Format {
  readonly fewerBits: number;
  readonly smallestNormal: number;
  readonly largest: number;
}

const formats = {
  float16: { fewerBits: 13, smallestNormal: 2 ** -14, largest: dtypes.float16.max },
  bfloat16: { fewerBits: 16, smallestNormal: 2 ** -126, largest: dtypes.bfloat16.max },
} satisfies Record<string, Format>;

/** The neighbour of `x` towards `y` among the floats of a dtype of two bytes; both are such floats in single precision. */
export function nextNarrow(
  builder: JaxprBuilder,
  [x, y]: readonly [Atom, Atom],
  dtype: keyof typeof formats,
): Variable {
  const { fewerBits, smallestNormal, largest } = formats[dtype];
  const unit = 2 ** fewerBits;
  const smallest = smallestNormal * 2 ** (fewerBits - 23);
  const like = (value: number, type: DType = "float32"): Literal =>
    new Literal(value, { shape: [], dtype: type, weakType: false });
  const call = (name: "add" | "mul" | "eq" | "ne" | "gt" | "le", a: Atom, b: Atom): Variable =>
    builder.emitOne(name, [a, b], {});
  const select = (condition: Atom, onTrue: Atom, onFalse: Atom): Variable =>
    builder.emitOne("select", [condition, onTrue, onFalse], {});
  const bitcast = (value: Atom, to: DType): Variable => builder.emitOne("bitcastConvertType", [value], { dtype: to });
  const magnitude = builder.emitOne("abs", [x], {});
  // Floats of one exponent lie so many units of single precision apart; the bits of a float grow with its magnitude.
  const rises = call("gt", y, x);
  const grows = call("eq", rises, call("gt", x, like(0)));
  const bits = call("add", bitcast(x, "int32"), select(grows, like(unit, "int32"), like(-unit, "int32")));
  // Up to the smallest normal one all lie equally far apart, those on both sides of 0 too.
  const near = call("add", x, select(rises, like(smallest), like(-smallest)));
  const finite = select(call("le", magnitude, like(smallestNormal)), near, bitcast(bits, "float32"));
  const outermost = call("mul", builder.emitOne("sign", [x], {}), like(largest));
  const neighbour = select(call("gt", magnitude, like(largest)), outermost, finite);
  const isNan = builder.emitOne("or", [call("ne", x, x), call("ne", y, y)], {});
  return select(isNan, call("add", x, y), select(call("eq", x, y), y, neighbour));
}
