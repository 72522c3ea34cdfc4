import type { AbstractArray } from "../types/abstract-array.ts";
import type { Params, PrimitiveName } from "../primitives.ts";
import type { BinaryName } from "../scalar/binary.ts";
import type { UnaryName } from "../scalar/unary.ts";

/*
 * Complex numbers as pairs of real ones: what each primitive does with them is a formula of real primitives. An interpreter gives its
 * own arrays (values on the host, variables of a program) and says how a real primitive is applied to them.
 */

/** A complex array, by its parts. */
export class Pair<V> {
  readonly re: V;
  readonly im: V;

  constructor(re: V, im: V) {
    this.re = re;
    this.im = im;
  }
}

/** What a function of scalars is for complex ones: a formula of real functions. */
export type ComplexFormula = <V extends object>(f: Reals<V>, ...operands: Pair<V>[]) => Pair<V>;

/** A formula of one complex number. */
export type ComplexUnary = <V extends object>(f: Reals<V>, z: Pair<V>) => Pair<V>;

/** What an interpreter of formulas has to know of its arrays. */
export interface RealInterpreter<V> {
  typeOf(x: V): AbstractArray;
  /** A number as a scalar of the dtype of the array beside it. */
  number(value: number, beside: V): V;
  apply<P extends PrimitiveName>(primitive: P, operands: readonly V[], params: Params<P>): readonly V[];
}

/** Real primitives as functions in which formulas are written; numbers take the dtype of the array beside them. */
export class Reals<V extends object> {
  readonly #interpreter: RealInterpreter<V>;

  constructor(interpreter: RealInterpreter<V>) {
    this.#interpreter = interpreter;
  }

  typeOf(x: V): AbstractArray {
    return this.#interpreter.typeOf(x);
  }
  apply<P extends PrimitiveName>(primitive: P, operands: readonly V[], params: Params<P>): readonly V[] {
    return this.#interpreter.apply(primitive, operands, params);
  }
  one<P extends PrimitiveName>(primitive: P, operands: readonly V[], params: Params<P>): V {
    return this.apply(primitive, operands, params)[0]!;
  }
  number(value: number, beside: V): V {
    return this.#interpreter.number(value, beside);
  }
  call(name: UnaryName, x: V): V {
    return this.one(name, [x], {});
  }
  join(name: BinaryName, x: V | number, y: V | number): V {
    const left = typeof x === "number" ? this.number(x, y as V) : x;
    return this.one(name, [left, typeof y === "number" ? this.number(y, left) : y], {});
  }
  select(condition: V, x: V | number, y: V | number): V {
    const onTrue = typeof x === "number" ? this.number(x, y as V) : x;
    return this.one("select", [condition, onTrue, typeof y === "number" ? this.number(y, onTrue) : y], {});
  }
  /** An array of one number in the shape of another array. */
  filled(value: number, like: V): V {
    const { shape } = this.typeOf(like);
    const filler = this.number(value, like);
    return shape.length === 0 ? filler : this.one("broadcastInDim", [filler], { shape, broadcastDimensions: [] });
  }

  neg(x: V): V {
    return this.call("neg", x);
  }
  abs(x: V): V {
    return this.call("abs", x);
  }
  sqrt(x: V): V {
    return this.call("sqrt", x);
  }
  exp(x: V): V {
    return this.call("exp", x);
  }
  log(x: V): V {
    return this.call("log", x);
  }
  log1p(x: V): V {
    return this.call("log1p", x);
  }
  sin(x: V): V {
    return this.call("sin", x);
  }
  cos(x: V): V {
    return this.call("cos", x);
  }
  atan2(y: V, x: V): V {
    return this.join("atan2", y, x);
  }
  add(x: V | number, y: V | number): V {
    return this.join("add", x, y);
  }
  sub(x: V | number, y: V | number): V {
    return this.join("sub", x, y);
  }
  mul(x: V | number, y: V | number): V {
    return this.join("mul", x, y);
  }
  div(x: V | number, y: V | number): V {
    return this.join("div", x, y);
  }
  square(x: V): V {
    return this.mul(x, x);
  }
  lt(x: V, y: V | number): V {
    return this.join("lt", x, y);
  }
  gt(x: V, y: V | number): V {
    return this.join("gt", x, y);
  }
  eq(x: V, y: V | number): V {
    return this.join("eq", x, y);
  }
  and(x: V, y: V): V {
    return this.join("and", x, y);
  }
  or(x: V, y: V): V {
    return this.join("or", x, y);
  }
}
