import type { TreeDef } from "@proj/tree";
import { UsageError } from "@proj/tree/core";
import type { HostArray } from "../core/evaluate/host-array.ts";
import { HostFunction } from "../core/callbacks/host-function.ts";
import { withHostAsDefault } from "../core/device/default-device.ts";
import { convert } from "../core/operands.ts";
import { wrapHostData } from "../core/trace.ts";
import { abstractArray, describeArray, type AbstractArray } from "../core/types/abstract-array.ts";
import { shapesEqual } from "../core/types/shape.ts";
import { toHost } from "../ndarray/concrete-array.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { checkSameStructure, flattenArrays, leafName } from "../staging/array-leaves.ts";

/**
 * A user's function of trees of arrays as one of flat values.
 *
 * @param operation - what the user called, for messages.
 * @param args - the structure of the list of arguments.
 * @param result - the structure of what it returns; null where that is of no interest.
 */
export function userFunction(
  operation: string,
  f: (...args: never[]) => unknown,
  args: TreeDef,
  result: TreeDef | null,
): HostFunction {
  return new HostFunction(operation, (operands, promised) => {
    return withHostAsDefault(() => {
      const returned = f(...(args.unflatten(operands.map(asArray)) as never[]));
      return result === null ? [] : checkedResult(operation, returned, result, promised);
    });
  });
}

/** Host values as an array. */
export function asArray({ data, shape, dtype }: HostArray): NDArray {
  return wrapHostData(data, abstractArray(shape, dtype));
}

/** What a user's function returned, which must be what it promised; numbers take the dtype that is wanted of them. */
function checkedResult(
  operation: string,
  returned: unknown,
  promised: TreeDef,
  avals: readonly AbstractArray[],
): readonly HostArray[] {
  const { arrays, treedef } = flattenArrays(operation, "result", returned);
  checkSameStructure(operation, "result", promised, treedef, "return what resultShapeDtypes describes");
  return arrays.map((array, index) => {
    const aval = avals[index]!;
    const fitting = array.weakType ? convert(array, aval.dtype) : array;
    if (fitting.dtype === aval.dtype && shapesEqual(fitting.shape, aval.shape)) return toHost(fitting, operation);
    throw new UsageError({
      operation,
      received: `${array.describe()} from the function, at ${leafName("result", treedef, index)}`,
      expected: describeArray(aval),
      remedy: "return what resultShapeDtypes describes, or correct the description",
    });
  });
}
