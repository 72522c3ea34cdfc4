import { Variable, type Atom, type Equation, type Jaxpr } from "@proj/array/core";

/** The equations that lead to `outputs`, in order. */
export function liveEquations(equations: readonly Equation[], outputs: readonly Atom[]): Equation[] {
  const read = new Set<Variable>();
  const use = (atom: Atom): void => {
    if (atom instanceof Variable) read.add(atom);
  };
  outputs.forEach(use);
  const live: Equation[] = [];
  for (let index = equations.length - 1; index >= 0; index--) {
    const equation = equations[index]!;
    if (!equation.outputs.some((output) => read.has(output))) continue;
    live.push(equation);
    equation.inputs.forEach(use);
  }
  return live.reverse();
}

/** The Jaxpr without equations whose results nobody reads. */
export function withoutDeadCode(jaxpr: Jaxpr): Jaxpr {
  return { ...jaxpr, equations: liveEquations(jaxpr.equations, jaxpr.outputs) };
}

/** The variables that a Jaxpr's equations and outputs read. */
export function readVariables(jaxpr: Jaxpr): Set<Variable> {
  const read = new Set<Variable>();
  for (const equation of jaxpr.equations)
    for (const input of equation.inputs) if (input instanceof Variable) read.add(input);
  for (const output of jaxpr.outputs) if (output instanceof Variable) read.add(output);
  return read;
}
