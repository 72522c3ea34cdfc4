import { familyOf } from "../core/families.ts";
import { makeEquation, Variable, type Atom, type Equation, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { binaryFunctions, isBinary } from "../core/scalar/binary.ts";
import { isUnary, unaryFunctions } from "../core/scalar/unary.ts";
import { byteSize } from "../core/types/abstract-array.ts";

/*
 * What the derivative of a loop's step must remember need not be remembered literally. A residual that follows from others
 * by a little arithmetic (1 - y² from y, where y is kept anyway) is computed again by the linear step: arithmetic on values
 * that are read in any case costs less than a stack of them that is written and read.
 */

/** The largest cost of a scalar function, in additions, that is computed again rather than kept. */
const cheap = 2;

/** Whether an equation is a little arithmetic. A barrier is there to be kept. */
function isArithmetic({ primitive }: Equation): boolean {
  if (primitive === "optimizationBarrier") return false;
  if (isUnary(primitive)) return unaryFunctions[primitive].cost <= cheap;
  if (isBinary(primitive)) return binaryFunctions[primitive].cost <= cheap;
  return familyOf(primitive) === "elementwise" ? primitive !== "bitcastConvertType" : primitive === "broadcastInDim";
}

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
  const order = new Map<Atom, number>();
  primal.equations.forEach((equation, place) => {
    for (const output of equation.outputs) {
      definitions.set(output, equation);
      order.set(output, place);
    }
  });
  const byArithmetic = (atom: Atom): boolean => {
    const equation = definitions.get(atom);
    return equation !== undefined && isArithmetic(equation);
  };

  /**
   * The equations that give a variable from free and kept ones, in order; null if it takes more, or other than arithmetic.
   */
  const derivation = (target: Variable, from: ReadonlySet<Variable>, atMost: number): Equation[] | null => {
    const found = new Set<Equation>();
    const isAtHand = (atom: Atom): boolean => !(atom instanceof Variable) || from.has(atom) || isFree(atom);
    const visit = (atom: Atom): boolean => {
      const equation = definitions.get(atom);
      if (equation === undefined || !byArithmetic(atom)) return false;
      if (found.has(equation)) return true;
      if (!equation.inputs.every((input) => isAtHand(input) || visit(input))) return false;
      found.add(equation);
      return found.size <= atMost;
    };
    return visit(target) ? [...found] : null;
  };

  // The product that follows the reversed loop reads the stack of such a factor in any case.
  const factors = new Set(
    residuals.filter((_, k) =>
      linear.equations.some(
        ({ primitive, inputs }) => primitive === "dotGeneral" && inputs.includes(linear.binders[k]!),
      ),
    ),
  );

  /** The variables without those that follow from the rest, looked at from the last to the first. */
  const withoutDerived = (variables: ReadonlySet<Variable>): Set<Variable> => {
    const rest = new Set(variables);
    for (const variable of [...variables].sort((x, y) => (order.get(y) ?? -1) - (order.get(x) ?? -1))) {
      if (isFree(variable) || factors.has(variable)) continue;
      rest.delete(variable);
      if (derivation(variable, rest, longest) === null) rest.add(variable);
    }
    return rest;
  };
  const bytes = (variables: ReadonlySet<Variable>): number =>
    [...variables].reduce((sum, variable) => sum + (isFree(variable) ? 0 : byteSize(variable.aval)), 0);

  let kept = withoutDerived(new Set(residuals));
  // One value may stand for several that follow from it: y for x - y and 1 - y².
  for (const source of sourcesOf(kept, definitions, byArithmetic)) {
    const instead = withoutDerived(new Set([...kept, source]));
    if (bytes(instead) < bytes(kept)) kept = instead;
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
    for (const equation of derivation(variable, kept, Infinity)!) {
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

/** The variables from which some follow by arithmetic, and that do not themselves. */
function sourcesOf(
  variables: ReadonlySet<Variable>,
  definitions: ReadonlyMap<Atom, Equation>,
  byArithmetic: (atom: Atom) => boolean,
): Set<Variable> {
  const sources = new Set<Variable>();
  const visited = new Set<Atom>();
  const visit = (atom: Atom): void => {
    if (!(atom instanceof Variable) || visited.has(atom)) return;
    visited.add(atom);
    if (byArithmetic(atom)) definitions.get(atom)!.inputs.forEach(visit);
    else if (!variables.has(atom)) sources.add(atom);
  };
  variables.forEach(visit);
  return sources;
}
