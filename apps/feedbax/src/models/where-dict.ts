import { UsageError } from "@proj/array";
import { treeNode, type NodeRule, type NodeType, type treeType } from "@proj/tree";
import { formatPath, pathOf, replaceAt, type Path, type Where } from "./where.ts";

/**
 * Values by the nodes of a tree that they belong to: initial values, targets. A tree of its values.
 *
 * @example
 * import { WhereDict, type SimpleFeedbackState } from "@proj/feedbax";
 * const dict = WhereDict.of<SimpleFeedbackState, string>([(state) => state.mechanics.effector.pos, "goal"]);
 * dict.get("mechanics.effector.pos"); // → "goal"
 */
export class WhereDict<Root, Value> {
  declare readonly [treeType]: NodeType<readonly Value[]>;
  readonly #entries: ReadonlyMap<string, { readonly path: Path; readonly value: Value }>;

  private constructor(paths: readonly Path[], values: readonly Value[]) {
    this.#entries = new Map(paths.map((path, index) => [formatPath(path), { path, value: values[index]! }]));
  }

  /**
   * Values with the where-functions of their nodes.
   *
   * @throws UsageError when a where-function does not pick a node, or two pick the same one.
   */
  static of<Root, Value>(...entries: readonly (readonly [where: Where<Root>, value: Value])[]): WhereDict<Root, Value> {
    const paths = entries.map(([where]) => pathOf("WhereDict.of", where));
    const dict = new WhereDict<Root, Value>(
      paths,
      entries.map(([, value]) => value),
    );
    if (dict.#entries.size < entries.length) {
      throw new UsageError({
        operation: "WhereDict.of",
        received: paths.map(formatPath).join(", "),
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

  /** The value of a node, given by its where-function or as it is written. */
  get(where: Where<Root> | string): Value | undefined {
    const key = typeof where === "string" ? where : formatPath(pathOf("WhereDict.get", where));
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
      placed = replaceAt("WhereDict.placeInto", path, placed, value);
    return placed;
  }

  get [treeNode](): NodeRule<WhereDict<unknown, unknown>> {
    return WhereDict.#rule;
  }

  static readonly #rule: NodeRule<WhereDict<unknown, unknown>> = {
    flatten: (dict) => {
      const entries = [...dict.#entries.values()];
      return { children: entries.map(({ value }) => value), aux: entries.map(({ path }) => path), keys: dict.keys };
    },
    unflatten: (paths, values) => new WhereDict(paths as readonly Path[], values),
  };
}
