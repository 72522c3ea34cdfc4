import { UsageError } from "@proj/array";
import { flatten, flattenOneLevel, isNode, unflatten } from "@proj/tree";

/**
 * A function that picks one node of a tree by its fields alone: `(state) => state.mechanics.effector`.
 *
 * It is called with a recorder in place of the tree, so it may follow fields and indices and do nothing else.
 *
 * @example
 * import { formatPath, pathOf } from "@proj/feedbax";
 * formatPath(pathOf("example", (state: { net: { hidden: number[] } }) => state.net.hidden[0])); // → "net.hidden[0]"
 */
export type Where<Root, Node = unknown> = (root: Root) => Node;

/** The fields and indices on the way from the root to a node. */
export type Path = readonly string[];

/**
 * The path that a where-function follows.
 *
 * @param operation - what the user called, for messages.
 * @throws UsageError when the function returns something else than a node of its argument.
 */
export function pathOf<Root>(operation: string, where: Where<Root>): Path {
  const paths = new WeakMap<object, Path>();
  const recorder = (path: Path): object => {
    const proxy = new Proxy(
      {},
      {
        get(_, field) {
          if (typeof field === "symbol") throw notAPath(operation, where, `the symbol ${String(field)}`);
          return recorder([...path, field]);
        },
      },
    );
    paths.set(proxy, path);
    return proxy;
  };
  const picked: unknown = where(recorder([]) as Root);
  const path = typeof picked === "object" && picked !== null ? paths.get(picked) : undefined;
  if (path === undefined) throw notAPath(operation, where, `a value of type ${typeof picked}`);
  return path;
}

function notAPath(operation: string, where: Where<never>, met: string): UsageError {
  return new UsageError({
    operation,
    received: `the where-function ${String(where)}, which came to ${met}`,
    expected: "a function that follows fields and indices of its argument to one node",
    remedy: "write it like (state) => state.mechanics.effector",
  });
}

/** A path as one writes it: `mechanics.effector`, `feedback[0].output`; empty for the root. */
export function formatPath(path: Path): string {
  return path
    .map((step, position) => {
      if (/^\d+$/.test(step)) return `[${step}]`;
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step)) return `[${JSON.stringify(step)}]`;
      return position === 0 ? step : `.${step}`;
    })
    .join("");
}

/** The node of a tree at a path. */
export function nodeAt(path: Path, root: unknown): unknown {
  return path.reduce<unknown>((node, step) => (node as Readonly<Record<string, unknown>>)[step], root);
}

/**
 * The tree with one node replaced; everything beside the path is shared with the original. Unlike `treeAt` it also replaces
 * `null` and values that occur twice, since it goes by position.
 *
 * @param operation - what the user called, for messages.
 * @throws UsageError when the path leaves the tree.
 */
export function replaceAt<Root>(operation: string, path: Path, root: Root, replacement: unknown): Root {
  return replaceBelow(operation, path, 0, root, replacement) as Root;
}

function replaceBelow(operation: string, path: Path, depth: number, node: unknown, replacement: unknown): unknown {
  const step = path[depth];
  if (step === undefined) return replacement;
  const keys = isNode(node) ? flattenOneLevel(node).keys.map((key) => key.simple) : [];
  const position = keys.indexOf(step);
  if (position < 0) {
    throw new UsageError({
      operation,
      received: `the path ${formatPath(path)}, which leaves the tree at ${formatPath(path.slice(0, depth + 1))}`,
      expected: keys.length > 0 ? `one of the fields ${keys.join(", ")}` : "a path that ends at this leaf or above",
      remedy: "follow fields of the tree as it is: a field that is null has none",
    });
  }
  const [children, treedef] = flatten(node, { isLeaf: (value) => value !== node });
  const changed = replaceBelow(operation, path, depth + 1, children[position], replacement);
  return unflatten(
    treedef,
    children.map((child, index) => (index === position ? changed : child)),
  );
}
