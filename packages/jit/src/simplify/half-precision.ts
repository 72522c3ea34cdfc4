import type { DType } from "@proj/array";
import { Literal, type Atom, type Equation, type Variable } from "@proj/array/core";
import type { JaxprBuilder } from "./builder.ts";
import { Carriers } from "./carriers.ts";
import { treatmentOf } from "./element-treatments.ts";

/*
 * Arithmetic of halves is that of single precision, rounded after every operation; so programs only store halves and convert
 * them, and no target needs functions of them. One rounding from 24 bits of fraction to 11 gives what a single rounding of the
 * true value gives for sums, products, quotients and roots (S. A. Figueroa, "When is double rounding innocuous?", 1995).
 */

const isHalf = ({ aval }: Atom): boolean => aval.dtype === "float16";

/** Whether an equation computes with halves. */
export function computesHalves({ primitive, inputs, outputs }: Equation): boolean {
  const computes = treatmentOf(primitive) === "computed" || treatmentOf(primitive) === "chosen";
  return computes && (inputs.some(isHalf) || outputs.some(isHalf));
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
  if (equation.primitive === "nextAfter") return [new Carriers(builder).next(wide[0]!, wide[1]!, "float16")];
  if (equation.primitive === "iota") return builder.emit("iota", wide, { ...equation.params, dtype: "float32" });
  return builder.emit(equation.primitive, wide, equation.params);
}
