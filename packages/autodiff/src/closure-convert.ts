import type { NDArray } from "@proj/array";
import {
  applyJaxpr,
  checkSameStructure,
  flattenArrays,
  functionOption,
  isInexact,
  readArgument,
  stage,
} from "@proj/array/core";
import type { TreeDef } from "@proj/tree";

/**
 * A function without its closure: the arrays that it closes over and that may be differentiated are taken out, to be passed as
 * further arguments. A function with a rule of its own that takes functions needs it, since its rule is about arguments alone.
 *
 * @param f - a function of trees of arrays, without effects.
 * @param exampleArgs - arguments like those that it will be given.
 * @returns the function, which takes the arguments and then those arrays; and the list of them.
 * @throws UsageError if an argument is no tree of arrays, and from the function for arguments of another structure or type.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { closureConvert, grad } from "@proj/autodiff";
 * const f = (w: NDArray) => {
 *   const [scale, closedOver] = closureConvert((x: NDArray) => x.mul(w), array(1));
 *   return scale(array(5), ...closedOver);
 * };
 * grad(f)(array(2)).item(); // → 5
 */
export function closureConvert<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  ...exampleArgs: NoInfer<Args>
): [converted: (...args: readonly [...Args, ...NDArray[]]) => R, closedOver: NDArray[]] {
  const operation = "closureConvert";
  readArgument(operation, "f", f, functionOption());
  const example = flattenArrays(operation, "exampleArgs", exampleArgs);
  let resultTree: TreeDef | null = null;
  const { jaxpr, consts } = stage(
    (flat) => {
      const result = flattenArrays(operation, "result", f(...(example.treedef.unflatten(flat) as Args)));
      resultTree = result.treedef;
      return result.arrays;
    },
    example.arrays.map(({ aval }) => aval),
    operation,
  );
  const isTaken = (x: NDArray): boolean => x.tracing !== null && isInexact(x.dtype);
  const closedOver = consts.filter(isTaken);
  const converted = (...args: readonly unknown[]): unknown => {
    const speaker = "the function given by closureConvert";
    const own = flattenArrays(speaker, "arguments", args.slice(0, exampleArgs.length));
    const remedy = "pass arguments like the examples";
    checkSameStructure(speaker, "arguments", example.treedef, own.treedef, remedy);
    const given = flattenArrays(speaker, "closedOver", args.slice(exampleArgs.length)).arrays;
    let next = 0;
    const values = consts.map((x) => (isTaken(x) ? (given[next++] ?? x) : x));
    return resultTree!.unflatten(applyJaxpr(jaxpr, [...values, ...own.arrays]));
  };
  return [converted as (...args: readonly [...Args, ...NDArray[]]) => R, closedOver];
}
