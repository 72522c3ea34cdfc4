import { UsageError, type NDArray } from "@proj/array";
import { applyJaxpr, checkSameStructure, flattenArrays, stage } from "@proj/array/core";
import { map, type TreeDef } from "@proj/tree";

/** Arrays that a function closed over. */
export type Arrays = readonly NDArray[];

/** A function of one tree, apart from what it closes over. */
export interface StagedClosure {
  readonly consts: Arrays;
  /** The function with other values in the places of those. */
  readonly call: (consts: Arrays, x: unknown) => unknown;
}

/**
 * Takes a function of one tree apart from the arrays that it closes over, so that it can be differentiated with respect to them,
 * and be called after what it was made in.
 *
 * @param operation - what the user called.
 * @param name - what that calls the function.
 * @param like - an argument.
 * @param result - whether the function has to return a tree like its argument.
 */
export function closureOf(
  operation: string,
  name: string,
  f: (x: unknown) => unknown,
  like: unknown,
  result: "like the argument" | "any tree" = "like the argument",
): StagedClosure {
  const { arrays, treedef } = flattenArrays(operation, `argument of ${name}`, like);
  if (arrays.length === 0) {
    throw new UsageError({
      operation,
      received: `an argument of ${name} without arrays`,
      expected: "a tree with at least one array",
      remedy: "pass the array, or a container of arrays",
    });
  }
  let resultTree: TreeDef = treedef;
  const { jaxpr, consts } = stage(
    (flat) => {
      const given = flattenArrays(operation, `result of ${name}`, f(treedef.unflatten(flat)));
      if (result === "any tree") resultTree = given.treedef;
      checkSameStructure(operation, `result of ${name}`, resultTree, given.treedef, "return a tree like the argument");
      return given.arrays;
    },
    arrays.map(({ aval }) => aval),
    operation,
  );
  return {
    consts,
    call: (values, x) =>
      resultTree.unflatten(applyJaxpr(jaxpr, [...values, ...flattenArrays(operation, name, x).arrays])),
  };
}

/** A tree like another one, with no tangent at any leaf. */
export function noTangent(tree: unknown): unknown {
  return map(() => null, tree as never);
}
