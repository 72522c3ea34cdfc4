import { bind, flattenArrays, readArgument, textOption, Variable, type Equation } from "@proj/array/core";
import type { NDArray } from "@proj/array";
import type { Mapped } from "@proj/tree";

/** A call by this name, of a function that returns its argument, gives a value a name. */
const mark = "checkpointName ";

/** The name that an equation gives to its operand; null for other equations. */
export function nameOf({ primitive, params }: Equation): string | null {
  return primitive === "jit" && params.name.startsWith(mark) ? params.name.slice(mark.length) : null;
}

/**
 * The same values, with a name by which a policy of `checkpoint` can tell that they are to be kept.
 *
 * @param x - a tree of arrays.
 * @param name - any text.
 * @returns the tree.
 * @throws UsageError if `name` is not a text, or a leaf not an array or number.
 * @example
 * import { array, sin, type NDArray } from "@proj/array";
 * import { checkpoint, checkpointName, checkpointPolicies, grad } from "@proj/autodiff";
 * const f = (x: NDArray) => sin(checkpointName(sin(x), "inner"));
 * const g = checkpoint(f, { policy: checkpointPolicies.saveOnlyTheseNames("inner") });
 * grad(g)(array(0)).item(); // → 1
 */
export function checkpointName<T>(x: T, name: string): Mapped<T, NDArray> {
  const text = readArgument("checkpointName", "name", name, textOption);
  const { arrays, treedef } = flattenArrays("checkpointName", "x", x);
  const named = arrays.map((array) => {
    const binder = new Variable(array.aval);
    const jaxpr = { binders: [binder], equations: [], outputs: [binder] };
    return bind("jit", [array], { name: `${mark}${text}`, jaxpr })[0]!;
  });
  return treedef.unflatten(named) as Mapped<T, NDArray>;
}
