import {
  isInFamily,
  Literal,
  makeEquation,
  Variable,
  withBodies,
  type Atom,
  type ControlFlowName,
  type Equation,
  type Jaxpr,
} from "@proj/array/core";

/** Replaces what an equation reads; bodies are closed, so they need no change. */
export function withInputs(equation: Equation, replace: (atom: Atom) => Atom): Equation {
  return makeEquation(
    equation.primitive,
    (equation.inputs as readonly Atom[]).map(replace),
    equation.params,
    equation.outputs,
  );
}

/** The equation with other parameters. */
export function withParams(equation: Equation, params: object): Equation {
  return { ...equation, params: { ...equation.params, ...params } } as Equation;
}

/** The equation with other Jaxprs in the places of `innerJaxprs`. */
export function withInnerJaxprs(equation: Equation, jaxprs: readonly Jaxpr[]): Equation {
  if (isInFamily(equation, "calls")) {
    if (jaxprs.length === 0) return equation;
    return withParams(equation, { [equation.primitive === "customLinear" ? "forward" : "jaxpr"]: jaxprs[0] });
  }
  if (!isInFamily(equation, "controlFlow")) return equation;
  const rest = jaxprs.values();
  return withParams(
    equation,
    withBodies<ControlFlowName>(equation, () => rest.next().value!),
  );
}

/** A replacement of variables by atoms, applied to everything that is read. */
export function substitution(pairs: ReadonlyMap<Variable, Atom>): (atom: Atom) => Atom {
  return (atom) => (atom instanceof Variable ? (pairs.get(atom) ?? atom) : atom);
}

/** Replaces variables wherever a Jaxpr reads them. */
export function substituted({ binders, equations, outputs }: Jaxpr, pairs: ReadonlyMap<Variable, Atom>): Jaxpr {
  const replace = substitution(pairs);
  return {
    binders,
    equations: equations.map((equation) => withInputs(equation, replace)),
    outputs: outputs.map(replace),
  };
}

/** A copy of a body with variables of its own, its binders replaced by atoms of where it is put. */
export function inlined(
  body: Jaxpr,
  args: readonly Atom[],
): { readonly equations: Equation[]; readonly outputs: Atom[] } {
  const names = new Map<Variable, Atom>(body.binders.map((binder, k) => [binder, args[k]!]));
  const equations = body.equations.map((equation) => {
    const renamed = withInputs(equation, substitution(names));
    const outputs = equation.outputs.map((output) => {
      const fresh = new Variable(output.aval);
      names.set(output, fresh);
      return fresh;
    });
    return { ...renamed, outputs };
  });
  return { equations, outputs: body.outputs.map(substitution(names)) };
}

/** Zeros of the type of a variable, in place of the equation that made it. */
export function zeros(variable: Variable): { readonly equations: Equation[]; readonly atom: Atom } {
  const { shape, dtype } = variable.aval;
  const zero = new Literal(0, { shape: [], dtype, weakType: false });
  if (shape.length === 0) return { equations: [], atom: zero };
  const filled = new Variable({ ...variable.aval, weakType: false });
  return {
    equations: [makeEquation("broadcastInDim", [zero], { shape, broadcastDimensions: [] }, [filled])],
    atom: filled,
  };
}

/** True for an equation that only fills an array with a literal. */
export const isConstant = ({ primitive, inputs }: Equation): boolean =>
  primitive === "broadcastInDim" && inputs[0] instanceof Literal;
