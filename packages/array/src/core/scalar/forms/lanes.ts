import type { CodeOrNumber, Vector } from "../../procedure/emission/machine.ts";

/*
 * What a target with vectors of sixteen bytes gives to functions of four singles at once, which write themselves in its instructions. The
 * names are those of WebAssembly. What is used twice goes through `let` first.
 */

/** Instructions on four singles. */
export interface SingleLanes {
  const(value: number): Vector;
  abs(x: Vector): Vector;
  neg(x: Vector): Vector;
  sqrt(x: Vector): Vector;
  add(x: Vector, y: Vector): Vector;
  sub(x: Vector, y: Vector): Vector;
  mul(x: Vector, y: Vector): Vector;
  div(x: Vector, y: Vector): Vector;
  min(x: Vector, y: Vector): Vector;
  pmin(x: Vector, y: Vector): Vector;
  pmax(x: Vector, y: Vector): Vector;
  eq(x: Vector, y: Vector): Vector;
  lt(x: Vector, y: Vector): Vector;
  le(x: Vector, y: Vector): Vector;
  gt(x: Vector, y: Vector): Vector;
  ge(x: Vector, y: Vector): Vector;
  convertI32x4S(x: Vector): Vector;
}

/** Instructions on four integers. */
export interface IntegerLanes {
  const(value: number): Vector;
  sub(x: Vector, y: Vector): Vector;
  shl(x: Vector, amount: CodeOrNumber<"i32">): Vector;
  shrS(x: Vector, amount: CodeOrNumber<"i32">): Vector;
}

/** Instructions on two doubles. */
export interface DoubleLanes {
  add(x: Vector, y: Vector): Vector;
  mul(x: Vector, y: Vector): Vector;
}

/** Instructions on bits. */
export interface BitLanes {
  and(x: Vector, y: Vector): Vector;
  or(x: Vector, y: Vector): Vector;
  xor(x: Vector, y: Vector): Vector;
}

/** Arithmetic in the body of a function. */
export interface Lanes {
  /** Keeps a value for several uses. */
  let(value: Vector): Vector;
  /** a · b + c, in one instruction where there is one. */
  fma(a: Vector, b: Vector, c: Vector): Vector;
  /** The polynomial with these coefficients, highest power first. */
  polynomial(x: Vector, coefficients: readonly number[]): Vector;
  /** Lanes of `whenTrue` where the mask is set, else of `whenFalse`. */
  select(mask: Vector, whenTrue: Vector, whenFalse: Vector): Vector;
  /** The magnitude of `x`, which has no sign, with the sign of `sign`. */
  withSign(x: Vector, sign: Vector): Vector;
  /** The four singles as doubles, and the other way round. */
  promote(x: Vector): { readonly low: Vector; readonly high: Vector };
  demote(low: Vector, high: Vector): Vector;
  /** `result`, or what `slow` computes if some lane is outside of `fast`. */
  unlessAll(fast: Vector, result: Vector, slow: () => Vector): Vector;
}

/** What is the same in all functions. */
export interface LanesMachine {
  readonly f32x4: SingleLanes;
  readonly f64x2: DoubleLanes;
  readonly i32x4: IntegerLanes;
  readonly v128: BitLanes;
  /** Whether `fma` is one instruction. */
  fused(m: Lanes): boolean;
  exp(m: Lanes, x: Vector): Vector;
  log(m: Lanes, x: Vector): Vector;
  log1p(m: Lanes, x: Vector): Vector;
  /** A call of the function of this name, which is written when it is first called: for what is long. */
  shared(m: Lanes, name: string, x: Vector, body: (m: Lanes, x: Vector) => Vector): Vector;
}

/** Writes a function of each lane. */
export type LanesForm = (m: Lanes, x: Vector, machine: LanesMachine) => Vector;
