import { UsageError, type NDArray } from "@proj/array";
import { applyJaxpr, functionOption, readArgument, traceFunction, type Jaxpr } from "@proj/array/core";
import { flatten, type TreeDef } from "@proj/tree";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { hideStatic, revealStatic } from "./static-leaf.ts";

/** Static data that is equal to itself alone. */
class Program {
  readonly jaxpr: Jaxpr;
  readonly inputTree: TreeDef;
  readonly outputTree: TreeDef;
  constructor(jaxpr: Jaxpr, inputTree: TreeDef, outputTree: TreeDef) {
    this.jaxpr = jaxpr;
    this.inputTree = inputTree;
    this.outputTree = outputTree;
  }
}

/**
 * A function as a tree whose leaves are the arrays that the function closes over.
 *
 * @typeParam Args - the arguments.
 * @typeParam Result - what it returns.
 */
export class ClosureConverted<Args extends readonly unknown[], Result> extends withFields({
  /** The arrays that the function closes over. */
  consts: field<readonly NDArray[]>(),
  program: field<Program>({ static: true }),
}) {
  /** For the compiler: the function's type. */
  declare readonly signature: (...args: Args) => Result;

  /**
   * @param args - arguments of the structure, shapes, dtypes and settings with which the function was converted.
   * @throws UsageError if they have others.
   */
  call(...args: Args): Result {
    const { jaxpr, inputTree, outputTree } = this.program;
    const [arrays, structure] = flatten(hideStatic(args) as unknown, undefined);
    const wanted = jaxpr.binders.slice(this.consts.length).map(({ aval }) => aval);
    const describe = (types: readonly { readonly dtype: string; readonly shape: readonly number[] }[]): string =>
      types.map(({ dtype, shape }) => `${dtype}[${shape.join(",")}]`).join(", ");
    if (!structure.equals(inputTree) || describe(arrays as NDArray[]) !== describe(wanted)) {
      throw new UsageError({
        operation: "ClosureConverted.call",
        received: `${String(structure)} with ${describe(arrays as NDArray[])}`,
        expected: `${String(inputTree)} with ${describe(wanted)}`,
        remedy: "call with arguments like those with which it was converted, or convert the function for these",
      });
    }
    return revealStatic(outputTree.unflatten(applyJaxpr(jaxpr, [...this.consts, ...(arrays as NDArray[])]))) as Result;
  }
}

/**
 * Makes the arrays that a function closes over visible: a function as a tree with these arrays as leaves. So it can be given
 * to a transformation, which would not see what a closure holds. Single numbers whose values are known belong to the program.
 *
 * @param f - from any trees to any tree.
 * @param args - arguments of the structure, shapes and dtypes with which it will be called.
 * @returns a module whose `call` does what the function does.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { filterClosureConvert, filterGrad } from "@proj/module";
 * const factor = array([3, 4]);
 * const f = filterClosureConvert((x: NDArray) => x.mul(factor).sum(), array(1));
 * f.call(array(2)).item(); // → 14
 * filterGrad((g: typeof f) => g.call(array(2)))(f).consts[0]!.toList(); // → [2, 2]
 */
export function filterClosureConvert<Args extends readonly unknown[], Result>(
  f: (...args: Args) => Result,
  ...args: Args
): ClosureConverted<Args, Result> {
  const operation = "filterClosureConvert";
  readArgument(operation, "f", f, functionOption());
  const hidden = (...hiddenArgs: Args): Result => hideStatic(f(...revealStatic(hiddenArgs)));
  const { jaxpr, consts, inputTree, outputTree } = traceFunction(operation, hidden, hideStatic(args)); // prettier-ignore
  return new ClosureConverted<Args, Result>({ consts, program: new Program(jaxpr, inputTree, outputTree) });
}
