import { innerJaxprs, sizeOf, type Equation, type HostArray, type Jaxpr } from "@proj/array/core";
import type { Case } from "../case.ts";
import { isConstant } from "./atoms.ts";

/*
 * How much there is to read in a program and its arguments. Every step of shrinking makes this smaller, so shrinking ends.
 */

function equationSize(equation: Equation): number {
  const inner = innerJaxprs(equation);
  const own = inner.length > 0 ? 30 : isConstant(equation) ? 4 : 10;
  return inner.reduce((sum, jaxpr) => sum + jaxprSize(jaxpr), own + equation.inputs.length);
}

function jaxprSize({ binders, equations, outputs }: Jaxpr): number {
  return equations.reduce((sum, equation) => sum + equationSize(equation), 2 * (binders.length + outputs.length));
}

/** Zeros are the easiest to read, then small whole numbers. */
function valueSize(value: number): number {
  if (value === 0) return 0;
  if (Number.isInteger(value) && Math.abs(value) < 10) return 1;
  return String(value).length;
}

function inputSize({ data, shape }: HostArray): number {
  const size = sizeOf(shape);
  const values = Array.from(data, valueSize).reduce((sum, one) => sum + one, 0);
  return (values / Math.max(1, size) + 0.1 * size) / 100;
}

/** How large a case is, in no unit. */
export function sizeOfCase({ jaxpr, inputs }: Case): number {
  return inputs.reduce((sum, input) => sum + inputSize(input), jaxprSize(jaxpr));
}
