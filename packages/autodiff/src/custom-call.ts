import type { NDArray } from "@proj/array";
import { checkSameStructure, flattenArrays, stage, type FlatArrays, type Jaxpr } from "@proj/array/core";
import type { TreeDef } from "@proj/tree";
import { guardClosure } from "./guard-closure.ts";
import { splitArguments, type SplitArguments } from "./nondiff-arguments.ts";
import { checkTypes } from "./tangents.ts";

/** One call of a function that has a derivative rule of its own, staged. */
export interface CustomCall {
  readonly name: string;
  /** What the user called, for messages. */
  readonly operation: string;
  readonly split: SplitArguments;
  /** The differentiable arguments. */
  readonly inputs: FlatArrays;
  readonly jaxpr: Jaxpr;
  /** What the function closed over: the first operands of the call. */
  readonly consts: readonly NDArray[];
  readonly operands: readonly NDArray[];
  readonly resultTree: TreeDef;
  /** The arrays of a result that a rule computed, after checking that it is like the function's own. */
  readonly flattenResult: (speaker: string, result: unknown) => FlatArrays;
}

/**
 * Stages a call of a function with a rule of its own.
 *
 * @param kind - `"customJvp"` or `"customVjp"`, for messages.
 * @throws UsageError when arguments or result are no trees of arrays, or `nondiffArgnums` do not fit the call.
 */
export function stageCustomCall(
  kind: string,
  f: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
  nondiffArgnums: readonly number[],
): CustomCall {
  const name = f.name === "" ? "function" : f.name;
  const operation = `${kind} of ${name}`;
  const split = splitArguments(operation, args, nondiffArgnums);
  const inputs = flattenArrays(operation, "arguments", split.differentiable);
  let resultTree: TreeDef | null = null;
  const { jaxpr, consts } = stage(
    (flat) => {
      const values = split.join(inputs.treedef.unflatten(flat) as unknown[]);
      const result = flattenArrays(operation, "result", f(...values));
      resultTree = result.treedef;
      return result.arrays;
    },
    inputs.arrays.map(({ aval }) => aval),
    operation,
  );
  const types = jaxpr.outputs.map(({ aval }) => aval);
  const tree: TreeDef = resultTree!;
  return {
    name,
    operation,
    split,
    inputs,
    jaxpr,
    consts,
    operands: [...guardClosure(operation, name, consts), ...inputs.arrays],
    resultTree: tree,
    flattenResult: (speaker, result) => {
      const flat = flattenArrays(speaker, "result", result);
      const remedy = "return the result in the same containers as the function does";
      checkSameStructure(speaker, "result", tree, flat.treedef, remedy);
      checkTypes(speaker, "result", flat, types);
      return flat;
    },
  };
}
