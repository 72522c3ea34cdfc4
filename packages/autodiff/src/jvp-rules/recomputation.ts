import { makeEquation, Variable, type Atom, type Equation, type Jaxpr, type PrimitiveName } from "@proj/array";

/*
 * What the derivative of a loop's step must remember need not be remembered literally. A residual that follows from others
 * by a little arithmetic (1 - y² from y, where y is kept anyway) is computed again by the linear step: arithmetic on values
 * that are read in any case costs less than a stack of them that is written and read.
 */

const arithmetic: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  "add",
  "sub",
  "mul",
  "neg",
  "abs",
  "sign",
  "max",
  "min",
  "select",
  "integerPow",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "and",
  "or",
  "not",
  "convertElementType",
  "broadcastInDim",
]);

/** More equations than this are too many to compute again for one residual. */
const longest = 6;

/** The residuals that are kept, and a linear Jaxpr that computes the others from them. */
export interface Economy {
  /** The variables of the primal Jaxpr that the linear one reads, in the order of its first binders. */
  readonly kept: readonly Variable[];
  readonly linear: Jaxpr;
}

/**
 * Chooses which residuals are kept.
 *
 * @param residuals - the variables of `primal` that belong to the first binders of `linear`.
 * @param isFree - true for variables that can be had without remembering them.
 */
export function economise(
  primal: Jaxpr,
  residuals: readonly Variable[],
  linear: Jaxpr,
  isFree: (variable: Variable) => boolean,
): Economy {
  const definitions = new Map<Atom, Equation>();
  for (const equation of primal.equations) for (const output of equation.outputs) definitions.set(output, equation);
  const kept = new Set(residuals);
  const isAtHand = (atom: Atom): boolean => !(atom instanceof Variable) || kept.has(atom) || isFree(atom);

  /** The equations that give a variable from what is at hand, in order; null if it takes more, or other than arithmetic. */
  const derivation = (target: Variable, atMost: number): Equation[] | null => {
    const found = new Set<Equation>();
    const visit = (atom: Atom): boolean => {
      const equation = definitions.get(atom);
      if (equation === undefined || !arithmetic.has(equation.primitive)) return false;
      if (found.has(equation)) return true;
      if (!equation.inputs.every((input) => isAtHand(input) || visit(input))) return false;
      found.add(equation);
      return found.size <= atMost;
    };
    return visit(target) ? [...found] : null;
  };

  // From the last to the first, so that a residual is derived from earlier ones while these are still kept.
  const order = new Map<Atom, number>(
    primal.equations.flatMap(({ outputs }, place) => outputs.map((o) => [o, place] as const)),
  );
  for (const variable of [...kept].sort((a, b) => (order.get(b) ?? -1) - (order.get(a) ?? -1))) {
    if (isFree(variable)) continue;
    kept.delete(variable);
    if (derivation(variable, longest) === null) kept.add(variable);
  }

  const names = new Map<Atom, Variable>(residuals.map((variable, k) => [variable, linear.binders[k]!]));
  const read = [...kept];
  const equations: Equation[] = [];
  const nameOf = (variable: Variable): Variable => {
    const name = names.get(variable) ?? new Variable(variable.aval);
    names.set(variable, name);
    if (isFree(variable) && !kept.has(variable)) {
      kept.add(variable);
      read.push(variable);
    }
    return name;
  };
  const renamed = (atom: Atom): Atom => (atom instanceof Variable ? nameOf(atom) : atom);
  const written = new Set<Equation>();
  for (const variable of residuals.filter((residual) => !kept.has(residual))) {
    // What it was derived from may since be derived itself; the equations that they share are written once.
    for (const equation of derivation(variable, Infinity)!) {
      if (written.has(equation)) continue;
      written.add(equation);
      const outputs = equation.outputs.map(nameOf);
      equations.push(makeEquation(equation.primitive, equation.inputs.map(renamed), equation.params, outputs));
    }
  }
  return {
    kept: read,
    linear: {
      binders: [...read.map(nameOf), ...linear.binders.slice(residuals.length)],
      equations: [...equations, ...linear.equations],
      outputs: linear.outputs,
    },
  };
}
