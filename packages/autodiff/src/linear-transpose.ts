import { UsageError, type NDArray } from "@proj/array";
import {
  anyOption,
  flattenArrays,
  functionOption,
  isInexact,
  leafName,
  LinearInput,
  listOption,
  readArgument,
  stage,
  type FlatArrays,
} from "@proj/array/core";
import { backwardPass } from "./backward-pass.ts";
import { materialised, type Arrays } from "./jvp.ts";
import { flattenTangents } from "./tangents.ts";
import type { Pullback } from "./vjp.ts";

/**
 * The transpose of a linear function, which is never evaluated: of the arguments only shapes and dtypes matter.
 *
 * @param f - a linear function of trees of floating-point arrays.
 * @param primals - a list of arguments of the right types; their values are not looked at.
 * @returns the transposed function: from a tree like the result (`null` at a leaf is zero) to the list of trees like the
 *   arguments.
 * @throws UsageError from the transposed function when `f` is not linear, naming the operation; at once when an argument holds
 *   integers or booleans, naming the path.
 * @example
 * import { array, cumsum, zeros } from "@proj/array";
 * import { linearTranspose } from "@proj/autodiff";
 * const [sums] = linearTranspose((x) => cumsum(x), [zeros([3])])(array([1, 2, 3]));
 * sums.toList(); // → [6, 5, 3]
 */
export function linearTranspose<Args extends readonly unknown[] | [], R>(
  f: (...args: Arrays<Args>) => R,
  primals: Args,
): Pullback<Args, R>;
export function linearTranspose(
  f: (...args: readonly unknown[]) => unknown,
  primals: readonly unknown[],
): (cotangent: unknown) => unknown {
  const operation = "linearTranspose";
  readArgument(operation, "f", f, functionOption());
  readArgument(operation, "primals", primals, listOption(anyOption()));
  const args = flattenArrays(operation, "primals", primals);
  const wrong = args.arrays.findIndex(({ dtype }) => !isInexact(dtype));
  if (wrong >= 0) {
    throw new UsageError({
      operation,
      received: `${args.arrays[wrong]!.describe()} at ${leafName("primals", args.treedef, wrong)}`,
      expected: "floating-point arguments: functions of integers have no transpose",
      remedy: 'convert it with astype("float32"), or close over it',
    });
  }
  let result: FlatArrays | null = null;
  const types = args.arrays.map(({ aval }) => aval);
  const { jaxpr, consts } = stage(
    (flat): readonly NDArray[] => {
      result = flattenArrays(operation, "result", f(...(args.treedef.unflatten(flat) as unknown[])));
      return result.arrays;
    },
    types,
    operation,
  );
  return (cotangent) => {
    const received = flattenTangents("the function given by linearTranspose", "cotangent", cotangent, result!);
    const operands = [...consts, ...types.map((aval) => new LinearInput(aval))];
    const sent = backwardPass(jaxpr, operands, received, operation).slice(consts.length);
    return args.treedef.unflatten(sent.map((ct, k) => materialised(ct, args.arrays[k]!)));
  };
}
