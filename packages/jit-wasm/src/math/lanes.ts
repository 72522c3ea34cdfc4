import type { BinaryName } from "@proj/array/core";
import { Local } from "../assembler/expression.ts";
import type { Expression } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import type { i64x2 } from "../assembler/instructions.ts";
import { f32, f32x4, f64, f64x2, i32, i32x4, i8x16, v128 } from "../assembler/instructions.ts";
import { ofSingle as exponential } from "./exponential.ts";
import { ofSingle as logarithm } from "./logarithm.ts";
import type { MathLibrary } from "./math-library.ts";

/** Four single-precision lanes or two of double precision, or a mask of them. */
export type Vector = Expression<"v128">;

/** The instructions on floats that both precisions have. */
type FloatInstructions = Pick<typeof f32x4 & typeof f64x2, keyof typeof f32x4 & keyof typeof f64x2 & FloatName>;
type FloatName =
  | "abs"
  | "add"
  | "ceil"
  | "div"
  | "eq"
  | "floor"
  | "ge"
  | "gt"
  | "le"
  | "lt"
  | "max"
  | "min"
  | "mul"
  | "ne"
  | "nearest"
  | "neg"
  | "pmax"
  | "pmin"
  | "relaxedMadd"
  | "relaxedNmadd"
  | "sqrt"
  | "sub";

/** What functions have to know of the numbers that they are written for. */
export interface Precision {
  /** Equal lanes. */
  readonly const: (value: number) => Vector;
  readonly float: FloatInstructions;
  /** The same lanes as integers. */
  readonly bits: Pick<typeof i32x4 & typeof i64x2, "add" | "bitmask" | "shl" | "shrS" | "shrU" | "sub">;
  /** Bits behind the binary point, and of a number. */
  readonly fraction: number;
  readonly size: number;
  /** Small integers as floats. */
  readonly fromInteger: (integers: Vector) => Vector;
  /** What exponentials and logarithms of them have of their own. */
  readonly exponential: typeof exponential;
  readonly logarithm: typeof logarithm;
}

/** Four numbers in single precision. */
export const single: Precision = {
  const: (value) => f32x4.const(value),
  float: f32x4,
  bits: i32x4,
  fraction: 23,
  size: 32,
  fromInteger: (integers) => f32x4.convertI32x4S(integers),
  exponential,
  logarithm,
};

/** Two vectors of two doubles: the lanes 0, 1 and the lanes 2, 3 of a single-precision vector. */
export interface Doubles {
  readonly low: Vector;
  readonly high: Vector;
}

/**
 * Arithmetic on the lanes of a vector, so that code reads like the formulas it computes.
 *
 * Everything here takes expressions and returns an expression; what is used twice goes through `let` first.
 */
export class Lanes {
  readonly f: FunctionBuilder;
  readonly library: MathLibrary;
  readonly precision: Precision;

  constructor(f: FunctionBuilder, library: MathLibrary, precision: Precision) {
    this.f = f;
    this.library = library;
    this.precision = precision;
  }

  /** Whether multiply-adds are one instruction. */
  get fused(): boolean {
    return this.library.fused;
  }

  /** Equal lanes. */
  const(value: number): Vector {
    return this.precision.const(value);
  }

  /** Keeps a value in a variable, so that it may be used more than once. */
  let(value: Vector): Vector {
    return value instanceof Local ? value : this.f.let(value, "v");
  }

  /** a · b + c, fused where the engine can. */
  fma(a: Vector, b: Vector, c: Vector): Vector {
    const { float } = this.precision;
    return this.fused ? float.relaxedMadd(a, b, c) : float.add(float.mul(a, b), c);
  }

  /** c − a · b, fused where the engine can. */
  fnma(a: Vector, b: Vector, c: Vector): Vector {
    const { float } = this.precision;
    return this.fused ? float.relaxedNmadd(a, b, c) : float.sub(c, float.mul(a, b));
  }

  /**
   * The polynomial with these coefficients, highest power first, by Horner's rule. They are written in the fewest digits that round to
   * them.
   */
  polynomial(x: Vector, coefficients: readonly number[]): Vector {
    const [highest = 0, ...rest] = coefficients;
    return rest.reduce<Vector>((sum, c) => this.fma(sum, x, this.const(c)), this.const(highest));
  }

  /** Lanes of `whenTrue` where the mask is set, else of `whenFalse`. */
  select(mask: Vector, whenTrue: Vector, whenFalse: Vector): Vector {
    return v128.bitselect(whenTrue, whenFalse, mask);
  }

  /** The magnitude of `x` with the sign of `sign`; the sign bit of `x` must be clear. */
  withSign(x: Vector, sign: Vector): Vector {
    return v128.or(x, v128.and(sign, this.const(-0)));
  }

  /** The four lanes as doubles. */
  promote(x: Vector): Doubles {
    return {
      low: this.let(f64x2.promoteLowF32x4(x)),
      high: this.let(f64x2.promoteLowF32x4(i8x16.shuffle(x, x, upperHalf))),
    };
  }

  /** Two pairs of doubles rounded to four lanes. */
  demote(low: Vector, high: Vector): Vector {
    return i8x16.shuffle(f32x4.demoteF64x2Zero(low), f32x4.demoteF64x2Zero(high), lowerHalves);
  }

  /**
   * Lets a rare slow path redo what a fast path computed: wherever some lane is outside `fast`, `result` is taken from `slow`.
   */
  unlessAll(fast: Vector, result: Vector, slow: () => Vector): Vector {
    const out = this.f.let(result, "v");
    // In line: a call, even one never made, costs the loop around it as much as the polynomial, for saving registers.
    this.f.if(this.leavesOut(fast), () => {
      this.f.set(out, slow());
    });
    return out;
  }

  /** Whether some lane is outside of a mask. Its signs take fewer instructions than asking whether all lanes are ones. */
  leavesOut(mask: Vector): Expression<"i32"> {
    const { bits, size } = this.precision;
    return i32.ne(bits.bitmask(mask), 2 ** (128 / size) - 1);
  }

  /** A host function of two of each lane, for the rarest of cases: a call costs about ten times a vector polynomial. */
  eachLane2(x: Vector, y: Vector, hostFunction: BinaryName): Vector {
    const host = this.library.host2(hostFunction);
    const [a, b] = [this.let(x), this.let(y)];
    const lane = (from: Vector, index: number): Expression<"f64"> => f64.promoteF32(f32x4.extractLane(index, from));
    return [0, 1, 2, 3].reduce<Vector>(
      (result, index) =>
        f32x4.replaceLane(index, result, f32.demoteF64(host.call({ x: lane(a, index), y: lane(b, index) }))),
      a,
    );
  }
}

/** The bits of −0. */
export const signBit = -0x80000000;

const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const lowerHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** The first 32 bits of each double of two vectors. */
export const lowWords = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];
