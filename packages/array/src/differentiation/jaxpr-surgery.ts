import { defect } from "@proj/tree/core";
import { makeEquation, Variable, type Atom, type ClosedJaxpr, type Equation, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { identityOf, memoize } from "./memoize.ts";

/**
 * A Jaxpr with its binders and outputs in another order.
 *
 * @param binders - for each new binder the place of the old one.
 * @param outputs - for each new output the place of the old one.
 */
export const rearranged = memoize(
  (jaxpr: Jaxpr, binders: readonly number[], outputs: readonly number[]): Jaxpr => ({
    binders: binders.map((place) => jaxpr.binders[place]!),
    equations: jaxpr.equations,
    outputs: outputs.map((place) => jaxpr.outputs[place]!),
  }),
  (_, binders, outputs) => `${binders.join()};${outputs.join()}`,
);

/** A Jaxpr that takes further arguments, which it does not read, at the end; they have the types of `unread`. */
export const withUnreadBinders = memoize(
  (jaxpr: Jaxpr, unread: readonly Variable[]): Jaxpr => ({
    ...jaxpr,
    binders: [...jaxpr.binders, ...unread.map(({ aval }) => new Variable(aval))],
  }),
  (_, unread) => unread.map(({ aval }) => `${aval.dtype}[${aval.shape.join()}]`).join(),
);

/** A Jaxpr with the bodies of those equations in their place for which `concerned`, a constant function, says so. */
export const inlinedWhere = memoize(
  (jaxpr: Jaxpr, concerned: (call: Equation<"jit">) => boolean): Jaxpr => {
    if (!jaxpr.equations.some(({ primitive }) => primitive === "jit")) return jaxpr;
    const equations: Equation[] = [];
    const outputs = inlineInto(equations, jaxpr, jaxpr.binders, concerned);
    return { binders: jaxpr.binders, equations, outputs };
  },
  (_, concerned) => String(identityOf(concerned)),
);

const always = (): boolean => true;

/**
 * A Jaxpr with the bodies of its `jit` equations in their place: a boundary that means nothing inside a loop, and that
 * would hide what the body does with the loop's constants.
 */
export const inlined = (jaxpr: Jaxpr): Jaxpr => inlinedWhere(jaxpr, always);

/** Appends the equations of a Jaxpr applied to `args`, with variables of their own, and returns its outputs. */
function inlineInto(
  equations: Equation[],
  jaxpr: Jaxpr,
  args: readonly Atom[],
  concerned: (call: Equation<"jit">) => boolean,
): Atom[] {
  const renamed = new Map<Variable, Atom>(jaxpr.binders.map((binder, k) => [binder, args[k]!]));
  const rename = (atom: Atom): Atom => (atom instanceof Variable ? renamed.get(atom)! : atom);
  for (const equation of jaxpr.equations) {
    const inputs = equation.inputs.map(rename);
    if (equation.primitive === "jit" && concerned(equation)) {
      const results = inlineInto(equations, equation.params.jaxpr, inputs, concerned);
      equation.outputs.forEach((output, k) => renamed.set(output, results[k]!));
      continue;
    }
    const outputs = equation.outputs.map(({ aval }) => new Variable(aval));
    equations.push(makeEquation(equation.primitive, inputs, equation.params, outputs));
    equation.outputs.forEach((output, k) => renamed.set(output, outputs[k]!));
  }
  return jaxpr.outputs.map(rename);
}

/** The variables whose values follow from the first binders alone, or from nothing. */
export function invariants(jaxpr: Jaxpr, numConsts: number): Set<Variable> {
  const found = new Set(jaxpr.binders.slice(0, numConsts));
  for (const { inputs, outputs } of jaxpr.equations) {
    if (inputs.every((atom) => !(atom instanceof Variable) || found.has(atom)))
      for (const output of outputs) found.add(output);
  }
  return found;
}

/** Branches that all take the constants of every one of them first. */
export function withAllConsts(jaxprs: readonly Jaxpr[], numConsts: readonly number[]): Jaxpr[] {
  const types = jaxprs.map((jaxpr, k) => jaxpr.binders.slice(0, numConsts[k]).map(({ aval }) => aval));
  return jaxprs.map((jaxpr, own) => ({
    ...jaxpr,
    binders: [
      ...types.flatMap((avals, k) =>
        avals.map((aval, place) => (k === own ? jaxpr.binders[place]! : new Variable(aval))),
      ),
      ...jaxpr.binders.slice(numConsts[own]),
    ],
  }));
}

/**
 * The branches of a conditional made of transformed ones, as one list with an identity that lasts.
 *
 * @param source - the branches before the transformation.
 * @param transformed - each with the constants that its rules brought along, which all branches then take.
 */
export const sharedBranches = memoize(
  (_: readonly Jaxpr[], transformed: readonly ClosedJaxpr[]): readonly Jaxpr[] =>
    withAllConsts(
      transformed.map(({ jaxpr }) => jaxpr),
      transformed.map(({ consts }) => consts.length),
    ),
  (_, transformed) => transformed.map(({ jaxpr }) => identityOf(jaxpr)).join(),
);

/** An atom that is known to be a variable. */
export function variableOf(atom: Atom): Variable {
  if (atom instanceof Variable) return atom;
  throw defect("a literal stands where a variable was expected");
}
