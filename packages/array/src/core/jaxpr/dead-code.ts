import { isEffectful } from "../effects.ts";
import { Variable, type Atom, type Equation, type Jaxpr } from "./jaxpr.ts";

/**
 * Removes the equations whose results nobody reads. Those with effects stay, unless the program is only part of another one, in
 * which they take place.
 *
 * Binders stay, so that the program takes the same arguments. Inner Jaxprs are not looked into.
 *
 * @param jaxpr - the program.
 * @param outputs - what is still wanted of its outputs; default: all of them.
 * @param effects - whether equations with effects stay.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * import { dropUnread } from "@proj/array/core";
 * const { jaxpr } = makeJaxpr((x: NDArray) => [x.mul(2), x.add(1)])(array([1, 2]));
 * dropUnread(jaxpr, jaxpr.outputs.slice(0, 1)).equations.length; // → 1
 */
export function dropUnread(
  jaxpr: Jaxpr,
  outputs: readonly Atom[] = jaxpr.outputs,
  effects: "keep effects" | "drop effects" = "keep effects",
): Jaxpr {
  const read = new Set<Variable>();
  const markRead = (atom: Atom): void => {
    if (atom instanceof Variable) read.add(atom);
  };
  outputs.forEach(markRead);
  const equations: Equation[] = [];
  for (const equation of jaxpr.equations.toReversed()) {
    const stays =
      equation.outputs.some((output) => read.has(output)) || (effects === "keep effects" && isEffectful(equation));
    if (!stays) continue;
    equation.inputs.forEach(markRead);
    equations.push(equation);
  }
  return { binders: jaxpr.binders, equations: equations.reverse(), outputs };
}
