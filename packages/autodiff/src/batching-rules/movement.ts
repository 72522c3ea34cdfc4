import { bind, type MovementName } from "@proj/array/core";
import { broadcastInDim, concatenate, full, pad, reshape, rev, select, slice, split, transpose } from "@proj/array/lax";
import { batchAt, inserted, shifted } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

/** Result axes go up in the order of the operand's, so the batch axis stands behind the axis before it. */
const broadcastInDimBatching: BatchingRule<"broadcastInDim"> = ([x], [axis], params, { size }) => {
  const { shape, broadcastDimensions } = params;
  const at = axis === 0 ? 0 : broadcastDimensions[axis! - 1]! + 1;
  const dimensions = inserted(shifted(broadcastDimensions, at), axis!, at);
  return [[broadcastInDim(x, inserted(shape, at, size), dimensions)], [at]];
};

const reshapeBatching: BatchingRule<"reshape"> = ([x], [axis], { shape }, { size }) => [
  [reshape(batchAt(x, axis, 0, size), [size, ...shape])],
  [0],
];

/** The batch axis stays where it is, the others change places around it. */
const transposeBatching: BatchingRule<"transpose"> = ([x], [axis], { permutation }) => [
  [transpose(x, inserted(shifted(permutation, axis!), axis!, axis!))],
  [axis],
];

const reverseBatching: BatchingRule<"reverse"> = ([x], [axis], { dimensions }) => [
  [rev(x, shifted(dimensions, axis!))],
  [axis],
];

const sliceBatching: BatchingRule<"slice"> = ([x], [axis], { start, limit, strides }, { size }) => [
  [slice(x, inserted(start, axis!, 0), inserted(limit, axis!, size), inserted(strides, axis!, 1))],
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
  const isPadding = pad(full(batch.shape, 0, "bool"), 1, ...amounts);
  const values = broadcastInDim(value, padded.shape, [at]);
  return [[select(isPadding, values, padded)], [at]];
};

const concatenateBatching: BatchingRule<"concatenate"> = (operands, axes, { dimension }, { size }) => {
  const at = axes.find((axis) => axis !== null)!;
  const batch = operands.map((x, k) => batchAt(x, axes[k]!, at, size));
  return [[concatenate(batch, shifted([dimension], at)[0]!)], [at]];
};

const splitBatching: BatchingRule<"split"> = ([x], [axis], params) => [
  split(x, params.sizes, shifted([params.axis], axis!)[0]),
  params.sizes.map(() => axis),
];

const windowsBatching: BatchingRule<"windows"> = ([x], [axis], params) => [
  bind("windows", [x], { ...params, axis: shifted([params.axis], axis!)[0]! }),
  [axis],
];

/** Along the batch axis, elements may be wherever they are. */
const shardingConstraintBatching: BatchingRule<"shardingConstraint"> = ([x], [axis], { sharding }) => [
  bind("shardingConstraint", [x], { sharding: sharding.withOpenAxis(axis!) }),
  [axis],
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
  windows: windowsBatching,
  shardingConstraint: shardingConstraintBatching,
  iota: iotaBatching,
};
