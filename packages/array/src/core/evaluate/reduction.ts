import { neutralElement, type CombiningFold } from "../scalar/folds.ts";
import { isFloat, isInteger, isWide, type DType, type TypedArray } from "../types/dtype.ts";
import { asElement } from "../types/scalar-value.ts";
import type { ReductionName } from "../families.ts";
import { stridesOf } from "../types/shape.ts";
import type { MadeRules } from "../rules-by-family.ts";
import { allocate, type HostArray } from "./host-array.ts";
import type { EvaluationRule } from "./index.ts";
import { offsetsOf } from "./strided.ts";

/**
 * How a reduction combines numbers: sums and products of floats stay in double precision, those of integers wrap. What is called
 * wide combines bigints, of which sums need not wrap before they are stored.
 */
interface Combination {
  readonly fold: CombiningFold;
  readonly combine: (x: number, y: number) => number;
}

const combinations = {
  sum: { fold: "sum", combine: (x, y) => x + y },
  wrappedSum: { fold: "sum", combine: (x, y) => (x + y) | 0 },
  product: { fold: "prod", combine: (x, y) => x * y },
  wrappedProduct: { fold: "prod", combine: Math.imul },
  wideProduct: { fold: "prod", combine: (x, y) => asElement(BigInt.asIntN(64, BigInt(x) * BigInt(y))) },
  wideMax: { fold: "max", combine: (x, y) => (x > y ? x : y) },
  wideMin: { fold: "min", combine: (x, y) => (x < y ? x : y) },
  max: { fold: "max", combine: (x, y) => Math.max(x, y) },
  min: { fold: "min", combine: (x, y) => Math.min(x, y) },
  and: { fold: "and", combine: (x, y) => x & y },
  or: { fold: "or", combine: (x, y) => x | y },
} as const satisfies Record<string, Combination>;

const always = (combination: Combination) => (): Combination => combination;

const reductions = {
  reduceSum: (dtype: DType) => (isInteger(dtype) && !isWide(dtype) ? combinations.wrappedSum : combinations.sum),
  reduceProd: (dtype: DType) =>
    isWide(dtype) ? combinations.wideProduct : isInteger(dtype) ? combinations.wrappedProduct : combinations.product,
  reduceMax: (dtype: DType) => (isWide(dtype) ? combinations.wideMax : combinations.max),
  reduceMin: (dtype: DType) => (isWide(dtype) ? combinations.wideMin : combinations.min),
  reduceAnd: always(combinations.and),
  reduceOr: always(combinations.or),
};
type SimpleReduction = keyof typeof reductions;

const cumulative = {
  cumsum: reductions.reduceSum,
  cumprod: reductions.reduceProd,
  cummax: reductions.reduceMax,
  cummin: reductions.reduceMin,
};
type CumulativeName = keyof typeof cumulative;

/** Where the lines along some axes begin, and where their elements are from there. */
function linesAlong(
  x: HostArray,
  axes: readonly number[],
): { readonly starts: Int32Array; readonly along: Int32Array } {
  const strides = stridesOf(x.shape);
  const box = (along: boolean): Int32Array => {
    const chosen = strides.map((_, axis) => axis).filter((axis) => axes.includes(axis) === along);
    return offsetsOf(
      chosen.map((axis) => x.shape[axis]!),
      chosen.map((axis) => strides[axis]!),
    );
  };
  return { starts: box(false), along: box(true) };
}

/** The sum of floats spelled out, for speed alone: calling a function for each element costs several times as much. */
function sumLines(data: TypedArray, starts: Int32Array, along: Int32Array, result: TypedArray): void {
  for (let line = 0; line < starts.length; line++) {
    const start = starts[line]!;
    let sum = 0;
    for (let k = 0; k < along.length; k++) sum += data[start + along[k]!]!;
    result[line] = sum;
  }
}

const reductionRule =
  (name: SimpleReduction): EvaluationRule<SimpleReduction> =>
  ([x], { axes }, [aval]) => {
    const { fold, combine } = reductions[name](x.dtype);
    const result = allocate(aval!);
    const { starts, along } = linesAlong(x, axes);
    const { data } = x;
    if (name === "reduceSum" && isFloat(x.dtype)) {
      sumLines(data, starts, along, result.data);
      return [result];
    }
    const neutral = asElement(neutralElement(fold, x.dtype));
    for (let line = 0; line < starts.length; line++) {
      const start = starts[line]!;
      let folded = neutral;
      for (let k = 0; k < along.length; k++) folded = combine(folded, data[start + along[k]!]!);
      result.data[line] = folded;
    }
    return [result];
  };

const cumulativeRule =
  (name: CumulativeName): EvaluationRule<CumulativeName> =>
  ([x], { axis, reverse }, [aval]) => {
    const { fold, combine } = cumulative[name](x.dtype);
    const result = allocate(aval!);
    const { starts, along } = linesAlong(x, [axis]);
    const positions = reverse ? along.toReversed() : along;
    for (const start of starts) {
      let folded = asElement(neutralElement(fold, x.dtype));
      for (const position of positions) {
        folded = combine(folded, x.data[start + position]!);
        result.data[start + position] = folded;
      }
    }
    return [result];
  };

const exceeding = { argmax: (x: number, y: number) => x > y, argmin: (x: number, y: number) => x < y };

/** The index of the first extreme element; NaN is more extreme than everything. */
const argReductionRule =
  (name: "argmax" | "argmin"): EvaluationRule<"argmax" | "argmin"> =>
  ([x], { axis }, [aval]) => {
    const exceeds = exceeding[name];
    const result = allocate(aval!);
    const { starts, along } = linesAlong(x, [axis]);
    starts.forEach((start, line) => {
      let best = 0;
      for (let k = 1; k < along.length; k++) {
        const leader = x.data[start + along[best]!]!;
        const challenger = x.data[start + along[k]!]!;
        if (!Number.isNaN(leader) && (Number.isNaN(challenger) || exceeds(challenger, leader))) best = k;
      }
      result.data[line] = best;
    });
    return [result];
  };

/** Evaluation of reductions and running reductions. */
export const reductionEvaluationRules: MadeRules<{ readonly [P in ReductionName]: EvaluationRule<P> }> = {
  make: {
    reduceSum: reductionRule,
    reduceProd: reductionRule,
    reduceMax: reductionRule,
    reduceMin: reductionRule,
    reduceAnd: reductionRule,
    reduceOr: reductionRule,
    argmax: argReductionRule,
    argmin: argReductionRule,
    cumsum: cumulativeRule,
    cumprod: cumulativeRule,
    cummax: cumulativeRule,
    cummin: cumulativeRule,
  },
};
