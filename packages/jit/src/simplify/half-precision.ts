import type { DType } from "@proj/array";
import {
  binaryNames,
  Literal,
  tableOf,
  unaryNames,
  type Atom,
  type Equation,
  type PrimitiveName,
  type Variable,
} from "@proj/array/core";
import type { JaxprBuilder } from "./builder.ts";
import { nextNarrow } from "./next-half.ts";

/*
 * Arithmetic of halves is that of single precision, rounded after every operation; so programs only store halves and convert
 * them, and no target needs functions of them. One rounding from 24 bits of fraction to 11 gives what a single rounding of the
 * true value gives for sums, products, quotients and roots (S. A. Figueroa, "When is double rounding innocuous?", 1995).
 */

/** What a primitive does with halves: moves them, computes with them, or has Jaxprs that do or an axis with a name. */
type Treatment = "moved" | "computed" | "outer";

const treatments: { readonly [P in PrimitiveName]: Treatment } = {
  ...tableOf(unaryNames, () => "computed"),
  ...tableOf(binaryNames, () => "computed"),
  stopGradient: "moved",
  optimizationBarrier: "moved",
  select: "moved",
  convertElementType: "moved",
  bitcastConvertType: "moved",
  complex: "moved",
  real: "moved",
  imag: "moved",
  broadcastInDim: "moved",
  reshape: "moved",
  transpose: "moved",
  reverse: "moved",
  slice: "moved",
  split: "moved",
  windows: "moved",
  shardingConstraint: "moved",
  gather: "moved",
  concatenate: "moved",
  pad: "moved",
  dynamicSlice: "moved",
  dynamicUpdateSlice: "moved",
  integerPow: "computed",
  threefry2x32: "computed",
  iota: "computed",
  reduceSum: "computed",
  reduceProd: "computed",
  reduceMax: "computed",
  reduceMin: "computed",
  reduceAnd: "computed",
  reduceOr: "computed",
  argmax: "computed",
  argmin: "computed",
  cumsum: "computed",
  cumprod: "computed",
  cummax: "computed",
  cummin: "computed",
  dotGeneral: "computed",
  scatter: "computed",
  sort: "computed",
  routine: "computed",
  callback: "moved",
  jit: "outer",
  checkpoint: "outer",
  scan: "outer",
  while: "outer",
  cond: "outer",
  customJvpCall: "outer",
  customVjpCall: "outer",
  customLinear: "outer",
  psum: "outer",
  pmax: "outer",
  pmin: "outer",
  allGather: "outer",
  axisIndex: "outer",
};

const isHalf = ({ aval }: Atom): boolean => aval.dtype === "float16";

/** Whether an equation computes with halves. */
export function computesHalves({ primitive, inputs, outputs }: Equation): boolean {
  return treatments[primitive] === "computed" && (inputs.some(isHalf) || outputs.some(isHalf));
}

function converted(builder: JaxprBuilder, x: Atom, dtype: DType): Atom {
  const { weakType } = x.aval;
  // Every half is a number of single precision.
  if (x instanceof Literal && dtype === "float32") return new Literal(x.value, { ...x.aval, dtype });
  return builder.emitOne("convertElementType", [x], { dtype, weakType });
}

/** An equation that computes with halves, in single precision. */
export function inSinglePrecision(builder: JaxprBuilder, equation: Equation, inputs: readonly Atom[]): readonly Atom[] {
  const wide = inputs.map((input) => (isHalf(input) ? converted(builder, input, "float32") : input));
  const results = wideResults(builder, equation, wide);
  return equation.outputs.map((output, k) =>
    isHalf(output) ? converted(builder, results[k]!, "float16") : results[k]!,
  );
}

function wideResults(builder: JaxprBuilder, equation: Equation, wide: readonly Atom[]): readonly Variable[] {
  if (equation.primitive === "nextAfter") return [nextNarrow(builder, wide as readonly [Atom, Atom], "float16")];
  if (equation.primitive === "iota") return builder.emit("iota", wide, { ...equation.params, dtype: "float32" });
  return builder.emit(equation.primitive, wide, equation.params);
}
