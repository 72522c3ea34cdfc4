import { maximum, minimum, sqrt, where, type NDArray } from "@proj/array";
import { convert, isStoredFloat, numberOption, readArgument, scalar } from "@proj/array/core";
import { mapArrays, trainableLeaves } from "../arrays.ts";
import { stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/** The squares of halves overflow from 256 on, so that they are taken in single precision. */
const wide = (x: NDArray): NDArray => (isStoredFloat(x.dtype) ? convert(x, "float32") : x);

function wideNorm(leaves: readonly NDArray[]): NDArray {
  const squares = leaves.map(wide).map((leaf) => leaf.mul(leaf).sum());
  return sqrt(
    squares.reduce((a, b) => a.add(b), squares.length === 0 ? scalar(0, "float32") : scalar(0, squares[0]!.dtype)),
  );
}

/**
 * The Euclidean norm of all arrays of a tree taken together; a float scalar, of halves a half.
 *
 * @param tree - any tree; leaves that are not arrays of floats do not count.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { globalNorm } from "@proj/optim";
 * globalNorm({ a: array([3]), b: array([4]), name: "net" }).item(); // → 5
 * ```
 */
export function globalNorm(tree: unknown): NDArray {
  const leaves = trainableLeaves(tree);
  const norm = wideNorm(leaves);
  const [first] = leaves;
  const isStored =
    first !== undefined && isStoredFloat(first.dtype) && leaves.every(({ dtype }) => dtype === first.dtype);
  return isStored ? convert(norm, first.dtype) : norm;
}

/**
 * Clips every element to the range from `-maxDelta` to `maxDelta`.
 *
 * @param maxDelta - the largest magnitude that stays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { clip } from "@proj/optim";
 * const { init, update } = clip(1);
 * update(array([0.5, -3]), init(null))[0].toList(); // → [0.5, -1]
 * ```
 */
export function clip(maxDelta: number): GradientTransformation<EmptyState> {
  const bound = readArgument("clip", "maxDelta", maxDelta, numberOption);
  return stateless((updates) => mapArrays("clip", (g) => minimum(maximum(g, -bound), bound), updates));
}

/**
 * Shrinks all gradients together when their {@link globalNorm} is `maxNorm` or more, to that norm; smaller ones stay (Pascanu et al. 2013).
 *
 * @param maxNorm - the largest norm that stays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { clipByGlobalNorm } from "@proj/optim";
 * const { init, update } = clipByGlobalNorm(1);
 * const gradients = { a: array([3]), b: array([4]), frozen: null };
 * update(gradients, init(gradients))[0].b.toList(); // ≈ [0.8]
 * ```
 */
export function clipByGlobalNorm(maxNorm: number): GradientTransformation<EmptyState> {
  const bound = readArgument("clipByGlobalNorm", "maxNorm", maxNorm, numberOption);
  return stateless((updates) => {
    const norm = wideNorm(trainableLeaves(updates));
    const small = norm.lt(bound);
    const shrunk = (g: NDArray): NDArray => {
      const divided = wide(g);
      return convert(divided.div(convert(norm, divided.dtype)).mul(bound), g.dtype);
    };
    return mapArrays("clipByGlobalNorm", (g) => where(small, g, shrunk(g)), updates);
  });
}
