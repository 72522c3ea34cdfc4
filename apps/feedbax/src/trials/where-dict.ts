import { UsageError } from "@proj/array";
import { NodePath, treeAt, type Where } from "@proj/module";
import { treeNode, type NodeRule, type NodeType, type treeType } from "@proj/tree";

/**
 * Values by the nodes of a tree that they belong to: initial values, targets. A tree of its values.
 *
 * @typeParam Root - the tree.
 * @typeParam Value - what belongs to its nodes.
 * @example
 * import { WhereDict, type SimpleFeedbackState } from "@proj/feedbax";
 * const dict = WhereDict.of<SimpleFeedbackState, string>([(state) => state.mechanics.effector.pos, "goal"]);
 * dict.get("mechanics.effector.pos"); // → "goal"
 * dict.get((state) => state.net.hidden); // → undefined
 * String(dict); // → "WhereDict(mechanics.effector.pos)"
 */
export class WhereDict<Root, Value> {
  declare readonly [treeType]: NodeType<readonly Value[]>;
  readonly #entries: ReadonlyMap<string, { readonly path: NodePath<Root>; readonly value: Value }>;

  private constructor(paths: readonly NodePath<Root>[], values: readonly Value[]) {
    this.#entries = new Map(paths.map((path, index) => [path.toString(), { path, value: values[index]! }]));
  }

  /**
   * Values with the functions that point at their nodes.
   *
   * @throws UsageError when a function does not point at a node, or two point at the same one.
   */
  static of<Root, Value>(...entries: readonly (readonly [where: Where<Root>, value: Value])[]): WhereDict<Root, Value> {
    const paths = entries.map(([where]) => NodePath.of(where, { operation: "WhereDict.of" }));
    const dict = new WhereDict<Root, Value>(
      paths,
      entries.map(([, value]) => value),
    );
    if (dict.#entries.size < entries.length) {
      throw new UsageError({
        operation: "WhereDict.of",
        received: paths.join(", "),
        expected: "each node once",
        remedy: "give all values of a node in one entry",
      });
    }
    return dict;
  }

  /** The nodes, as they are written: `mechanics.effector`. */
  get keys(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The value of a node, given by a function that points at it or as it is written; undefined if it has none. */
  get(where: Where<Root> | string): Value | undefined {
    const key = typeof where === "string" ? where : NodePath.of(where, { operation: "WhereDict.get" }).toString();
    return this.#entries.get(key)?.value;
  }

  /**
   * A tree with the values in the places of their nodes.
   *
   * @throws UsageError when the tree has no such node.
   */
  placeInto<Tree extends Root>(root: Tree): Tree {
    let placed = root;
    for (const { path, value } of this.#entries.values())
      placed = treeAt(path as NodePath<Tree>, placed, value, { operation: "WhereDict.placeInto" });
    return placed;
  }

  /** The nodes that have values. */
  toString(): string {
    return `WhereDict(${this.keys.join(", ")})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  get [treeNode](): NodeRule<WhereDict<unknown, unknown>> {
    return WhereDict.#rule;
  }

  static readonly #rule: NodeRule<WhereDict<unknown, unknown>> = {
    flatten: (dict) => {
      const entries = [...dict.#entries.values()];
      return {
        children: entries.map(({ value }) => value),
        aux: entries.map(({ path }) => path.keys),
        keys: dict.keys,
      };
    },
    unflatten: (paths, values) =>
      new WhereDict(
        (paths as readonly (readonly string[])[]).map((keys) => new NodePath(keys)),
        values,
      ),
  };
}
