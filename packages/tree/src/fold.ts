/*
 * The one walk through trees. It keeps the nodes that it is in on a list of its own instead of the stack of calls, so that a tree
 * may be as deep as memory allows.
 */

/** A node that the walk is in. */
export interface Frame<Value> {
  readonly value: Value;
  /** The position of the child that the walk is in. */
  readonly next: number;
  readonly above: Frame<Value> | null;
}

/** A tree that contains itself. */
export class CyclicTree extends Error {
  /** The node that is below itself, or a child of it. */
  readonly at: Frame<unknown>;

  constructor(at: Frame<unknown>) {
    super("a tree contains itself");
    this.at = at;
  }
}

/** At this depth, and at its doubles, it is looked whether a node is below itself. */
const suspicious = 2 ** 10;
/** No tree is so deep; a rule that makes new nodes of a node without end is. */
const impossible = 2 ** 18;

/**
 * Computes something of a tree from what was computed of its children.
 *
 * @param root - the tree.
 * @param open - takes a value apart, or gives null for a leaf. Called before the children are looked at.
 * @param leaf - what is computed of a leaf.
 * @param close - what is computed of a node, from the results of its children.
 * @throws CyclicTree if the tree contains itself; RangeError if it has no end.
 */
export function fold<Value, Node extends { readonly children: readonly Value[] }, Result>(
  root: Value,
  open: (value: Value) => Node | null,
  leaf: (value: Value) => Result,
  close: (node: Node, results: Result[]) => Result,
): Result {
  interface OpenFrame extends Frame<Value> {
    readonly node: Node;
    readonly results: Result[];
    next: number;
    readonly above: OpenFrame | null;
  }
  let frame: OpenFrame | null = null;
  let value = root;
  let depth = 0;
  let checked = suspicious;
  for (;;) {
    const node = open(value);
    const count = node?.children.length ?? 0;
    if (node !== null && count > 0) {
      frame = { value, node, results: new Array<Result>(count), next: 0, above: frame };
      if (++depth === checked) {
        if (depth === impossible) throw new RangeError(`a tree is more than ${impossible} nodes deep`);
        checked *= 2;
        for (let above = frame.above; above !== null; above = above.above)
          if (above.value === value) throw new CyclicTree(frame);
      }
      value = node.children[0]!;
      continue;
    }
    let result = node === null ? leaf(value) : close(node, []);
    for (;;) {
      if (frame === null) return result;
      frame.results[frame.next++] = result;
      if (frame.next < frame.results.length) break;
      result = close(frame.node, frame.results);
      frame = frame.above;
      depth--;
    }
    value = frame.node.children[frame.next]!;
  }
}
