import { isLinear, range, type Nonlinear, type ReductionName, type TransposeRule } from "@proj/array/core";
import { broadcastInDim, cumsum } from "@proj/array/lax";
import { givesIntegers, nonlinear } from "./rule.ts";

/** Every element of the sum gets the sum's cotangent. */
const reduceSumTranspose: TransposeRule<"reduceSum"> = ([ct], [x], { axes }) => {
  if (!isLinear(x)) return [null];
  const { shape } = x.aval;
  const kept = range(shape.length).filter((axis) => !axes.includes(axis));
  return [broadcastInDim(ct!, shape, kept)];
};

const cumsumTranspose: TransposeRule<"cumsum"> = ([ct], _, { axis, reverse }) => [cumsum(ct!, axis, !reverse)];

export const reductionTransposeRules: { readonly [P in ReductionName]: TransposeRule<P> | Nonlinear } = {
  reduceSum: reduceSumTranspose,
  reduceProd: nonlinear,
  reduceMax: nonlinear,
  reduceMin: nonlinear,
  reduceAnd: givesIntegers,
  reduceOr: givesIntegers,
  argmax: givesIntegers,
  argmin: givesIntegers,
  cumsum: cumsumTranspose,
  cumprod: nonlinear,
  cummax: nonlinear,
  cummin: nonlinear,
};
