import type { NDArray } from "@proj/array";
import {
  filled,
  functionOption,
  isNDArray,
  isRecord,
  readArgument,
  readOptions,
  textOption,
  UsageError,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { flatten } from "@proj/tree";
import { mapLeaves } from "../arrays.ts";
import { transformationOption } from "../hyperparameters.ts";
import type { GradientTransformation } from "../transformation.ts";

/** Says of a value under a name whether it is meant, from its path, such as `"[0].mu"`. */
export type Filtering = (path: string, value: unknown) => boolean;

/** All values under a name, outer ones first. */
function allUnder(
  operation: string,
  tree: unknown,
  key: string,
  filtering: Filtering | undefined,
): readonly (readonly [string, unknown])[] {
  if (filtering !== undefined) readArgument(operation, "filtering", filtering, functionOption());
  const found: (readonly [string, unknown])[] = [];
  const look = (node: unknown, path: string): void => {
    if (Array.isArray(node)) node.forEach((child: unknown, index) => look(child, `${path}[${index}]`));
    if (!isRecord(node)) return;
    for (const [name, child] of Object.entries(node)) {
      const place = `${path}.${name}`;
      if (name === key && (filtering === undefined || filtering(place, child))) found.push([place, child]);
      look(child, place);
    }
  };
  look(tree, "");
  return found;
}

/** A shape that nothing in a state has by itself. */
const probeShape: readonly number[] = [3, 7];

/**
 * All values that stand under a name in a tree, such as the moments in a state, with their paths.
 *
 * @param tree - a tree, such as the state of an optimiser.
 * @param key - the name.
 * @param filtering - which of them: a function of path and value. Default all.
 * @returns pairs of a path, such as `"[0].mu"`, and the value.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adam, tree } from "@proj/optim";
 * const state = adam(0.1).init(array([1]));
 * tree.getAllWithPath(state, "mu"); // → [["[0].mu", [0]]]
 * ```
 */
export function getAllWithPath(
  tree: unknown,
  key: string,
  filtering?: Filtering,
): readonly (readonly [path: string, value: unknown])[] {
  const name = readArgument("tree.getAllWithPath", "key", key, textOption);
  return allUnder("tree.getAllWithPath", tree, name, filtering);
}

/**
 * The value that stands under a name in a tree.
 *
 * @param tree - a tree, such as the state of an optimiser.
 * @param key - the name.
 * @param defaultValue - what to return where there is none; default `null`.
 * @param filtering - which of several: a function of path and value.
 * @throws UsageError when there are several.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adam, tree } from "@proj/optim";
 * const state = adam(0.1).init(array([1]));
 * String(tree.get(state, "count")); // → "0"
 * ```
 */
export function get(tree: unknown, key: string, defaultValue: unknown = null, filtering?: Filtering): unknown {
  const name = readArgument("tree.get", "key", key, textOption);
  const found = allUnder("tree.get", tree, name, filtering);
  if (found.length <= 1) return found.length === 0 ? defaultValue : found[0]![1];
  throw new UsageError({
    operation: "tree.get",
    received: `${found.length} values under ${JSON.stringify(name)}: at ${found.map(([path]) => path).join(", ")}`,
    expected: "one value",
    remedy: "choose one by its path: tree.get(state, key, null, (path) => …), or use tree.getAllWithPath",
  });
}

/**
 * A tree with other values under some names, wherever these stand.
 *
 * @param tree - a tree, such as the state of an optimiser.
 * @param values - the new values under their names.
 * @param filtering - which of the old ones are replaced: a function of path and value. Default all.
 * @throws UsageError when a name stands nowhere.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { injectHyperparams, sgd, tree } from "@proj/optim";
 * const optimiser = injectHyperparams(({ learningRate }) => sgd(learningRate), { learningRate: 0.5 });
 * const state = tree.set(optimiser.init(array([1])), { learningRate: array(2) });
 * optimiser.update(array([1]), state)[0].toList(); // → [-2]
 * ```
 */
export function set<T>(tree: T, values: Readonly<Record<string, unknown>>, filtering?: Filtering): T {
  const operation = "tree.set";
  if (!isRecord(values)) throw wrongOption({ operation, name: "values" }, values, "an object of the new values");
  for (const name of Object.keys(values)) {
    if (allUnder(operation, tree, name, filtering).length > 0) continue;
    throw new UsageError({
      operation,
      received: `no value under ${JSON.stringify(name)}`,
      expected: "names that stand somewhere in the tree",
      remedy: "print the tree to see its names, or let filtering choose fewer of them out",
    });
  }
  const replaced = (node: unknown, path: string): unknown => {
    if (Array.isArray(node)) return node.map((child: unknown, index) => replaced(child, `${path}[${index}]`));
    if (!isRecord(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([name, child]) => {
        const place = `${path}.${name}`;
        const isMeant = Object.hasOwn(values, name) && (filtering === undefined || filtering(place, child));
        return [name, isMeant ? values[name] : replaced(child, place)];
      }),
    );
  };
  // Only values under the names differ, which are of the caller's own types.
  return replaced(tree, "") as T;
}

/** Options of {@link mapParams}. */
export interface MapParamsOptions {
  /** What to do with the other leaves of the state; by default they stay. */
  readonly transformNonParams?: { call(leaf: NDArray): unknown }["call"];
}

const mapReaders: OptionReaders<MapParamsOptions> = { transformNonParams: functionOption() };

/**
 * Applies a function to those parts of a state that are trees like the parameters, such as moments: to place or to convert them as parameters are.
 *
 * Where these are the optimiser tells: its `init` is asked for parameters that are one leaf of its own.
 *
 * @param optimizer - the optimiser whose state it is.
 * @param f - called with each array, and what stands in the same place of `others`.
 * @param state - the state.
 * @param others - trees like the parameters.
 * @param options - `transformNonParams`: what to do with the other leaves.
 * @returns a tree like the state.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adam, tree } from "@proj/optim";
 * const optimiser = adam(0.1);
 * const state = optimiser.init({ w: array([1, 2]) });
 * const halves = tree.mapParams(optimiser, (leaf) => leaf.astype("bfloat16"), state);
 * String(tree.get(halves, "mu")); // → "[object Object]"
 * ```
 */
export function mapParams<State>(
  optimizer: GradientTransformation<State>,
  f: { call(leaf: NDArray, ...others: readonly never[]): unknown }["call"],
  state: State,
  others: readonly unknown[] = [],
  options?: MapParamsOptions,
): unknown {
  const operation = "tree.mapParams";
  readArgument(operation, "optimizer", optimizer, transformationOption);
  readArgument(operation, "f", f, functionOption());
  const { transformNonParams } = readOptions(operation, options, mapReaders);
  // Moments of this shape exist in no state but where there is a parameter.
  const probe = filled(probeShape, 0, "float32");
  const [marks, treedef] = flatten<unknown>(optimizer.init(probe));
  const parts = treedef.flattenUpTo(state, { operation, name: "state" });
  return treedef.unflatten(
    parts.map((part, index) => {
      const mark = marks[index];
      if (isNDArray(mark) && probeShape.every((length, axis) => mark.shape[mark.ndim - 2 + axis] === length)) {
        const named = Object.fromEntries(others.map((other, k) => [`others[${k}]`, other]));
        return mapLeaves(
          operation,
          (leaf, ...rest) => (isNDArray(leaf) ? f(leaf, ...(rest as never[])) : leaf),
          part,
          named,
        );
      }
      return transformNonParams === undefined ? part : transformNonParams(part as NDArray);
    }),
  );
}
