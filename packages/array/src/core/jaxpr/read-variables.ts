import { Variable, type Jaxpr } from "./jaxpr.ts";

/** The variables that a Jaxpr's equations and outputs read. */
export function readVariables(jaxpr: Jaxpr): Set<Variable> {
  const read = new Set<Variable>();
  for (const equation of jaxpr.equations)
    for (const input of equation.inputs) if (input instanceof Variable) read.add(input);
  for (const output of jaxpr.outputs) if (output instanceof Variable) read.add(output);
  return read;
}
