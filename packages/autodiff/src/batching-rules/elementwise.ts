import type { NDArray } from "@proj/array";
import { bind, type ElementwiseRules, type Operands, type PrimitiveName, type UnaryName } from "@proj/array/core";
import { broadcastInDim } from "@proj/array/lax";
import { batchAt, memberShape } from "./layout.ts";
import type { BatchAxis, BatchingRule } from "./rule.ts";

/**
 * Brings operands of an elementwise primitive to one layout, with as little movement as possible: where all batched ones
 * agree nothing moves. Scalars that all members share stay scalars.
 */
export function aligned(
  operands: readonly NDArray[],
  axes: readonly BatchAxis[],
  size: number,
): { readonly operands: readonly NDArray[]; readonly axis: number } {
  const shapes = operands.map((x, k) => memberShape(x, axes[k]!));
  const member = shapes.reduce((longest, shape) => (shape.length > longest.length ? shape : longest), []);
  const leader = operands.findIndex((_, k) => axes[k] !== null && shapes[k]!.length === member.length);
  const axis = leader < 0 ? 0 : axes[leader]!;
  const full = member.toSpliced(axis, 0, size);
  return {
    axis,
    operands: operands.map((x, k) => {
      const isScalar = shapes[k]!.length === 0;
      if (!isScalar || member.length === 0) return isScalar && axes[k] === null ? x : batchAt(x, axes[k]!, axis, size);
      return axes[k] === null ? x : broadcastInDim(x, full, [axis]);
    }),
  };
}

/** The rule of primitives that act on each element alone. */
export const elementwiseRule =
  <P extends PrimitiveName>(name: P): BatchingRule<P> =>
  (operands, axes, params, { size }) => {
    const batch = aligned(operands, axes, size);
    const results = bind(name, batch.operands as unknown as Operands<P, NDArray>, params) as readonly NDArray[];
    return [results, results.map(() => batch.axis)];
  };

/** The rule of functions of one scalar: nothing has to be aligned. */
const unaryRule =
  (name: UnaryName): BatchingRule<UnaryName> =>
  ([x], [axis], params) => [bind(name, [x], params), [axis]];

export const elementwiseBatchingRules: ElementwiseRules<{ readonly [P in PrimitiveName]: BatchingRule<P> }> = {
  unary: unaryRule,
  binary: elementwiseRule,
  others: {
    select: elementwiseRule("select"),
    integerPow: elementwiseRule("integerPow"),
    convertElementType: elementwiseRule("convertElementType"),
    bitcastConvertType: elementwiseRule("bitcastConvertType"),
    complex: elementwiseRule("complex"),
    real: elementwiseRule("real"),
    imag: elementwiseRule("imag"),
  },
};
