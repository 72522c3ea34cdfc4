import { abstractArray, type AbstractArray } from "../types/abstract-array.ts";
import type { ReductionName } from "../families.ts";
import type { MadeRules } from "../rules-by-family.ts";
import { checkDomain } from "../scalar/check-domain.ts";
import type { ShapeRule } from "./index.ts";
import { misfit } from "./misfit.ts";

function withoutAxes(operation: string, x: AbstractArray, axes: readonly number[]): AbstractArray {
  const valid = new Set(axes).size === axes.length && axes.every((axis) => axis >= 0 && axis < x.shape.length);
  if (!valid) throw misfit(operation, [x], { axes }, "distinct axes of the array", "correct the axes");
  const kept: number[] = [];
  for (let axis = 0; axis < x.shape.length; axis++) if (!axes.includes(axis)) kept.push(x.shape[axis]!);
  return abstractArray(kept, x.dtype, x.weakType);
}

const domains = {
  reduceSum: "number",
  reduceProd: "number",
  reduceMax: "any",
  reduceMin: "any",
  reduceAnd: "bits",
  reduceOr: "bits",
} as const;

type SimpleReduction = keyof typeof domains;
const reduction =
  (name: SimpleReduction): ShapeRule<SimpleReduction> =>
  ([x], { axes }) => {
    checkDomain(name, domains[name], x);
    return [withoutAxes(name, x, axes)];
  };

type ArgReductionName = "argmax" | "argmin";
const argReduction =
  (name: ArgReductionName): ShapeRule<ArgReductionName> =>
  ([x], { axis }) => {
    checkDomain(name, "ordered", x);
    const { shape } = withoutAxes(name, x, [axis]);
    if (x.shape[axis] === 0)
      throw misfit(name, [x], { axis }, "at least one element along the axis", "check that the array is not empty");
    return [abstractArray(shape, "int32")];
  };

type CumulativeName = "cumsum" | "cumprod" | "cummax" | "cummin";
const cumulative =
  (name: CumulativeName): ShapeRule<CumulativeName> =>
  ([x], { axis }) => {
    checkDomain(name, "number", x);
    withoutAxes(name, x, [axis]);
    return [x];
  };

/** Shape rules of reductions and running reductions. */
export const reductionShapeRules: MadeRules<{ readonly [P in ReductionName]: ShapeRule<P> }> = {
  make: {
    reduceSum: reduction,
    reduceProd: reduction,
    reduceMax: reduction,
    reduceMin: reduction,
    reduceAnd: reduction,
    reduceOr: reduction,
    argmax: argReduction,
    argmin: argReduction,
    cumsum: cumulative,
    cumprod: cumulative,
    cummax: cumulative,
    cummin: cumulative,
  },
};
