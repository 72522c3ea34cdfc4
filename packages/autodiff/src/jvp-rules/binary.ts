import type { NDArray } from "@proj/array";
import { bind, isComplexDType, isInexact, type BinaryName, type JvpRule, type Tangent } from "@proj/array/core";
import {
  abs,
  add,
  constantLike,
  div,
  eq,
  floor,
  gt,
  log,
  lt,
  max,
  min,
  mul,
  ne,
  neg,
  pow,
  select,
  sign,
  square,
  sub,
} from "@proj/array/lax";
import { stretch } from "../shapes.ts";

/** The part of the tangent of `z = f(x, y)` that comes from the tangent `t` of one operand; `"zero"` if there is none. */
export type Partial = ((t: NDArray, x: NDArray, y: NDArray, z: NDArray) => NDArray) | "zero";

/** The parts that come from the first and the second operand. */
export type BinaryDerivative = readonly [first: Partial, second: Partial];

/** 1 where x is the chosen operand, ½ where both are equal, else 0. */
export const share = (x: NDArray, y: NDArray, chosen: (x: NDArray, y: NDArray) => NDArray): NDArray => {
  const tie = select(eq(x, y), constantLike(x, 0.5), 0);
  return select(chosen(x, y), constantLike(x, 1), tie);
};

/** Whether x comes after y, or before it, and is not equal to it. */
export const above = (x: NDArray, y: NDArray): NDArray => (isComplexDType(x.dtype) ? ne(max(x, y), y) : gt(x, y));
export const below = (x: NDArray, y: NDArray): NDArray => (isComplexDType(x.dtype) ? ne(min(x, y), y) : lt(x, y));

/** x where it is not zero, else 1: keeps a logarithm finite where its value is not used. */
const withoutZero = (x: NDArray): NDArray => select(eq(x, 0), constantLike(x, 1), x);

/** Comparisons and bit operations: their results have no tangents. */
const discrete: BinaryDerivative = ["zero", "zero"];

/** The derivatives of the functions of two scalars. */
export const binaryDerivatives: { readonly [P in BinaryName]: BinaryDerivative } = {
  add: [(t) => t, (t) => t],
  sub: [(t) => t, (t) => neg(t)],
  mul: [(t, _, y) => mul(t, y), (t, x) => mul(x, t)],
  div: [(t, _, y) => div(t, y), (t, _x, y, z) => mul(t, neg(div(z, y)))],
  // x - y·trunc(x/y): the quotient is locally constant.
  rem: [
    (t) => t,
    (t, x, y) => {
      const quotient = div(x, y);
      return mul(t, neg(mul(sign(quotient), floor(abs(quotient)))));
    },
  ],
  pow: [
    (t, x, y) => mul(t, mul(y, pow(x, sub(y, 1)))),
    // 0ʸ has slope 0 in y.
    (t, x, _, z) => mul(t, mul(log(withoutZero(x)), z)),
  ],
  max: [(t, x, y) => mul(t, share(x, y, above)), (t, x, y) => mul(t, share(y, x, above))],
  min: [(t, x, y) => mul(t, share(x, y, below)), (t, x, y) => mul(t, share(y, x, below))],
  atan2: [
    (t, x, y) => mul(t, div(y, add(square(x), square(y)))),
    (t, x, y) => mul(t, div(neg(x), add(square(x), square(y)))),
  ],
  // The neighbour of x moves with x, whatever the direction.
  nextAfter: [(t) => t, "zero"],
  and: discrete,
  or: discrete,
  xor: discrete,
  shiftLeft: discrete,
  shiftRightLogical: discrete,
  shiftRightArithmetic: discrete,
  eq: discrete,
  ne: discrete,
  lt: discrete,
  le: discrete,
  gt: discrete,
  ge: discrete,
};

/** The sum of two tangents, of which either may be zero. */
export function addTangents(a: Tangent, b: Tangent): Tangent {
  if (a === null) return b;
  return b === null ? a : add(a, b);
}

export const binaryRule =
  (name: BinaryName): JvpRule<BinaryName> =>
  ([x, y], tangents, params) => {
    const z = bind(name, [x, y], params)[0];
    const parts = tangents.map((t, operand) => {
      const partial = binaryDerivatives[name][operand]!;
      return t === null || partial === "zero" || !isInexact(z.dtype) ? null : stretch(partial(t, x, y, z), z.shape);
    });
    return [[z], [addTangents(parts[0]!, parts[1]!)]];
  };
