import { abstractArray, type AbstractArray } from "../types/abstract-array.ts";
import type { ReductionName } from "../families.ts";
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

type SimpleReduction = "reduceSum" | "reduceProd" | "reduceMax" | "reduceMin" | "reduceAnd" | "reduceOr";
const reduction =
  (name: SimpleReduction, domain: "number" | "any" | "bits"): ShapeRule<SimpleReduction> =>
  ([x], { axes }) => {
    checkDomain(name, domain, x);
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
export const reductionShapeRules = (): { readonly [P in ReductionName]: ShapeRule<P> } => ({
  reduceSum: reduction("reduceSum", "number"),
  reduceProd: reduction("reduceProd", "number"),
  reduceMax: reduction("reduceMax", "any"),
  reduceMin: reduction("reduceMin", "any"),
  reduceAnd: reduction("reduceAnd", "bits"),
  reduceOr: reduction("reduceOr", "bits"),
  argmax: argReduction("argmax"),
  argmin: argReduction("argmin"),
  cumsum: cumulative("cumsum"),
  cumprod: cumulative("cumprod"),
  cummax: cumulative("cummax"),
  cummin: cumulative("cummin"),
});
