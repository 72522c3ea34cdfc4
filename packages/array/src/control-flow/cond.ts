import type { TreeDef } from "@proj/tree";
import { describeArray, type AbstractArray } from "../core/types/abstract-array.ts";
import { isInteger } from "../core/types/dtype.ts";
import { functionOption, listOption, readArgument, UsageError } from "@proj/tree/core";
import { Variable, type ClosedJaxpr, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { condRules } from "./rules.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { convert, integerScalar, toArray, type ArrayLike } from "../core/operands.ts";
import { argumentType } from "../staging/number-argument.ts";
import { stage, type StagedFunction } from "../staging/stage.ts";
import { bind } from "../core/trace.ts";
import { checkSameStructure, flattenArrays, leafName } from "../staging/array-leaves.ts";
import { callsFunctions, knownValue } from "./unstaged.ts";
import { adoptNumber, commonType, withOutputTypes } from "./result-types.ts";

/**
 * Applies one of two functions, as a condition decides: `predicate ? onTrue(...operands) : onFalse(...operands)`.
 *
 * Both functions are traced, one of them runs (under a `vmap` that maps the predicate both run, and each element takes its
 * own result). Gradients flow through the branch taken. For a choice between values that exist anyway use `where`.
 *
 * @param predicate - a boolean or number, or a scalar array of any dtype; everything but 0 is true.
 * @param onTrue - from the operands to a tree of arrays.
 * @param onFalse - the same, with results of the same structure, shapes and dtypes.
 * @param operands - trees of arrays; functions may also close over arrays instead.
 * @throws UsageError when the predicate is not a scalar, or when the results differ, naming the first differing leaf.
 * @example
 * import { cond, array } from "@proj/array";
 * const x = array(-3);
 * cond(x.lt(0), () => x.neg(), () => x).item(); // → 3
 */
export function cond<Operands extends readonly unknown[]>(
  predicate: ArrayLike,
  onTrue: (...operands: Operands) => ArrayLike,
  onFalse: (...operands: Operands) => ArrayLike,
  ...operands: Operands
): NDArray;
export function cond<Operands extends readonly unknown[], R>(
  predicate: ArrayLike,
  onTrue: (...operands: Operands) => R,
  onFalse: (...operands: Operands) => NoInfer<R>,
  ...operands: Operands
): R;
export function cond(
  predicate: ArrayLike,
  onTrue: (...operands: never) => unknown,
  onFalse: (...operands: never) => unknown,
  ...operands: readonly unknown[]
): unknown {
  readArgument("cond", "onTrue", onTrue, functionOption());
  readArgument("cond", "onFalse", onFalse, functionOption());
  const truth = toArray(predicate, "cond");
  if (truth.ndim !== 0) {
    throw new UsageError({
      operation: "cond",
      received: `a predicate ${truth.describe()}`,
      expected: "a scalar",
      remedy: "reduce it with all or any, or choose elementwise with where(condition, x, y)",
    });
  }
  // An integer index would make 2 a third branch: it is "not zero" that counts.
  const index = convert(convert(truth, "bool"), "int32");
  return choose("cond", index, [onFalse, onTrue], ["onFalse", "onTrue"], operands);
}

/**
 * Applies one of several functions, as an index decides: `branches[index](...operands)`.
 *
 * @param index - an integer or an integer scalar; it is clamped to the range of the branches.
 * @param branches - at least one; each from the operands to a tree of arrays, all of the same structure, shapes and dtypes.
 * @param operands - trees of arrays; functions may also close over arrays instead.
 * @throws UsageError when the index is not an integer, or when the results differ, naming the first differing leaf.
 * @example
 * import { switchCase, array } from "@proj/array";
 * const x = array(4);
 * switchCase(1, [() => x, () => x.mul(x), () => x.neg()]).item(); // → 16
 */
export function switchCase<Operands extends readonly unknown[]>(
  index: ArrayLike,
  branches: readonly ((...operands: Operands) => ArrayLike)[],
  ...operands: Operands
): NDArray;
export function switchCase<Operands extends readonly unknown[], R>(
  index: ArrayLike,
  branches: readonly ((...operands: Operands) => R)[],
  ...operands: Operands
): R;
export function switchCase(
  index: ArrayLike,
  branches: readonly ((...operands: never) => unknown)[],
  ...operands: readonly unknown[]
): unknown {
  readArgument("switchCase", "branches", branches, listOption(functionOption()));
  if (branches.length === 0) {
    throw new UsageError({
      operation: "switchCase",
      received: "no branches",
      expected: "at least one function",
      remedy: "list the functions to choose from",
    });
  }
  const inRange =
    typeof index === "number" && Number.isInteger(index) ? Math.min(Math.max(index, 0), branches.length - 1) : index;
  const chosen = integerScalar("switchCase", inRange) ?? toArray(inRange, "switchCase");
  if (chosen.ndim !== 0 || !isInteger(chosen.dtype)) {
    throw new UsageError({
      operation: "switchCase",
      received: `an index ${chosen.describe()}`,
      expected: "an integer, or an integer scalar",
      remedy: 'convert it with astype("int32"); for a boolean use cond',
    });
  }
  const names = branches.map((_, position) => `branches[${position}]`);
  return choose("switchCase", convert(chosen, "int32"), branches, names, operands);
}

function choose(
  operation: string,
  index: NDArray,
  branches: readonly ((...operands: never) => unknown)[],
  names: readonly string[],
  operands: readonly unknown[],
): unknown {
  const { arrays, treedef } = flattenArrays(operation, "operands", operands);
  const place = callsFunctions() ? knownValue(index) : null;
  if (place !== null) {
    const branch = branches[Math.min(branches.length - 1, Math.max(0, place))]!;
    const result = flattenArrays(operation, "result", branch(...(treedef.unflatten(arrays) as never)));
    return result.treedef.unflatten(result.arrays);
  }
  const types = arrays.map(argumentType);
  let resultTree: TreeDef | null = null;
  const returned: (readonly NDArray[])[] = [];
  const staged = branches.map((branch, position) =>
    stage(
      (args) => {
        const result = flattenArrays(operation, "result", branch(...(treedef.unflatten(args) as never)));
        resultTree ??= result.treedef;
        checkSameStructure(
          operation,
          "result",
          resultTree,
          result.treedef,
          `let ${names[position]!} return what ${names[0]!} returns: one value for each leaf, in the same containers`,
        );
        returned.push(result.arrays);
        return result.arrays;
      },
      types,
      operation,
    ),
  );
  const common = resultTypes(operation, staged, names, resultTree!);
  const { consts, jaxprs } = shareConstants(staged, arrays);
  const results = bind("cond", [index, ...consts, ...arrays], {
    branches: jaxprs.map((jaxpr, branch) => {
      const exact = returned[branch]!.map((array, leaf) => adoptNumber(operation, array, common[leaf]!).knownScalar());
      return withOutputTypes(jaxpr, common, exact);
    }),
    rules: condRules,
  });
  return resultTree!.unflatten(results);
}

/** The types that the results of all branches can be brought to. */
function resultTypes(
  operation: string,
  staged: readonly ClosedJaxpr[],
  names: readonly string[],
  treedef: TreeDef,
): AbstractArray[] {
  const [first] = staged;
  return first!.jaxpr.outputs.map((_, leaf) => {
    const results = staged.map(({ jaxpr }) => jaxpr.outputs[leaf]!);
    const type = commonType(results);
    if (type !== null) return type;
    const types = results.map(({ aval }, branch) => `${describeArray(aval)} from ${names[branch]!}`);
    throw new UsageError({
      operation,
      received: `${leafName("result", treedef, leaf)} is ${types.join(" and ")}`,
      expected: "branches whose results have the same shapes and dtypes",
      remedy: "convert or broadcast the result of one branch (astype, broadcastTo)",
    });
  });
}

/**
 * Gives all branches the same binders: every array that any of them closed over, once, with the forms of numbers among the
 * operands, and then the operands.
 */
function shareConstants(
  staged: readonly StagedFunction[],
  operands: readonly NDArray[],
): { readonly consts: readonly NDArray[]; readonly jaxprs: readonly Jaxpr[] } {
  const closed = staged.map(({ jaxpr: { binders }, consts, numbers }) => {
    const forms = numbers.map(({ argument, valueOf }) => valueOf(operands[argument]!.numberForms()!));
    const end = binders.length - forms.length;
    return {
      arrays: [...consts, ...forms],
      binders: [...binders.slice(0, consts.length), ...binders.slice(end)],
      operands: binders.slice(consts.length, end),
    };
  });
  const consts = [...new Set(closed.flatMap(({ arrays }) => arrays))];
  const jaxprs = staged.map(({ jaxpr }, branch) => {
    const { arrays, binders, operands: own } = closed[branch]!;
    const known = new Map(arrays.map((array, position) => [array, binders[position]!]));
    const shared = consts.map((array) => known.get(array) ?? new Variable(array.aval));
    return { ...jaxpr, binders: [...shared, ...own] };
  });
  return { consts, jaxprs };
}
