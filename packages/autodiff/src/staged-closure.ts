import { UsageError, type NDArray } from "@proj/array";
import { applyJaxpr, checkSameStructure, flattenArrays, stage } from "@proj/array/core";
import { map } from "@proj/tree";

/** Arrays that a function closed over. */
export type Arrays = readonly NDArray[];

/** A function of one tree, apart from what it closes over. */
export interface StagedClosure {
  readonly consts: Arrays;
  /** The function with other values in the places of those. */
  readonly call: (consts: Arrays, x: unknown) => unknown;
}

/**
 * Takes a function of one tree, which returns a tree like it, apart from the arrays that it closes over, so that it can be
 * differentiated with respect to them.
 *
 * @param operation - what the user called.
 * @param name - what that calls the function.
 */
export function closureOf(operation: string, name: string, f: (x: unknown) => unknown, like: unknown): StagedClosure {
  const { arrays, treedef } = flattenArrays(operation, `argument of ${name}`, like);
  if (arrays.length === 0) {
    throw new UsageError({
      operation,
      received: `an argument of ${name} without arrays`,
      expected: "a tree with at least one array",
      remedy: "pass the array, or a container of arrays",
    });
  }
  const { jaxpr, consts } = stage(
    (flat) => {
      const result = flattenArrays(operation, `result of ${name}`, f(treedef.unflatten(flat)));
      checkSameStructure(operation, `result of ${name}`, treedef, result.treedef, "return a tree like the argument");
      return result.arrays;
    },
    arrays.map(({ aval }) => aval),
    operation,
  );
  return {
    consts,
    call: (values, x) => treedef.unflatten(applyJaxpr(jaxpr, [...values, ...flattenArrays(operation, name, x).arrays])),
  };
}

/** A tree like another one, with no tangent at any leaf. */
export function noTangent(tree: unknown): unknown {
  return map(() => null, tree as never);
}
