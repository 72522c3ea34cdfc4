import { calledJaxpr, isInFamily, Variable, type Applied, type Atom, type Jaxpr } from "@proj/array/core";

type Mask = readonly boolean[];

/**
 * Which outputs of a Jaxpr depend on some of its inputs.
 *
 * @param mask - the inputs in question.
 */
export function dependentOutputs(jaxpr: Jaxpr, mask: Mask): boolean[] {
  const dependent = new Set<Atom>(jaxpr.binders.filter((_, k) => mask[k]));
  for (const equation of jaxpr.equations) {
    const inputs = equation.inputs.map((input) => dependent.has(input));
    if (!inputs.includes(true)) continue;
    const results = dependentResults(equation, inputs);
    equation.outputs.forEach((output, k) => {
      if (results?.[k] ?? true) dependent.add(output);
    });
  }
  return jaxpr.outputs.map((output) => output instanceof Variable && dependent.has(output));
}

/**
 * Which results of a primitive with Jaxprs among its parameters depend on some of its operands.
 *
 * @param mask - the operands in question.
 * @returns null if all do.
 */
export function dependentResults(applied: Applied, mask: Mask): readonly boolean[] | null {
  if (isInFamily(applied, "calls")) {
    const called = calledJaxpr(applied);
    return called === null ? null : dependentOutputs(called, mask);
  }
  if (!isInFamily(applied, "controlFlow")) return null;
  // The rules are those of these parameters.
  return applied.params.rules.dependence(applied.params as never, mask, dependentOutputs);
}
