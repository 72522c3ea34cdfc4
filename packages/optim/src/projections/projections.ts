import { clip, maximum, minimum, ravelTree, sign, sqrt, where, type NDArray } from "@proj/array";
import { isNDArray, readArgument, toArray } from "@proj/array/core";
import type { Mapped } from "@proj/tree";
import { absSquare, beside, total } from "../arrays.ts";
import { minus, scalarOption, type Scalar } from "../hyperparameters.ts";
import { arrayLeaves, mapTrees } from "../tree-math/map.ts";
import { unitSimplex } from "./simplex.ts";

/**
 * The nearest tree without negative elements.
 *
 * @param tree - a tree of arrays.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionNonNegative } from "@proj/optim/projections";
 * projectionNonNegative(array([-1, 2])).toList(); // → [0, 2]
 * ```
 */
export function projectionNonNegative<T>(tree: T): Mapped<T, NDArray> {
  return mapTrees("projectionNonNegative", (x) => maximum(x, 0), tree);
}

/**
 * The nearest tree between two bounds.
 *
 * @param tree - a tree of arrays.
 * @param lower - a number or array for all, or a tree of the same structure.
 * @param upper - the same.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionBox } from "@proj/optim/projections";
 * projectionBox(array([-1, 2]), 0, 1).toList(); // → [0, 1]
 * ```
 */
export function projectionBox<T>(tree: T, lower: unknown, upper: unknown): Mapped<T, NDArray> {
  const operation = "projectionBox";
  return mapTrees(operation, (x, low, high) => clip(x, low, high), tree, {
    lower: bound(operation, "lower", lower, tree),
    upper: bound(operation, "upper", upper, tree),
  });
}

/** A bound for each leaf. */
function bound(operation: string, name: string, value: unknown, tree: unknown): unknown {
  if (typeof value !== "number" && !isNDArray(value)) return value;
  return mapTrees(operation, () => toArray(value), tree, {}, name);
}

/**
 * The nearest tree with elements from 0 to `scale`.
 *
 * @param tree - a tree of arrays.
 * @param scale - a number or a scalar; default 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionHypercube } from "@proj/optim/projections";
 * projectionHypercube(array([-1, 2])).toList(); // → [0, 1]
 * ```
 */
export function projectionHypercube<T>(tree: T, scale: unknown = 1): Mapped<T, NDArray> {
  const operation = "projectionHypercube";
  return mapTrees(operation, (x, high) => clip(x, 0, high), tree, { scale: bound(operation, "scale", scale, tree) });
}

/**
 * The nearest tree whose elements are not negative and sum to `scale` (Duchi et al. 2008).
 *
 * @param tree - a tree of arrays, of which all elements make one vector.
 * @param scale - a number or a scalar; default 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionSimplex } from "@proj/optim/projections";
 * projectionSimplex(array([0.5, 2])).toList(); // → [0, 1]
 * ```
 */
export function projectionSimplex<T>(tree: T, scale: Scalar = 1): Mapped<T, NDArray> {
  return onSimplex("projectionSimplex", tree, readArgument("projectionSimplex", "scale", scale, scalarOption));
}

function onSimplex<T>(operation: string, tree: T, scale: Scalar): Mapped<T, NDArray> {
  const arrays = mapTrees(operation, (x) => x, tree);
  const [vector, unravel] = ravelTree(arrays);
  return unravel(unitSimplex(vector.div(scale)).mul(scale)) as unknown as Mapped<T, NDArray>;
}

function onL1Sphere<T>(operation: string, tree: T, scale: Scalar): Mapped<T, NDArray> {
  const sizes = mapTrees(operation, (x) => x.abs(), tree);
  return mapTrees(operation, (x, size) => sign(x).mul(size), tree, { sizes: onSimplex(operation, sizes, scale) });
}

/**
 * The nearest tree whose absolute values sum to `scale`.
 *
 * @param tree - a tree of arrays, of which all elements make one vector.
 * @param scale - a number or a scalar; default 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionL1Sphere } from "@proj/optim/projections";
 * projectionL1Sphere(array([0.5, -2])).toList(); // → [0, -1]
 * ```
 */
export function projectionL1Sphere<T>(tree: T, scale: Scalar = 1): Mapped<T, NDArray> {
  return onL1Sphere("projectionL1Sphere", tree, readArgument("projectionL1Sphere", "scale", scale, scalarOption));
}

/**
 * The nearest tree whose absolute values sum to at most `scale`.
 *
 * @param tree - a tree of arrays, of which all elements make one vector.
 * @param scale - a number or a scalar; default 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionL1Ball } from "@proj/optim/projections";
 * projectionL1Ball(array([0.5, -0.25])).toList(); // → [0.5, -0.25]
 * ```
 */
export function projectionL1Ball<T>(tree: T, scale: Scalar = 1): Mapped<T, NDArray> {
  const operation = "projectionL1Ball";
  const size = readArgument(operation, "scale", scale, scalarOption);
  const inside = total(arrayLeaves(operation, "tree", tree)[0].map((x) => x.abs().sum())).le(size);
  const sphere = onL1Sphere(operation, tree, size);
  return mapTrees(operation, (x, y) => where(inside, x, y), tree, { sphere });
}

/**
 * The nearest tree of norm `scale`.
 *
 * @param tree - a tree of arrays, of which all elements make one vector.
 * @param scale - a number or a scalar; default 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionL2Sphere } from "@proj/optim/projections";
 * projectionL2Sphere(array([3, 4])).toList(); // ≈ [0.6, 0.8]
 * ```
 */
export function projectionL2Sphere<T>(tree: T, scale: Scalar = 1): Mapped<T, NDArray> {
  const operation = "projectionL2Sphere";
  const size = readArgument(operation, "scale", scale, scalarOption);
  const factor = sqrt(squares(operation, tree)).pow(-1).mul(size);
  return mapTrees(operation, (x) => x.mul(beside(factor, x)), tree);
}

/**
 * The nearest tree of norm at most `scale`.
 *
 * @param tree - a tree of arrays, of which all elements make one vector.
 * @param scale - a number or a scalar; default 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionL2Ball } from "@proj/optim/projections";
 * projectionL2Ball(array([0.3, 0.4])).toList(); // ≈ [0.3, 0.4]
 * ```
 */
export function projectionL2Ball<T>(tree: T, scale: Scalar = 1): Mapped<T, NDArray> {
  const operation = "projectionL2Ball";
  const size = toArray(readArgument(operation, "scale", scale, scalarOption));
  const factor = size.div(sqrt(maximum(squares(operation, tree), size.mul(size))));
  return mapTrees(operation, (x) => x.mul(beside(factor, x)), tree);
}

const squares = (operation: string, tree: unknown): NDArray =>
  total(arrayLeaves(operation, "tree", tree)[0].map((x) => absSquare(x).sum()));

/**
 * The nearest tree with absolute values of at most `scale`.
 *
 * @param tree - a tree of arrays.
 * @param scale - a number or a scalar; default 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionLinfBall } from "@proj/optim/projections";
 * projectionLinfBall(array([-3, 0.5])).toList(); // → [-1, 0.5]
 * ```
 */
export function projectionLinfBall<T>(tree: T, scale: Scalar = 1): Mapped<T, NDArray> {
  const size = readArgument("projectionLinfBall", "scale", scale, scalarOption);
  return mapTrees("projectionLinfBall", (x) => clip(x, beside(minus(size), x), beside(size, x)), tree);
}

function vdot(operation: string, x: unknown, others: Readonly<Record<string, unknown>>): NDArray {
  const terms: NDArray[] = [];
  mapTrees(
    operation,
    (a, b) => {
      terms.push(a.mul(b).sum());
      return a;
    },
    x,
    others,
    "x",
  );
  return total(terms);
}

/**
 * The nearest tree on the line through a vector.
 *
 * @param x - a tree of arrays.
 * @param a - the vector, a tree of the same structure.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionVector } from "@proj/optim/projections";
 * projectionVector(array([3, 4]), array([1, 0])).toList(); // → [3, 0]
 * ```
 */
export function projectionVector<T>(x: T, a: unknown): Mapped<T, NDArray> {
  const operation = "projectionVector";
  const factor = vdot(operation, x, { a }).div(vdot(operation, a, { a }));
  return mapTrees(operation, (_, b) => b.mul(beside(factor, b)), x, { a }, "x");
}

/**
 * The nearest tree x with ⟨a, x⟩ = b.
 *
 * @param x - a tree of arrays.
 * @param a - the normal vector, a tree of the same structure.
 * @param b - a number or a scalar.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionHyperplane } from "@proj/optim/projections";
 * projectionHyperplane(array([3, 4]), array([1, 0]), 1).toList(); // → [1, 4]
 * ```
 */
export function projectionHyperplane<T>(x: T, a: unknown, b: Scalar): Mapped<T, NDArray> {
  const operation = "projectionHyperplane";
  const offset = toArray(readArgument(operation, "b", b, scalarOption));
  const step = offset.sub(vdot(operation, x, { a })).div(vdot(operation, a, { a }));
  return mapTrees(operation, (y, normal) => y.add(normal.mul(beside(step, normal))), x, { a }, "x");
}

/**
 * The nearest tree x with ⟨a, x⟩ ≤ b.
 *
 * @param x - a tree of arrays.
 * @param a - the normal vector, a tree of the same structure.
 * @param b - a number or a scalar.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { projectionHalfspace } from "@proj/optim/projections";
 * projectionHalfspace(array([3, 4]), array([1, 0]), 1).toList(); // → [1, 4]
 * ```
 */
export function projectionHalfspace<T>(x: T, a: unknown, b: Scalar): Mapped<T, NDArray> {
  const operation = "projectionHalfspace";
  const offset = toArray(readArgument(operation, "b", b, scalarOption));
  const factor = offset.sub(vdot(operation, x, { a })).div(vdot(operation, a, { a }));
  const step = minimum(factor, 0);
  return mapTrees(operation, (y, normal) => y.add(normal.mul(beside(step, normal))), x, { a }, "x");
}
