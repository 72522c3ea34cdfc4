/*
 * What a target with vectors of sixteen bytes gives to functions of four singles at once, which write themselves in its instructions. The
 * names are those of WebAssembly. V is a vector, as code that gives one; what is used twice goes through `let` first.
 */

/** Instructions on four singles. */
export interface SingleLanes<V> {
  const(value: number): V;
  abs(x: V): V;
  neg(x: V): V;
  sqrt(x: V): V;
  add(x: V, y: V): V;
  sub(x: V, y: V): V;
  mul(x: V, y: V): V;
  div(x: V, y: V): V;
  min(x: V, y: V): V;
  pmin(x: V, y: V): V;
  pmax(x: V, y: V): V;
  eq(x: V, y: V): V;
  ne(x: V, y: V): V;
  lt(x: V, y: V): V;
  le(x: V, y: V): V;
  gt(x: V, y: V): V;
  ge(x: V, y: V): V;
  convertI32x4S(x: V): V;
}

/** Instructions on four integers. */
export interface IntegerLanes<V> {
  const(value: number): V;
  add(x: V, y: V): V;
  sub(x: V, y: V): V;
  shl(x: V, amount: number): V;
  shrS(x: V, amount: number): V;
  truncSatF32x4S(x: V): V;
}

/** Instructions on two doubles. */
export interface DoubleLanes<V> {
  add(x: V, y: V): V;
  mul(x: V, y: V): V;
}

/** Instructions on bits. */
export interface BitLanes<V> {
  and(x: V, y: V): V;
  or(x: V, y: V): V;
  xor(x: V, y: V): V;
}

/** Arithmetic in the body of a function. */
export interface Lanes<V> {
  /** Whether `fma` is one instruction. */
  readonly fused: boolean;
  /** Keeps a value for several uses. */
  let(value: V): V;
  /** a · b + c, in one instruction where there is one. */
  fma(a: V, b: V, c: V): V;
  /** c − a · b, likewise. */
  fnma(a: V, b: V, c: V): V;
  /** The polynomial with these coefficients, highest power first. */
  polynomial(x: V, coefficients: readonly number[]): V;
  /** Lanes of `whenTrue` where the mask is set, else of `whenFalse`. */
  select(mask: V, whenTrue: V, whenFalse: V): V;
  /** The magnitude of `x`, which has no sign, with the sign of `sign`. */
  withSign(x: V, sign: V): V;
  /** The four singles as doubles, and the other way round. */
  promote(x: V): { readonly low: V; readonly high: V };
  demote(low: V, high: V): V;
  /** `result`, or what `slow` computes if some lane is outside of `fast`. */
  unlessAll(fast: V, result: V, slow: () => V): V;
}

/** What is the same in all functions. */
export interface LanesMachine<V> {
  readonly f32x4: SingleLanes<V>;
  readonly f64x2: DoubleLanes<V>;
  readonly i32x4: IntegerLanes<V>;
  readonly v128: BitLanes<V>;
  exp(this: void, m: Lanes<V>, x: V): V;
  log(this: void, m: Lanes<V>, x: V): V;
  log1p(this: void, m: Lanes<V>, x: V): V;
}

/** Writes a function of each lane. */
export type LanesForm = <V>(m: Lanes<V>, x: V, machine: LanesMachine<V>) => V;
