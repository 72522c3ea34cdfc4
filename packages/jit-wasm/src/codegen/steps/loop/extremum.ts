import type { Local } from "../../../assembler/expression.ts";
import type { FunctionBuilder } from "../../../assembler/function-builder.ts";
import { f32x4, i32x4, v128 } from "../../../assembler/instructions.ts";
import { signBit, type Vector } from "../../../math/lanes.ts";

/**
 * The largest or smallest of many vectors of float32, as IEEE 754 has it: NaN wins, and +0 is above −0. The instructions for that
 * take eight of the processor's; here one compares, and what it overlooks is noted beside it and looked at in the end.
 */
export class Extremum {
  readonly #f: FunctionBuilder;
  readonly #fold: "max" | "min";
  /** The best of the numbers so far. */
  readonly value: Local<"v128">;
  /** Where a NaN was. */
  readonly #nans: Local<"v128">;
  /** The sign that a zero has: for a maximum, bits that all had; for a minimum, bits that any had. */
  readonly #bits: Local<"v128">;

  constructor(f: FunctionBuilder, fold: "max" | "min") {
    this.#f = f;
    this.#fold = fold;
    const isMax = fold === "max";
    this.value = f.let(f32x4.const(isMax ? -Infinity : Infinity), "extremum");
    this.#nans = f.let(i32x4.const(0), "nans");
    this.#bits = f.let(i32x4.const(isMax ? -1 : 0), "bits");
  }

  /** Takes in one more vector. */
  add(vector: Vector): void {
    const x = this.#f.let(vector, "x");
    const isMax = this.#fold === "max";
    // Of a NaN and a number, these give their first operand.
    this.#f.set(this.value, isMax ? f32x4.pmax(this.value, x) : f32x4.pmin(this.value, x));
    this.#f.set(this.#nans, v128.or(this.#nans, f32x4.ne(x, x)));
    this.#f.set(this.#bits, isMax ? v128.and(this.#bits, x) : v128.or(this.#bits, x));
  }

  result(): Vector {
    const zero = v128.and(this.#bits, i32x4.const(signBit));
    const number = v128.bitselect(zero, this.value, f32x4.eq(this.value, f32x4.const(0)));
    return this.#f.let(v128.bitselect(f32x4.const(NaN), number, this.#nans), "extremum");
  }
}
