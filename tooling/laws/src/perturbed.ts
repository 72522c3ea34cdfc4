import type { FloatDType } from "@proj/array";
import {
  calledJaxpr,
  dtypes,
  evaluate,
  evaluateJaxpr,
  isFloat,
  isInFamily,
  Literal,
  sizeOf,
  type Atom,
  type Equation,
  type HostArray,
  type Jaxpr,
  type PrimitiveName,
  type Variable,
  hostScalar,
} from "@proj/array/core";
import { Draw } from "@proj/generators/primitive-samples";

/*
 * Evaluation with larger rounding errors than any correct target makes: how much the results move shows how far two correct
 * targets may lie apart (Monte Carlo arithmetic, D. S. Parker 1997). Only what rounds is disturbed; a sum that comes out
 * exactly stays, so values that every target has the same keep deciding the same.
 */

/** What the primitives that do not round do with exact operands: nothing but exact results. */
const exact = new Set<PrimitiveName>([
  "neg",
  "sign",
  "abs",
  "floor",
  "ceil",
  "round",
  "isFinite",
  "not",
  "stopGradient",
  "optimizationBarrier",
  "rem",
  "max",
  "min",
  "nextAfter",
  "select",
  "bitcastConvertType",
  "broadcastInDim",
  "reshape",
  "transpose",
  "reverse",
  "slice",
  "pad",
  "concatenate",
  "split",
  "windows",
  "shardingConstraint",
  "iota",
  "reduceMax",
  "reduceMin",
  "cummax",
  "cummin",
  "dynamicSlice",
  "dynamicUpdateSlice",
  "gather",
  "sort",
]);

/** Rounding errors of sums grow with their terms. */
const sums = new Set<PrimitiveName>(["reduceSum", "cumsum", "dotGeneral", "scatter", "reduceProd", "cumprod"]);

/** How many rounds of a loop are disturbed: those that iterate until nothing changes would never end. */
const disturbedRounds = 200;

/** How many rounds a loop may take. */
const patience = 10_000;

/** Half a unit in the last place of 1. */
const roundings: { readonly [D in FloatDType]: number } = {
  bfloat16: 2 ** -8,
  float16: 2 ** -11,
  float32: 2 ** -24,
  float64: 2 ** -53,
};

/** How far a rounded result may always be off, relative to the largest element. */
const leastTolerances: { readonly [D in FloatDType]: number } = {
  bfloat16: 2 ** -5,
  float16: 2 ** -8,
  float32: 2 ** -21,
  float64: 2 ** -46,
};

/** Units in the last place by which elementary functions may be wrong. */
const ulps = 8;

function largest({ data }: HostArray): number {
  let most = 0;
  for (const element of data) if (Number.isFinite(element)) most = Math.max(most, Math.abs(element));
  return most;
}

/** True for multiples of ¼ so small that their sums are exact in any order. */
const onGrid = (x: HostArray): boolean =>
  x.data.every((element) => Number.isInteger(element * 4) && Math.abs(element) < 2 ** 12);

/** How large the error of each element of a float result may be. */
function errorOf(
  { primitive, params }: Equation,
  operands: readonly HostArray[],
  result: HostArray,
): (position: number) => number {
  const { dtype } = result;
  if (!isFloat(dtype)) throw new Error(`an error for ${dtype}`);
  const unit = roundings[dtype];
  const none = (): number => 0;
  if (exact.has(primitive)) return none;
  const element = (x: HostArray, position: number): number => x.data[x.data.length === 1 ? 0 : position]!;
  const relative = (position: number): number => unit * Math.abs(result.data[position]!);
  const [x, y] = operands;
  if (primitive === "add" || primitive === "sub" || primitive === "mul") {
    return (position) => {
      const [a, b] = [element(x!, position), element(y!, position)];
      const value = primitive === "add" ? a + b : primitive === "sub" ? a - b : a * b;
      return Math.fround(value) === value && value === result.data[position] ? 0 : relative(position);
    };
  }
  // What has been rounded before may fall on either side of the middle between two halves.
  if (primitive === "convertElementType" && isFloat(x!.dtype) && dtype === "float16")
    return (position) => (x!.data[position] === result.data[position] ? 0 : relative(position));
  // Large integers become one of the two floats around them.
  if (primitive === "convertElementType")
    return (position) =>
      Math.abs(result.data[position]!) <= 2 ** 24 || isFloat(x!.dtype) ? 0 : 2 * relative(position);
  if (sums.has(primitive)) {
    if (primitive === "reduceSum" && onGrid(x!)) return none;
    if (primitive === "scatter" && !["add", "mul"].includes((params as { combine: string }).combine)) return none;
    const floats = operands.filter(({ dtype }) => isFloat(dtype));
    const magnitude =
      primitive === "scatter"
        ? Math.max(...floats.map(largest))
        : floats.reduce((product, z) => product * largest(z), 1);
    const terms = Math.max(1, ...floats.map(({ data }) => data.length / Math.max(1, result.data.length)));
    const size = unit * 2 * Math.sqrt(terms) * Math.max(magnitude, largest(result));
    return () => size;
  }
  return (position) => unit * ulps * Math.max(0.25, Math.abs(result.data[position]!));
}

/** A number up to `size` away; often the round one, if it is so near, since functions like to saturate. */
function moved(x: number, size: number, draw: Draw): number {
  const round = Math.round(4 * x) / 4;
  return Math.abs(round - x) <= size && draw.uniform() < 0.5 ? round : x + size * (2 * draw.uniform() - 1);
}

function disturb(equation: Equation, operands: readonly HostArray[], result: HostArray, draw: Draw): HostArray {
  if (!isFloat(result.dtype)) return result;
  const error = errorOf(equation, operands, result);
  const data = result.data.slice();
  for (let position = 0; position < data.length; position++) {
    const size = error(position);
    if (size > 0 && Number.isFinite(data[position])) data[position] = moved(data[position]!, size, draw);
  }
  return { ...result, data };
}

const slice = (stacked: HostArray, index: number): HostArray => {
  const shape = stacked.shape.slice(1);
  const size = sizeOf(shape);
  return { shape, dtype: stacked.dtype, data: stacked.data.slice(index * size, (index + 1) * size) };
};

/** The results of an equation with disturbed values, in its bodies too. */
function results(equation: Equation, operands: readonly HostArray[], draw: Draw): readonly HostArray[] {
  const run = (jaxpr: Jaxpr, args: readonly HostArray[]): readonly HostArray[] => evaluatePerturbed(jaxpr, args, draw);
  const called = isInFamily(equation, "calls") ? calledJaxpr(equation) : null;
  if (called !== null) return run(called, operands);
  if (!isInFamily(equation, "controlFlow")) {
    const avals = equation.outputs.map(({ aval }) => aval);
    const computed = evaluate(equation.primitive, operands as never, equation.params as never, avals);
    return (computed as readonly HostArray[]).map((result) => disturb(equation, operands, result, draw));
  }
  switch (equation.primitive) {
    case "cond": {
      const { branches } = equation.params;
      return run(branches[Math.min(Math.max(operands[0]!.data[0]!, 0), branches.length - 1)]!, operands.slice(1));
    }
    case "while": {
      const { condition, numConditionConsts, body, numBodyConsts } = equation.params;
      const conditionConsts = operands.slice(0, numConditionConsts);
      const bodyConsts = operands.slice(numConditionConsts, numConditionConsts + numBodyConsts);
      let carry = operands.slice(numConditionConsts + numBodyConsts);
      for (let step = 0; step < patience; step++) {
        const round = step < disturbedRounds ? run : evaluateJaxpr;
        if (round(condition, [...conditionConsts, ...carry])[0]!.data[0] === 0) return carry;
        carry = [...round(body, [...bodyConsts, ...carry])];
      }
      throw new Error("a loop does not seem to end");
    }
    case "scan": {
      const { jaxpr, numConsts, numCarry, length, reverse } = equation.params;
      const xs = operands.slice(numConsts + numCarry);
      const ys = equation.outputs.slice(numCarry).map(({ aval: { shape, dtype } }) => ({
        shape,
        dtype,
        data: dtypes[dtype].allocate(sizeOf(shape)),
      }));
      let carry = operands.slice(numConsts, numConsts + numCarry);
      for (let step = 0; step < length; step++) {
        const index = reverse ? length - 1 - step : step;
        const outputs = run(jaxpr, [...operands.slice(0, numConsts), ...carry, ...xs.map((x) => slice(x, index))]);
        carry = outputs.slice(0, numCarry);
        ys.forEach((y, k) => y.data.set(outputs[numCarry + k]!.data, (index * y.data.length) / length));
      }
      return [...carry, ...ys];
    }
  }
}

/** Evaluates a Jaxpr with disturbed values. */
export function evaluatePerturbed(jaxpr: Jaxpr, args: readonly HostArray[], draw: Draw): HostArray[] {
  const values = new Map<Variable, HostArray>();
  const read = (atom: Atom): HostArray => (atom instanceof Literal ? hostScalar(atom) : values.get(atom)!);
  jaxpr.binders.forEach((binder, k) => values.set(binder, args[k]!));
  for (const equation of jaxpr.equations) {
    const computed = results(equation, equation.inputs.map(read), draw);
    equation.outputs.forEach((output, k) => values.set(output, computed[k]!));
  }
  return jaxpr.outputs.map(read);
}

/** What a program's results should be, and how far each may be off; a tolerance of `null` says that the result is at the mercy of rounding. */
export interface Expectation {
  readonly results: readonly HostArray[];
  readonly tolerances: readonly (number | null)[];
}

/**
 * The reference's results with tolerances from how much they move when rounding errors are larger.
 *
 * @throws Error if a loop does not seem to end, or if rounding decides something.
 */
export function expectationOf(jaxpr: Jaxpr, inputs: readonly HostArray[]): Expectation {
  const disturbedBy = (seed: number): HostArray[] => evaluatePerturbed(jaxpr, inputs, new Draw(seed));
  const expected = evaluateJaxpr(jaxpr, inputs);
  const disturbed = [1, 2, 3].map(disturbedBy);
  // Small errors may be lost in later roundings, and a result that they happen to leave alone three times need not be exact.
  const seemsExact = (result: HostArray, k: number): boolean =>
    isFloat(result.dtype) && disturbed.every((run) => isSame(run[k]!, result));
  if (expected.some(seemsExact)) for (let seed = 4; seed <= 20; seed++) disturbed.push(disturbedBy(seed));
  return {
    results: expected,
    tolerances: expected.map((result, k) =>
      toleranceOf(
        result,
        disturbed.map((run) => run[k]!),
      ),
    ),
  };
}

const isSame = (a: HostArray, b: HostArray): boolean =>
  a.data.every((element, position) => Object.is(element, b.data[position]));

function toleranceOf(result: HostArray, disturbed: readonly HostArray[]): number | null {
  let spread = 0;
  for (const { data } of disturbed) {
    for (let position = 0; position < data.length; position++) {
      const [a, b] = [data[position]!, result.data[position]!];
      if (Object.is(a, b) || a === b) continue;
      if (!isFloat(result.dtype))
        throw new Error("a rounded value decided something: a defect of the program's generator");
      spread = Math.max(spread, Math.abs(a - b));
    }
  }
  // Nothing was rounded on the way.
  if (spread === 0) return 0;
  // A number that is one for some and none for others.
  if (Number.isNaN(spread) || spread === Infinity) return null;
  const scale = Math.max(1, largest(result));
  const tolerance = 8 * spread + (isFloat(result.dtype) ? leastTolerances[result.dtype] : 0) * scale;
  return tolerance > scale * (result.dtype === "float16" ? 2 ** -3 : 2 ** -6) ? null : tolerance;
}
