import { sizeOf, type ContractionName, type DotDimensions } from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";
import { list } from "../types.ts";

const isRun = (axes: readonly number[]): boolean => axes.every((axis, k) => axis === axes[0]! + k);

/** An operand with one axis in the place of a run of them, and its other axes by their new numbers. */
function withOneAxis(body: Body, x: Value, first: number, count: number) {
  const merged = sizeOf(x.shape.slice(first, first + count));
  return {
    value: body.reshape(x, x.shape.toSpliced(first, count, merged)),
    renumbered: (axes: readonly number[]) => axes.map((axis) => (axis < first ? axis : axis - count + 1)),
  };
}

/**
 * A product over several axes that lie side by side in both operands, as one over a single axis: XLA would transpose an operand
 * otherwise, as that of the sum over steps and trials that gives a gradient of weights. Nothing is moved by it in memory; among
 * devices, between which an axis may be cut, it would be.
 */
function overOneAxis(body: Body, [lhs, rhs]: readonly Value[], axes: DotDimensions): [readonly Value[], DotDimensions] {
  const pairs = axes.lhsContracting.map((axis, k) => [axis, axes.rhsContracting[k]!] as const);
  pairs.sort(([a], [b]) => a - b);
  const [left, right] = [pairs.map(([axis]) => axis), pairs.map(([, axis]) => axis)];
  const count = pairs.length;
  if (count < 2 || (body.module.mesh?.size ?? 1) > 1 || !isRun(left) || !isRun(right)) return [[lhs!, rhs!], axes];
  const [ours, theirs] = [withOneAxis(body, lhs!, left[0]!, count), withOneAxis(body, rhs!, right[0]!, count)];
  return [
    [ours.value, theirs.value],
    {
      ...axes,
      lhsBatch: ours.renumbered(axes.lhsBatch),
      rhsBatch: theirs.renumbered(axes.rhsBatch),
      lhsContracting: [left[0]!],
      rhsContracting: [right[0]!],
    },
  ];
}

export const contractionRules: { readonly [P in ContractionName]: EmissionRule<P> } = {
  dotGeneral: (body, given, axes, [type]) => {
    const [operands, { lhsBatch, rhsBatch, lhsContracting, rhsContracting }] = overOneAxis(body, given, axes);
    const batching = lhsBatch.length === 0 ? "" : `batching_dims = ${list(lhsBatch)} x ${list(rhsBatch)}, `;
    const contracting = `contracting_dims = ${list(lhsContracting)} x ${list(rhsContracting)}`;
    // Accelerators would round float32 to fewer digits otherwise.
    const precision = "precision = [HIGHEST, HIGHEST]";
    return [body.op("dot_general", operands, type!, `${batching}${contracting}, ${precision}`)];
  },
};
