import { bind, isLinear, range, zeros, type MovementName, type Nonlinear, type TransposeRule } from "@proj/array/core";
import { concatenate, pad, reduceSum, reshape, rev, slice, sliceInDim, sub, transpose } from "@proj/array/lax";
import { givesIntegers } from "./rule.ts";

/** Sums over the axes that were added or stretched. */
const broadcastInDimTranspose: TransposeRule<"broadcastInDim"> = ([ct], [x], { shape, broadcastDimensions }) => {
  if (!isLinear(x)) return [null];
  const kept = broadcastDimensions.filter((axis, k) => x.aval.shape[k] === shape[axis]);
  const summed = reduceSum(ct!, range(shape.length).filter((axis) => !kept.includes(axis))); // prettier-ignore
  return [reshape(summed, x.aval.shape)];
};

const reshapeTranspose: TransposeRule<"reshape"> = ([ct], [x]) => [isLinear(x) ? reshape(ct!, x.aval.shape) : null];

const transposeTranspose: TransposeRule<"transpose"> = ([ct], _, { permutation }) => [
  transpose(ct!, range(permutation.length).map((axis) => permutation.indexOf(axis))), // prettier-ignore
];

const reverseTranspose: TransposeRule<"reverse"> = ([ct], _, { dimensions }) => [rev(ct!, dimensions)];

/** What was left out gets zeros. */
const sliceTranspose: TransposeRule<"slice"> = ([ct], [x], { start, strides }) => {
  if (!isLinear(x)) return [null];
  const interior = strides.map((stride) => stride - 1);
  const high = x.aval.shape.map((length, axis) => {
    const count = ct!.shape[axis]!;
    return length - start[axis]! - (count === 0 ? 0 : 1 + (count - 1) * strides[axis]!);
  });
  return [pad(ct!, 0, start, high, interior)];
};

/** The array takes back its own places, the padding value the sum of all others. */
const padTranspose: TransposeRule<"pad"> = ([ct], [x, value], { low, high, interior }) => {
  const shape = x.aval.shape;
  const uncut = pad(ct!, 0, low.map((amount) => Math.max(0, -amount)), high.map((amount) => Math.max(0, -amount))); // prettier-ignore
  const start = low.map((amount) => Math.max(0, amount));
  const strides = interior.map((amount) => amount + 1);
  const limit = shape.map((length, axis) =>
    length === 0 ? start[axis]! : start[axis]! + (length - 1) * strides[axis]! + 1,
  );
  const own = slice(uncut, start, limit, strides);
  return [
    isLinear(x) ? own : null,
    isLinear(value) ? sub(reduceSum(ct!, range(ct!.ndim)), reduceSum(own, range(own.ndim))) : null,
  ];
};

const concatenateTranspose: TransposeRule<"concatenate"> = ([ct], operands, { dimension }) => {
  let end = 0;
  return operands.map((x) => {
    const start = end;
    end += x.aval.shape[dimension]!;
    return isLinear(x) ? sliceInDim(ct!, start, end, 1, dimension) : null;
  });
};

const splitTranspose: TransposeRule<"split"> = (cotangents, [x], { sizes, axis }) => {
  if (!isLinear(x)) return [null];
  const { shape, dtype } = x.aval;
  const parts = cotangents.map((ct, k) => ct ?? zeros({ shape: shape.with(axis, sizes[k]!), dtype }));
  return [concatenate(parts, axis)];
};

/**
 * Each element is the sum of what its windows hold. Element k of a window that starts at p belongs to place p·stride + k·dilation: in a
 * matrix with a row for each k, it stands in its column once the row is moved by k·dilation. Rows that are longer by `dilation`
 * than they shall be, read without a break, are moved like that.
 */
const windowsTranspose: TransposeRule<"windows"> = ([ct], [x], { axis, size, stride, dilation }) => {
  if (!isLinear(x)) return [null];
  const { shape } = x.aval;
  const length = shape[axis]!;
  const others = range(shape.length).filter((other) => other !== axis);
  const outer = others.map((other) => shape[other]!);
  const rows = transpose(ct!, [...others, shape.length, axis]);
  const none = [...others.map(() => 0), 0];
  const count = ct!.shape[axis]!;
  const gap = length + dilation - ((count - 1) * stride + 1);
  const longer = pad(rows, 0, [...none, 0], [...none, gap], [...none, stride - 1]);
  const line = reshape(longer, [...outer, size * (length + dilation)]);
  const moved = reshape(sliceInDim(line, 0, size * length, 1, others.length), [...outer, size, length]);
  const sum = reduceSum(moved, [others.length]);
  const order = [...others, axis];
  return [transpose(sum, range(shape.length).map((place) => order.indexOf(place)))]; // prettier-ignore
};

export const movementTransposeRules: { readonly [P in MovementName]: TransposeRule<P> | Nonlinear } = {
  broadcastInDim: broadcastInDimTranspose,
  reshape: reshapeTranspose,
  transpose: transposeTranspose,
  reverse: reverseTranspose,
  slice: sliceTranspose,
  pad: padTranspose,
  concatenate: concatenateTranspose,
  split: splitTranspose,
  windows: windowsTranspose,
  shardingConstraint: ([ct], _, params) => bind("shardingConstraint", [ct!], params),
  iota: givesIntegers,
};
