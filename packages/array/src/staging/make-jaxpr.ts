import { functionOption, readArgument, readFields } from "@proj/tree/core";
import type { TreeDef } from "@proj/tree";
import { flattenArrays } from "./array-leaves.ts";
import { formatJaxpr } from "../core/jaxpr/print.ts";
import type { ClosedJaxpr, Jaxpr } from "../core/jaxpr/jaxpr.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { flattenShapes, type ShapesOf } from "./shape-dtype-struct.ts";
import { describeCall, stage } from "./stage.ts";

/** A function of trees as a Jaxpr over their leaves; as a string, in Jaxpr notation. */
export class TracedFunction implements ClosedJaxpr {
  readonly jaxpr: Jaxpr;
  readonly consts: readonly NDArray[];
  /** The structure of the arguments, as one list. */
  readonly inputTree: TreeDef;
  /** The structure of the result. */
  readonly outputTree: TreeDef;

  constructor(closed: ClosedJaxpr, inputTree: TreeDef, outputTree: TreeDef) {
    const { jaxpr, consts } = readFields("TracedFunction", closed, "jaxpr", "consts");
    this.jaxpr = jaxpr;
    this.consts = consts;
    this.inputTree = inputTree;
    this.outputTree = outputTree;
  }

  toString(): string {
    return formatJaxpr(this.jaxpr, this.consts.length);
  }

  /** What Node's console prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Traces a function of trees for arguments of the given types.
 *
 * @param operation - what the user called, for messages.
 * @param f - from trees of arrays to a tree of arrays; runs once.
 * @param args - its arguments; a `ShapeDtypeStruct` may stand for any array.
 * @throws UsageError when an argument or the result is not a tree of arrays, naming the leaf.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { traceFunction } from "@proj/array/core";
 * traceFunction("inspect", (x: NDArray) => ({ y: x.mul(2) }), [array(1)]).jaxpr.equations.length; // → 1
 */
export function traceFunction(
  operation: string,
  f: (...args: never) => unknown,
  args: readonly unknown[],
): TracedFunction {
  readArgument(operation, "f", f, functionOption());
  const { avals, treedef } = flattenShapes(operation, "args", args);
  let outputTree: TreeDef | null = null;
  const closed = stage(
    (arrays) => {
      const result = flattenArrays(operation, "result", f(...(treedef.unflatten(arrays) as never)));
      outputTree = result.treedef;
      return result.arrays;
    },
    avals,
    describeCall(operation, f),
  );
  return new TracedFunction(closed, treedef, outputTree!);
}

/**
 * Shows which primitives a function applies.
 *
 * @param f - a function of trees of arrays, to a tree of arrays.
 * @returns a function of the same arguments (only their types matter: a `ShapeDtypeStruct` may stand for any array) that gives
 *   the program. Printed, it reads as JAX's: constants and arguments, equations, results.
 * @throws UsageError when `f` does something with traced arrays that depends on their values.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * String(makeJaxpr((x: NDArray) => x.mul(x).sum())(array([1, 2, 3])));
 * // → "{ lambda ; a:f32[3]. let b:f32[3] = mul a a; c:f32[] = reduce_sum[axes=(0,)] b in (c,) }"
 */
export function makeJaxpr<Args extends readonly unknown[] = NDArray[]>(
  f: (...args: Args) => unknown,
): (...args: ShapesOf<Args>) => TracedFunction {
  readArgument("makeJaxpr", "f", f, functionOption());
  return (...args) => traceFunction("makeJaxpr", f, args);
}
