import { describeValue, functionOption, listOption, readArgument, textOption, wrongOption } from "@proj/array/core";
import { UsageError } from "@proj/array";
import { flatten, flattenOneLevel, isNode, unflatten } from "@proj/tree";

const keysOption = listOption(textOption);

/**
 * A function that points at a node of a tree: `(model) => model.layers[0]`.
 *
 * @typeParam Root - the tree.
 * @typeParam Node - what is pointed at.
 */
export type Where<Root, Node = unknown> = (root: Root) => Node;

/**
 * The way from the root of a tree to one of its nodes. It belongs to no tree: what reads it need not have one at hand, and it
 * is written as text.
 *
 * `treeAt` and `updateAt` take a path in place of a function. A path goes by position, so it also replaces `null`.
 *
 * @typeParam Root - the trees in which it is followed.
 * @typeParam Node - what is there.
 * @example
 * import { NodePath, treeAt } from "@proj/module";
 * interface Layer { readonly weight: number; readonly bias: number | null }
 * const bias = NodePath.of((model: { readonly layers: readonly Layer[] }) => model.layers[0]!.bias);
 * String(bias); // → "layers[0].bias"
 * const model = { layers: [{ weight: 1, bias: null }] };
 * bias.get(model); // → null
 * treeAt(bias, model, 2); // → { layers: [{ bias: 2, weight: 1 }] }
 */
export class NodePath<Root, Node = unknown> {
  /** The fields and indices on the way. */
  readonly keys: readonly string[];

  /** @param keys - the fields and indices on the way; none for the root. */
  constructor(keys: readonly string[]) {
    this.keys = readArgument("NodePath", "keys", keys, keysOption);
  }

  /**
   * The path that a function follows. The function is called with a recorder in place of a tree, so it may follow fields and
   * indices of its argument and do nothing else.
   *
   * @param where - points at one node.
   * @param options - `operation`: what the user called, for messages (default `"NodePath.of"`).
   * @throws UsageError if the function gives something else than a node of its argument.
   */
  static of<Root, Node>(
    where: Where<Root, Node>,
    { operation = "NodePath.of" }: { readonly operation?: string } = {},
  ): NodePath<Root, Node> {
    return new NodePath(recordKeys(operation, readArgument(operation, "where", where, functionOption<typeof where>())));
  }

  /**
   * The node of a tree at this path.
   *
   * @throws UsageError if the path leaves the tree before its last field.
   */
  get(tree: Root): Node {
    return this.keys.reduce<unknown>((node, key, depth) => {
      if (node === null || node === undefined) throw leavesTree("NodePath.get", this.keys, depth, []);
      return (node as Readonly<Record<string, unknown>>)[key];
    }, tree) as Node;
  }

  /** The path as one writes it: `mechanics.effector`, `layers[0].bias`; empty for the root. */
  toString(): string {
    return formatKeys(this.keys);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `NodePath(${this.toString()})`;
  }
}

/**
 * The tree with the node at a path replaced; everything beside the path is shared with the original.
 *
 * @param operation - what the user called, for messages.
 * @param f - from what was there to what comes in its place.
 */
export function replaceAtPath(
  operation: string,
  { keys }: NodePath<never>,
  tree: unknown,
  f: (node: unknown) => unknown,
): unknown {
  const replaceBelow = (node: unknown, depth: number): unknown => {
    const key = keys[depth];
    if (key === undefined) return f(node);
    const fields = isNode(node) ? flattenOneLevel(node).keys.map((field) => field.simple) : [];
    const position = fields.indexOf(key);
    if (position < 0) throw leavesTree(operation, keys, depth, fields);
    const [children, treedef] = flatten(node, { isLeaf: (value) => value !== node });
    const changed = replaceBelow(children[position], depth + 1);
    return unflatten(
      treedef,
      children.map((child, index) => (index === position ? changed : child)),
    );
  };
  return replaceBelow(tree, 0);
}

function recordKeys(operation: string, where: Where<never>): readonly string[] {
  const keysOf = new WeakMap<object, readonly string[]>();
  const recorder = (keys: readonly string[]): object => {
    const proxy = new Proxy(
      {},
      {
        get(_, field) {
          if (typeof field === "symbol") throw notAPath(operation, where, `the symbol ${String(field)}`);
          return recorder([...keys, field]);
        },
      },
    );
    keysOf.set(proxy, keys);
    return proxy;
  };
  const found: unknown = where(recorder([]) as never);
  const keys = typeof found === "object" && found !== null ? keysOf.get(found) : undefined;
  if (keys === undefined) throw notAPath(operation, where, describeValue(found));
  return keys;
}

function formatKeys(keys: readonly string[]): string {
  return keys
    .map((key, position) => {
      if (/^\d+$/.test(key)) return `[${key}]`;
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `[${JSON.stringify(key)}]`;
      return position === 0 ? key : `.${key}`;
    })
    .join("");
}

function notAPath(operation: string, where: Where<never>, met: string): UsageError {
  return new UsageError({
    operation,
    received: `the function ${String(where)}, which came to ${met}`,
    expected: "a function that follows fields and indices of its argument to one node",
    remedy: "write it like (model) => model.layers[0].weight",
  });
}

/** @param fields - those of the node where the path leaves the tree. */
function leavesTree(operation: string, keys: readonly string[], depth: number, fields: readonly string[]): UsageError {
  return new UsageError({
    operation,
    received: `the path ${formatKeys(keys)}, which leaves the tree at ${formatKeys(keys.slice(0, depth + 1))}`,
    expected: fields.length > 0 ? `one of the fields ${fields.join(", ")}` : "a path that ends at this leaf or above",
    remedy: "follow fields of the tree as it is: a field that is null has none",
  });
}

/** Refuses what cannot point: `where` has to be a function or a path. */
export function readWhere(operation: string, where: unknown): void {
  if (where instanceof NodePath || typeof where === "function") return;
  throw wrongOption({ operation, name: "where" }, where, "a function from the tree to one of its nodes, or a path");
}
