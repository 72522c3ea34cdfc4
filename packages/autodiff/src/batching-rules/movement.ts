import { bind, type MovementName } from "@proj/array/core";
import { fill, pad, select } from "../operations.ts";
import { batchAt, inserted, shifted } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

/** Result axes go up in the order of the operand's, so the batch axis stands behind the axis before it. */
const broadcastInDimBatching: BatchingRule<"broadcastInDim"> = ([x], [axis], params, { size }) => {
  const { shape, broadcastDimensions } = params;
  const at = axis === 0 ? 0 : broadcastDimensions[axis! - 1]! + 1;
  const dimensions = inserted(shifted(broadcastDimensions, at), axis!, at);
  return [bind("broadcastInDim", [x], { shape: inserted(shape, at, size), broadcastDimensions: dimensions }), [at]];
};

const reshapeBatching: BatchingRule<"reshape"> = ([x], [axis], { shape }, { size }) => [
  bind("reshape", [batchAt(x, axis, 0, size)], { shape: [size, ...shape] }),
  [0],
];

/** The batch axis stays where it is, the others change places around it. */
const transposeBatching: BatchingRule<"transpose"> = ([x], [axis], { permutation }) => [
  bind("transpose", [x], { permutation: inserted(shifted(permutation, axis!), axis!, axis!) }),
  [axis],
];

const reverseBatching: BatchingRule<"reverse"> = ([x], [axis], { dimensions }) => [
  bind("reverse", [x], { dimensions: shifted(dimensions, axis!) }),
  [axis],
];

const sliceBatching: BatchingRule<"slice"> = ([x], [axis], { start, limit, strides }, { size }) => [
  bind("slice", [x], {
    start: inserted(start, axis!, 0),
    limit: inserted(limit, axis!, size),
    strides: inserted(strides, axis!, 1),
  }),
  [axis],
];

/** Members that pad with values of their own: padding is marked first, and filled from each member's value. */
const padBatching: BatchingRule<"pad"> = ([x, value], [axis, valueAxis], params, { size }) => {
  const at = axis ?? 0;
  const { low, high, interior } = params;
  const amounts = [inserted(low, at, 0), inserted(high, at, 0), inserted(interior, at, 0)] as const;
  const batch = batchAt(x, axis, at, size);
  if (valueAxis === null) return [[pad(batch, value, ...amounts)], [at]];
  const padded = pad(batch, 0, ...amounts);
  const isPadding = pad(fill(batch.shape, 0, "bool"), 1, ...amounts);
  const values = bind("broadcastInDim", [value], { shape: padded.shape, broadcastDimensions: [at] })[0];
  return [[select(isPadding, values, padded)], [at]];
};

const concatenateBatching: BatchingRule<"concatenate"> = (operands, axes, { dimension }, { size }) => {
  const at = axes.find((axis) => axis !== null)!;
  const batch = operands.map((x, k) => batchAt(x, axes[k]!, at, size));
  return [bind("concatenate", batch, { dimension: shifted([dimension], at)[0]! }), [at]];
};

const splitBatching: BatchingRule<"split"> = ([x], [axis], params) => [
  bind("split", [x], { sizes: params.sizes, axis: shifted([params.axis], axis!)[0]! }),
  params.sizes.map(() => axis),
];

/** Nothing to do: without operands all members have the same. */
const iotaBatching: BatchingRule<"iota"> = (_, __, params) => [bind("iota", [], params), [null]];

export const movementBatchingRules: { readonly [P in MovementName]: BatchingRule<P> } = {
  broadcastInDim: broadcastInDimBatching,
  reshape: reshapeBatching,
  transpose: transposeBatching,
  reverse: reverseBatching,
  slice: sliceBatching,
  pad: padBatching,
  concatenate: concatenateBatching,
  split: splitBatching,
  iota: iotaBatching,
};
