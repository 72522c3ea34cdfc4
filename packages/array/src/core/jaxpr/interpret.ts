import { Literal, type Atom, type Equation, type Jaxpr, type Variable } from "./jaxpr.ts";

/**
 * Goes through a Jaxpr, one equation after the other.
 *
 * @param args - what each binder stands for.
 * @param ofLiteral - what a literal stands for.
 * @param apply - the results of an equation, whose operands it reads.
 * @returns what each output stands for.
 */
export function interpret<Value>(
  jaxpr: Jaxpr,
  args: readonly Value[],
  ofLiteral: (literal: Literal) => Value,
  apply: (equation: Equation, read: (atom: Atom) => Value) => readonly Value[],
): Value[] {
  const values = new Map<Variable, Value>();
  const read = (atom: Atom): Value => (atom instanceof Literal ? ofLiteral(atom) : values.get(atom)!);
  jaxpr.binders.forEach((binder, index) => values.set(binder, args[index]!));
  for (const equation of jaxpr.equations) {
    const results = apply(equation, read);
    equation.outputs.forEach((output, index) => values.set(output, results[index]!));
  }
  return jaxpr.outputs.map(read);
}
