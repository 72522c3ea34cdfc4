import { promoteTypes, type DType, type NDArray } from "@proj/array";
import { choiceOption, nullableOption, readArgument, UsageError } from "@proj/array/core";
import { keyString, type Mapped } from "@proj/tree";
import { accumulatorOption } from "../hyperparameters.ts";
import { arrayLeaves, mapTrees } from "./map.ts";

const handlerOption = nullableOption(choiceOption("promote", "highest", "lowest"));

/** One dtype for two. */
function joined(a: DType, b: DType, handler: "promote" | "highest" | "lowest"): DType {
  const both = promoteTypes(a, b);
  if (handler === "promote") return both;
  if (both !== a && both !== b) {
    throw new UsageError({
      operation: "tree.dtype",
      received: `${a} and ${b}`,
      expected: "dtypes of which one can be promoted to the other",
      remedy: 'ask for their promotion: tree.dtype(x, "promote")',
    });
  }
  return (both === a) === (handler === "highest") ? a : b;
}

/**
 * Each leaf in a dtype; `null` for the one that it has.
 *
 * @param tree - a tree of arrays.
 * @param dtype - the dtype.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.cast({ a: array([1]) }, "bfloat16").a.dtype; // → "bfloat16"
 * ```
 */
export function cast<T>(tree: T, dtype: DType | null): Mapped<T, NDArray> {
  const as = readArgument("tree.cast", "dtype", dtype, accumulatorOption);
  return mapTrees("tree.cast", (x) => x.astype(as ?? x.dtype), tree);
}

/**
 * Each leaf in the dtype of the leaf in the same place of another tree.
 *
 * @param tree - a tree of arrays.
 * @param other - a tree of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.castLike({ a: array([1]) }, { a: array([2], "bfloat16") }).a.dtype; // → "bfloat16"
 * ```
 */
export function castLike<T>(tree: T, other: unknown): Mapped<T, NDArray> {
  return mapTrees("tree.castLike", (x, y) => x.astype(y.dtype), tree, { other });
}

/**
 * The dtype of all leaves.
 *
 * @param tree - a tree of arrays.
 * @param mixedDtypeHandler - what to say of several: their promotion, the highest or the lowest. Default `null`: that is an error.
 * @throws UsageError where dtypes differ and nothing is said about that, or where none of two can be promoted to the other.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.dtype({ a: array([1]), b: array([2]) }); // → "float32"
 * tree.dtype({ a: array([1]), b: array([2], "float64") }, "highest"); // → "float64"
 * ```
 */
export function dtype(tree: unknown, mixedDtypeHandler?: "promote" | "highest" | "lowest" | null): DType {
  const handler = readArgument("tree.dtype", "mixedDtypeHandler", mixedDtypeHandler ?? null, handlerOption);
  const [arrays, treedef] = arrayLeaves("tree.dtype", "tree", tree);
  const [first, ...others] = arrays;
  if (first === undefined) return "float32";
  if (handler === null) {
    const place = arrays.findIndex((x) => x.dtype !== first.dtype);
    if (place < 0) return first.dtype;
    throw new UsageError({
      operation: "tree.dtype",
      received: `${arrays[place]!.describe()} at tree${keyString(treedef.paths()[place]!)}, and ${first.dtype} before it`,
      expected: "leaves of one dtype",
      remedy: 'cast the tree, or say what to do: tree.dtype(x, "promote")',
    });
  }
  return others.reduce<DType>((found, x) => joined(found, x.dtype, handler), first.dtype);
}
