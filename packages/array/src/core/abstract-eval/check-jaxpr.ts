import { abstractArraysEqual, describeArray, type AbstractArray } from "../types/abstract-array.ts";
import { abstractEval } from "./index.ts";
import { innerJaxprs } from "../inner-jaxprs.ts";
import { Variable, type Atom, type Equation, type Jaxpr } from "../jaxpr/jaxpr.ts";
import type { Operands, Params, PrimitiveName } from "../primitives.ts";

/** The types that an equation's results must have, by its primitive's shape rule. */
export function inferResults<P extends PrimitiveName>(equation: Equation<P>): readonly AbstractArray[] {
  const { primitive, inputs, params } = equation as Equation;
  return abstractEval(
    primitive as P,
    inputs.map((input) => input.aval) as unknown as Operands<P, AbstractArray>,
    params as Params<P>,
  );
}

/**
 * Checks that a Jaxpr is well formed, inner ones included: every variable is bound once and before it is read, and every
 * equation's results have the types that its primitive's rule gives.
 *
 * @throws Error naming the first equation that is not; a malformed Jaxpr is a defect of whatever wrote it.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * import { checkJaxpr } from "@proj/array/core";
 * checkJaxpr(makeJaxpr((x: NDArray) => x.mul(2))(array(1)).jaxpr);
 */
export function checkJaxpr(jaxpr: Jaxpr): void {
  const bound = new Set<Variable>();
  const bind = (variable: Variable, where: string): void => {
    if (bound.has(variable)) throw new Error(`malformed Jaxpr: a variable is bound twice, at ${where}`);
    bound.add(variable);
  };
  const use = (atom: Atom, where: string): void => {
    if (atom instanceof Variable && !bound.has(atom))
      throw new Error(`malformed Jaxpr: an unbound variable is read at ${where}`);
  };
  jaxpr.binders.forEach((binder, index) => bind(binder, `binder ${index}`));
  jaxpr.equations.forEach((equation, index) => {
    const where = `equation ${index}, ${equation.primitive}`;
    for (const atom of equation.inputs) use(atom, where);
    for (const inner of innerJaxprs(equation)) checkJaxpr(inner);
    const inferred = inferResults(equation);
    if (inferred.length !== equation.outputs.length) {
      throw new Error(
        `malformed Jaxpr: ${where} binds ${equation.outputs.length} results, its rule gives ${inferred.length}`,
      );
    }
    equation.outputs.forEach((output, position) => {
      bind(output, where);
      const expected = inferred[position]!;
      if (!abstractArraysEqual(expected, output.aval)) {
        throw new Error(
          `malformed Jaxpr: ${where} binds a result of type ${describeArray(output.aval)}, its rule gives ${describeArray(expected)}`,
        );
      }
    });
  });
  for (const output of jaxpr.outputs) use(output, "the outputs");
}
