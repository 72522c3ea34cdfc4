import type { TreeDef } from "@proj/tree";
import { describeArray, type AbstractArray } from "../core/types/abstract-array.ts";
import { UsageError } from "@proj/tree/core";
import type { Jaxpr } from "../core/jaxpr/jaxpr.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { argumentType } from "../staging/number-argument.ts";
import { stage, type StagedFunction } from "../staging/stage.ts";
import { checkSameStructure, flattenArrays, leafName } from "../staging/array-leaves.ts";
import { adoptNumber, atomGivesWay, promoteWeak, withOutputTypes } from "./result-types.ts";

/** A body of a loop, staged: from constants, carry and further arguments to carry and further results. */
export interface LoopBody {
  readonly jaxpr: Jaxpr;
  /** What the body closed over: the values of the first binders. */
  readonly consts: readonly NDArray[];
  /** The initial carry, of the types that the body keeps. */
  readonly init: readonly NDArray[];
}

const carryRemedy = "return the carry in the form in which it came: one value for each leaf, in the same containers";

/** The carry that a body returned, as arrays, after checking that it has the structure of the initial one. */
export function flattenCarry(operation: string, treedef: TreeDef, carry: unknown): readonly NDArray[] {
  const returned = flattenArrays(operation, "carry", carry);
  checkSameStructure(operation, "carry", treedef, returned.treedef, carryRemedy);
  return returned.arrays;
}

/** The error for a body that changes the type of one leaf of the carry. */
export function changedCarry(
  operation: string,
  treedef: TreeDef,
  leaf: number,
  taken: AbstractArray,
  returned: AbstractArray,
): UsageError {
  const where = leafName("carry", treedef, leaf);
  return new UsageError({
    operation,
    received: `a body that takes ${where} as ${describeArray(taken)} and returns it as ${describeArray(returned)}`,
    expected: "a carry whose shapes and dtypes the body does not change",
    remedy:
      "convert what the body returns (astype, reshape), or start from an initial value of the type that it returns",
  });
}

/**
 * Stages the body of a loop, whose carry must keep its dtypes.
 *
 * The initial carry may be weakly typed where the body returns another dtype (a loop that starts from the number 0): it is then
 * converted and the body staged again.
 *
 * @param operation - what the user called.
 * @param body - takes carry and further arguments, flat; returns carry and further results, flat.
 * @param init - the initial carry, of structure `treedef`.
 * @param further - types of the arguments that follow the carry.
 * @throws UsageError naming the first leaf of the carry whose type the body changes.
 */
export function stageLoopBody(
  operation: string,
  body: (args: readonly NDArray[]) => readonly NDArray[],
  init: readonly NDArray[],
  treedef: TreeDef,
  further: readonly AbstractArray[],
): LoopBody {
  const adopting = (args: readonly NDArray[]): readonly NDArray[] =>
    body(args).map((result, index) =>
      index < init.length ? adoptNumber(operation, result, init[index]!.aval) : result,
    );
  const stageFrom = (carry: readonly AbstractArray[]): StagedFunction =>
    stage(adopting, [...carry, ...further], operation);
  let staged = stageFrom(init.map(argumentType));
  const promoted = init.map((array, index) => promoteWeak(array, staged.jaxpr.outputs[index]!.aval));
  // Each round makes at least one weak type definite, so this ends.
  if (promoted.some((array, index) => array !== init[index]))
    return stageLoopBody(operation, body, promoted, treedef, further);
  // The first value of the carry may be a number, the others are arrays.
  if (staged.numbers.length > 0 || staged.integral.size > 0) staged = stageFrom(init.map(({ aval }) => aval));
  const { jaxpr, consts } = staged;
  init.forEach(({ aval }, index) => {
    const output = jaxpr.outputs[index]!;
    if (!atomGivesWay(output, aval)) throw changedCarry(operation, treedef, index, aval, output.aval);
  });
  const types = jaxpr.outputs.map(({ aval }, index) => ({ ...aval, dtype: init[index]?.dtype ?? aval.dtype }));
  return { jaxpr: withOutputTypes(jaxpr, types), consts, init };
}
