import type { ProgramWriter } from "../core/brought-rules.ts";
import { Literal, makeEquation, Variable, type Atom, type Equation, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { sameScalar, type ScalarValue } from "../core/types/scalar-value.ts";
import type { ScanParts } from "./scan-parts.ts";

/** The number that fills an array, if its equation says so. */
function filling(atom: Atom, definition: (atom: Atom) => Equation | undefined): ScalarValue | null {
  if (atom instanceof Literal) return atom.value;
  const equation = definition(atom);
  if (equation?.primitive !== "broadcastInDim") return null;
  const [source] = equation.inputs;
  return source instanceof Literal ? source.value : null;
}

/**
 * The body of a scan, with carries that are the same constant before and after every step written as that constant, and passed
 * on unchanged.
 *
 * @returns null if there are none.
 */
export function withConstantCarries({ params, consts, init }: ScanParts, outer: ProgramWriter): Jaxpr | null {
  const { jaxpr, numConsts, numCarry } = params;
  const definitions = new Map(
    jaxpr.equations.flatMap((equation) => equation.outputs.map((output) => [output, equation] as const)),
  );
  const inside = (atom: Atom): Equation | undefined => (atom instanceof Variable ? definitions.get(atom) : undefined);
  const constants: Equation[] = [];
  const constantOf = new Map<Variable, Atom>();
  const outputs = jaxpr.outputs.map((output, index): Atom => {
    if (index >= numCarry) return output;
    const binder = jaxpr.binders[numConsts + index]!;
    const constant = jaxpr.binders.findIndex((one, n) => n < numConsts && one === output);
    if (constant >= 0 && consts[constant] === init[index]) {
      constantOf.set(binder, output);
      return binder;
    }
    const value = filling(output, inside);
    const initial = filling(init[index]!, (atom) => outer.definition(atom));
    if (value === null || initial === null || !sameScalar(value, initial)) return output;
    const { aval } = binder;
    const literal = new Literal(value, { ...aval, shape: [] });
    if (aval.shape.length === 0) constantOf.set(binder, literal);
    else {
      const filled = new Variable(aval);
      constants.push(
        makeEquation("broadcastInDim", [literal], { shape: aval.shape, broadcastDimensions: [] }, [filled]),
      );
      constantOf.set(binder, filled);
    }
    return binder;
  });
  if (constantOf.size === 0) return null;
  const resolve = (atom: Atom): Atom => (atom instanceof Variable ? (constantOf.get(atom) ?? atom) : atom);
  const equations = jaxpr.equations.map(
    (equation) => ({ ...equation, inputs: equation.inputs.map(resolve) }) as unknown as Equation,
  );
  return {
    binders: jaxpr.binders,
    equations: [...constants, ...equations],
    outputs: outputs.map((output, index) => (output === jaxpr.binders[numConsts + index] ? output : resolve(output))),
  };
}
