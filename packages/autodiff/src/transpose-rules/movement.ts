import { bind } from "@proj/array/core";
import {
  broadcastInDim,
  pad,
  range,
  reshape,
  slice,
  sliceAlong,
  sub,
  sumOver,
  transpose,
  zeros,
} from "../operations.ts";
import { isLinear, type TransposeRule } from "./rule.ts";

/** Sums over the axes that were added or stretched. */
export const broadcastInDimTranspose: TransposeRule<"broadcastInDim"> = ([ct], [x], { shape, broadcastDimensions }) => {
  if (!isLinear(x)) return [null];
  const kept = broadcastDimensions.filter((axis, k) => x.aval.shape[k] === shape[axis]);
  const summed = sumOver(ct!, range(shape.length).filter((axis) => !kept.includes(axis))); // prettier-ignore
  return [reshape(summed, x.aval.shape)];
};

export const reshapeTranspose: TransposeRule<"reshape"> = ([ct], [x]) => [
  isLinear(x) ? reshape(ct!, x.aval.shape) : null,
];

export const transposeTranspose: TransposeRule<"transpose"> = ([ct], _, { permutation }) => [
  transpose(ct!, range(permutation.length).map((axis) => permutation.indexOf(axis))), // prettier-ignore
];

export const reverseTranspose: TransposeRule<"reverse"> = ([ct], _, params) => bind("reverse", [ct!], params);

/** What was left out gets zeros. */
export const sliceTranspose: TransposeRule<"slice"> = ([ct], [x], { start, strides }) => {
  if (!isLinear(x)) return [null];
  const interior = strides.map((stride) => stride - 1);
  const high = x.aval.shape.map((length, axis) => {
    const count = ct!.shape[axis]!;
    return length - start[axis]! - (count === 0 ? 0 : 1 + (count - 1) * strides[axis]!);
  });
  return [pad(ct!, 0, start, high, interior)];
};

/** The array takes back its own places, the padding value the sum of all others. */
export const padTranspose: TransposeRule<"pad"> = ([ct], [x, value], { low, high, interior }) => {
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
    isLinear(value) ? sub(sumOver(ct!, range(ct!.ndim)), sumOver(own, range(own.ndim))) : null,
  ];
};

export const concatenateTranspose: TransposeRule<"concatenate"> = ([ct], operands, { dimension }) => {
  let end = 0;
  return operands.map((x) => {
    const start = end;
    end += x.aval.shape[dimension]!;
    return isLinear(x) ? sliceAlong(ct!, dimension, start, end) : null;
  });
};

export const splitTranspose: TransposeRule<"split"> = (cotangents, [x], { sizes, axis }) => {
  if (!isLinear(x)) return [null];
  const { shape, dtype } = x.aval;
  const parts = cotangents.map((ct, k) => ct ?? zeros({ shape: shape.with(axis, sizes[k]!), dtype }));
  return bind("concatenate", parts, { dimension: axis });
};

/** Every element of the sum gets the sum's cotangent. */
export const reduceSumTranspose: TransposeRule<"reduceSum"> = ([ct], [x], { axes }) => {
  if (!isLinear(x)) return [null];
  const { shape } = x.aval;
  const kept = range(shape.length).filter((axis) => !axes.includes(axis));
  return [broadcastInDim(ct!, shape, kept)];
};

export const cumsumTranspose: TransposeRule<"cumsum"> = ([ct], _, { axis, reverse }) =>
  bind("cumsum", [ct!], { axis, reverse: !reverse });
