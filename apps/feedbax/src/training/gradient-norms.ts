import { sqrt, type NDArray } from "@proj/array";
import { isInexactArray } from "@proj/module";
import { flattenWithPath, keyString } from "@proj/tree";

/** The name of the norm over all parameters. */
export const globalNormName = "global";

/** The places of the parameters of a tree, such as `step.net.hidden.weightIh`, each with the parameter. */
function parameters(tree: unknown): (readonly [place: string, NDArray])[] {
  return flattenWithPath(tree, undefined)[0].flatMap(([path, leaf]) =>
    isInexactArray(leaf) ? [[keyString(path, { simple: true, separator: "." }), leaf] as const] : [],
  );
}

/** The names of the {@link gradientNorms} of a tree of parameters. */
export function normNames(tree: unknown): readonly string[] {
  return [...parameters(tree).map(([place]) => place), globalNormName];
}

/** The Euclidean norm of each leaf of a gradient by its place, and of all of them together as `global`. */
export function gradientNorms(gradient: unknown): Readonly<Record<string, NDArray>> {
  const squares = parameters(gradient).map(([place, leaf]) => [place, leaf.mul(leaf).sum()] as const);
  const total = squares.map(([, square]) => square).reduce((sum, square) => sum.add(square));
  return Object.fromEntries(
    [...squares, [globalNormName, total] as const].map(([name, square]) => [name, sqrt(square)]),
  );
}
