import { UsageError } from "@proj/tree/core";
import { interpret } from "./interpret.ts";
import type { Atom, Equation, Jaxpr } from "./jaxpr.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { scalar } from "../operands.ts";
import type { Operands, Params, PrimitiveName } from "../primitives.ts";
import { bind, onBehalfOfLibrary } from "../trace.ts";

/** Binds an equation anew. */
export function applyEquation<P extends PrimitiveName>(
  equation: Equation<P>,
  read: (atom: Atom) => NDArray,
): readonly NDArray[] {
  const { primitive, inputs, params } = equation as Equation;
  return bind(primitive as P, inputs.map(read) as unknown as Operands<P, NDArray>, params as Params<P>);
}

/**
 * Applies a Jaxpr to arrays, concrete or traced: each equation is bound anew, so enclosing transformations see it.
 *
 * @param jaxpr - the program.
 * @param args - one array for each binder, of its type.
 * @returns one array for each output.
 * @throws UsageError when the number of arguments is another.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * import { applyJaxpr } from "@proj/array/core";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(2))(array([1, 2]));
 * applyJaxpr(jaxpr, [array([3, 4])])[0]?.toList(); // → [6, 8]
 */
export function applyJaxpr(jaxpr: Jaxpr, args: readonly NDArray[]): NDArray[] {
  if (args.length !== jaxpr.binders.length) {
    throw new UsageError({
      operation: "applyJaxpr",
      received: `${args.length} arrays`,
      expected: `one for each of the ${jaxpr.binders.length} binders`,
      remedy: "pass the constants of a closed Jaxpr first, then its arguments",
    });
  }
  return onBehalfOfLibrary(() =>
    interpret<NDArray>(jaxpr, args, ({ value, aval }) => scalar(value, aval.dtype, aval.weakType), applyEquation),
  );
}
