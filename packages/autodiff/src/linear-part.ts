import type { NDArray } from "@proj/array";
import {
  applyJaxpr,
  isInFamily,
  isLinear,
  makeEquation,
  maskKey,
  memoize,
  Variable,
  zeros,
  type Equation,
  type Jaxpr,
  type Linearization,
  type LinearOperand,
} from "@proj/array/core";
import { dependentOutputs, dependentResults } from "./dependence.ts";
import { linearizeJaxpr } from "./linearize-jaxpr.ts";

/** An equation in two parts: results that do not depend on its linear operands, and the others as a linear Jaxpr. */
export interface LinearPart {
  /** The results that do not; null for the others. */
  readonly known: readonly (NDArray | null)[];
  /** From residuals and linear operands to what the linear operands add to the results in the mask. */
  readonly linear: Jaxpr;
  readonly residuals: readonly NDArray[];
  readonly outputMask: readonly boolean[];
}

/** An equation as a Jaxpr of its operands. The derivative of a checkpoint starts from all of them once more, that of what is in it does not. */
function programOf(equation: Equation): Jaxpr {
  if (equation.primitive === "checkpoint") return equation.params.jaxpr;
  const binders = equation.inputs.map(({ aval }) => new Variable(aval));
  const outputs = equation.outputs.map(({ aval }) => new Variable(aval));
  const { primitive, params } = equation;
  return { binders, equations: [makeEquation(primitive, binders, params, outputs)], outputs };
}

/** The derivative of an equation in its linear operands, and which of its results depend on them; null if it is not in two parts. */
const derivativeOf = memoize(
  (equation: Equation, mask: readonly boolean[]): (Linearization & { readonly depends: readonly boolean[] }) | null => {
    const depends = dependentResults(equation, mask);
    if (depends === null || !depends.includes(false)) return null;
    const split = linearizeJaxpr(programOf(equation), mask, []);
    // What is linear is its own derivative, which is the same everywhere. Anything else stays together, and is refused later on.
    const inputs = [...split.consts.map(() => false), ...mask];
    const dependent = dependentOutputs(split.primal, inputs);
    const isLinearMap =
      split.residuals.every(({ from, index }) => !(from === "input" ? inputs : dependent)[index]!) &&
      depends.every((does, k) => !does || split.outputMask[k]!);
    return isLinearMap ? { ...split, depends } : null;
  },
  (_, mask) => maskKey(mask),
  (derivative) => derivative === null || derivative.consts.length === 0,
);

/**
 * Parts what does not depend on the linear operands of an equation from what does, as in a loop that carries values and their tangents.
 *
 * @returns null where all results depend on them.
 */
export function linearPart(equation: Equation, operands: readonly LinearOperand[]): LinearPart | null {
  if (!isInFamily(equation, "controlFlow") && !isInFamily(equation, "calls")) return null;
  const derivative = derivativeOf(equation, operands.map(isLinear));
  if (derivative === null) return null;
  const { primal, consts, residuals, linear, outputMask, depends } = derivative;
  // The results in question are the same for all values of linear operands.
  const inputs = [...consts, ...operands.map((operand) => (isLinear(operand) ? zeros(operand.aval) : operand))];
  const outputs = applyJaxpr(primal, inputs);
  return {
    known: depends.map((has, k) => (has ? null : outputs[k]!)),
    linear,
    outputMask,
    residuals: residuals.map(({ from, index }) => (from === "input" ? inputs : outputs)[index]!),
  };
}
