import { Local } from "../assembler/expression.ts";
import type { Expression } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import { f32, f32x4, f64, f64x2, i32, i32x4, i8x16, v128 } from "../assembler/instructions.ts";
import type { MathLibrary } from "./math-library.ts";

/** Four single-precision lanes, or a mask of four. */
export type Vector = Expression<"v128">;

/** Two vectors of two doubles: the lanes 0, 1 and the lanes 2, 3 of a single-precision vector. */
export interface Doubles {
  readonly low: Vector;
  readonly high: Vector;
}

/**
 * Arithmetic on four single-precision lanes, so that code reads like the formulas it computes.
 *
 * Everything here takes expressions and returns an expression; what is used twice goes through `let` first.
 */
export class Lanes {
  readonly f: FunctionBuilder;
  readonly library: MathLibrary;

  constructor(f: FunctionBuilder, library: MathLibrary) {
    this.f = f;
    this.library = library;
  }

  /** Keeps a value in a variable, so that it may be used more than once. */
  let(value: Vector): Vector {
    return value instanceof Local ? value : this.f.let(value, "v");
  }

  /** a · b + c, fused where the engine can. */
  fma(a: Vector, b: Vector, c: Vector): Vector {
    return this.library.fused ? f32x4.relaxedMadd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
  }

  /** c − a · b, fused where the engine can. */
  fnma(a: Vector, b: Vector, c: Vector): Vector {
    return this.library.fused ? f32x4.relaxedNmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b));
  }

  /**
   * The polynomial with these coefficients, highest power first, by Horner's rule. They are written in the fewest digits that round to
   * them in single precision.
   */
  polynomial(x: Vector, coefficients: readonly number[]): Vector {
    const [highest = 0, ...rest] = coefficients;
    return rest.reduce<Vector>((sum, c) => this.fma(sum, x, f32x4.const(c)), f32x4.const(highest));
  }

  /** Lanes of `whenTrue` where the mask is set, else of `whenFalse`. */
  select(mask: Vector, whenTrue: Vector, whenFalse: Vector): Vector {
    return v128.bitselect(whenTrue, whenFalse, mask);
  }

  /** The magnitude of `x` with the sign of `sign`; the sign bit of `x` must be clear. */
  withSign(x: Vector, sign: Vector): Vector {
    return v128.or(x, v128.and(sign, i32x4.const(signBit)));
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
    return this.#otherwise(i32.eqz(i32x4.allTrue(fast)), result, slow);
  }

  /** The same, given what has its sign bit set in the lanes that are to be redone, where those are what is easily told. */
  unlessAny(rare: Vector, result: Vector, slow: () => Vector): Vector {
    return this.#otherwise(i32x4.bitmask(rare), result, slow);
  }

  #otherwise(condition: Expression<"i32">, result: Vector, slow: () => Vector): Vector {
    const out = this.f.let(result, "v");
    // In line: a call, even one never made, costs the loop around it as much as the polynomial, for saving registers.
    this.f.if(condition, () => {
      this.f.set(out, slow());
    });
    return out;
  }

  /** A host function of two of each lane, for the rarest of cases: a call costs about ten times a vector polynomial. */
  eachLane2(x: Vector, y: Vector, hostFunction: string): Vector {
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
