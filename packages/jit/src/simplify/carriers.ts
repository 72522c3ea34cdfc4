import type { DType } from "@proj/array";
import {
  castScalar,
  dtypes,
  isFloat,
  isUnsigned,
  Literal,
  type Atom,
  type BinaryName,
  type Variable,
} from "@proj/array/core";
import type { JaxprBuilder } from "./builder.ts";

const carriers: { readonly [D in DType]?: DType } = {
  int8: "int32",
  int16: "int32",
  uint8: "int32",
  uint16: "int32",
  bfloat16: "float32",
};

/** Whether programs hold elements of a dtype as numbers of another. */
export const isNarrow = (dtype: DType): boolean => carriers[dtype] !== undefined;

export const carrierOf = (dtype: DType): DType => carriers[dtype] ?? dtype;

/** Writes equations over int32 and float32 numbers that hold what dtypes of one and two bytes do. */
export class Carriers {
  readonly builder: JaxprBuilder;

  constructor(builder: JaxprBuilder) {
    this.builder = builder;
  }

  constant(value: number, dtype: DType): Literal {
    return new Literal(castScalar(value, dtype), { shape: [], dtype, weakType: false });
  }

  binary(name: BinaryName, x: Atom, y: Atom | number): Variable {
    return this.builder.emitOne(name, [x, typeof y === "number" ? this.constant(y, x.aval.dtype) : y], {});
  }

  select(condition: Atom, onTrue: Atom, onFalse: Atom): Variable {
    return this.builder.emitOne("select", [condition, onTrue, onFalse], {});
  }

  bitcast(x: Atom, dtype: DType): Atom {
    return x.aval.dtype === dtype ? x : this.builder.emitOne("bitcastConvertType", [x], { dtype });
  }

  convert(x: Atom, dtype: DType, weakType = false): Atom {
    return x.aval.dtype === dtype && x.aval.weakType === weakType
      ? x
      : this.builder.emitOne("convertElementType", [x], { dtype, weakType });
  }

  /** A number of the carrier as the nearest one that a narrow dtype holds: integers wrap, floats are rounded. */
  fitted(x: Atom, dtype: DType): Atom {
    const { weakType } = x.aval;
    if (!isFloat(dtype)) {
      const spare = 32 - 8 * dtypes[dtype].bytes;
      if (isUnsigned(dtype)) return this.binary("and", x, dtypes[dtype].max);
      return this.binary("shiftRightArithmetic", this.binary("shiftLeft", x, spare), spare);
    }
    const bits = this.bitcast(x, "uint32");
    const odd = this.binary("and", this.binary("shiftRightLogical", bits, 16), 1);
    const rounded = this.binary("and", this.binary("add", bits, this.binary("add", odd, 0x7fff)), 0xffff0000);
    // NaN is told by its bits: the lower half alone may say so, and rounding would carry it away.
    const isNan = this.binary("gt", this.binary("and", bits, 0x7fffffff), 0x7f800000);
    return this.convert(this.bitcast(this.select(isNan, bits, rounded), "float32"), "float32", weakType);
  }

  /** `convertElementType` to a narrow dtype. */
  converted(x: Atom, from: DType, to: DType, weakType: boolean): Atom {
    const carrier = carrierOf(to);
    if (isFloat(to) || !isFloat(from)) return this.fitted(this.convert(x, carrier, weakType), to);
    const { min, max } = dtypes[to];
    const wide = from === "float16" ? this.convert(x, "float32") : x;
    return this.convert(this.binary("min", this.binary("max", wide, min), max), carrier, weakType);
  }

  /** The bits of an element of at most 16 bits as an int32 from 0. */
  bitsOf(x: Atom, dtype: DType): Atom {
    if (dtype === "bool") return this.convert(x, "int32");
    if (dtype === "float16") return this.#halfBits(this.convert(x, "float32"));
    if (dtype === "bfloat16")
      return this.bitcast(this.binary("shiftRightLogical", this.bitcast(x, "uint32"), 16), "int32");
    return this.binary("and", x, 2 ** (8 * dtypes[dtype].bytes) - 1);
  }

  /** The reverse of {@link bitsOf}. */
  fromBits(bits: Atom, dtype: DType): Atom {
    if (dtype === "bool") return this.binary("ne", bits, 0);
    if (dtype === "float16") return this.convert(this.#fromHalfBits(bits), "float16");
    if (dtype === "bfloat16") return this.bitcast(this.binary("shiftLeft", bits, 16), "float32");
    return this.fitted(bits, dtype);
  }

  /**
   * The neighbour of `x` towards `y` among the floats of a dtype of two bytes; all three are such floats in single precision. The
   * bits of a float count from 0 outwards, to infinity.
   */
  next(x: Atom, y: Atom, dtype: "float16" | "bfloat16"): Variable {
    const bits = this.bitsOf(x, dtype);
    const rises = this.binary("gt", y, x);
    const grows = this.binary("eq", rises, this.binary("gt", x, 0));
    const number = (value: number): Literal => this.constant(value, "int32");
    const along = this.binary("add", bits, this.select(grows, number(1), number(-1)));
    const fromZero = this.select(rises, number(1), number(0x8001));
    const next = this.select(this.binary("eq", x, 0), fromZero, along);
    const neighbour = dtype === "float16" ? this.#fromHalfBits(next) : this.fromBits(next, dtype);
    const isNan = this.binary("or", this.binary("ne", x, x), this.binary("ne", y, y));
    return this.select(isNan, this.binary("add", x, y), this.select(this.binary("eq", x, y), y, neighbour));
  }

  /** The bits of a half, see `halfBits` of `@proj/array/core`. */
  #halfBits(x: Atom): Atom {
    const bits = this.bitcast(x, "int32");
    const magnitude = this.binary("and", bits, 0x7fffffff);
    const sign = this.binary("and", this.binary("shiftRightLogical", bits, 16), 0x8000);
    const steps = this.convert(this.binary("mul", this.bitcast(magnitude, "float32"), 2 ** 24), "int32");
    const normal = this.binary("shiftRightLogical", this.binary("sub", magnitude, 112 << 23), 13);
    const finite = this.select(this.binary("lt", magnitude, 113 << 23), steps, normal);
    const infinite = this.select(
      this.binary("gt", magnitude, 0x7f800000),
      this.constant(0x7e00, "int32"),
      this.constant(0x7c00, "int32"),
    );
    return this.binary("or", sign, this.select(this.binary("ge", magnitude, 0x7f800000), infinite, finite));
  }

  /** The half that has these bits, in single precision. */
  #fromHalfBits(half: Atom): Atom {
    const sign = this.binary("shiftLeft", this.binary("and", half, 0x8000), 16);
    const rest = this.binary("and", half, 0x7fff);
    const shifted = this.binary("shiftLeft", rest, 13);
    const normal = this.binary("add", shifted, 112 << 23);
    const small = this.bitcast(this.binary("mul", this.convert(rest, "float32"), 2 ** -24), "int32");
    const finite = this.select(this.binary("lt", rest, 0x400), small, normal);
    const infinite = this.binary("or", shifted, 0x7f800000);
    const magnitude = this.select(this.binary("ge", rest, 0x7c00), infinite, finite);
    return this.bitcast(this.binary("or", sign, magnitude), "float32");
  }
}
