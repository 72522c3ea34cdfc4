import fc from "fast-check";
import { registerNode, Static, treeNode } from "@proj/tree";
import type { NodeRule } from "@proj/tree";

/** A registered class, with named children. */
export class Interval {
  readonly lo: unknown;
  readonly hi: unknown;
  readonly unit: string;
  constructor(lo: unknown, hi: unknown, unit = "m") {
    this.lo = lo;
    this.hi = hi;
    this.unit = unit;
  }
}
registerNode(Interval, {
  flatten: ({ lo, hi, unit }) => ({ children: [lo, hi], keys: ["lo", "hi"], aux: unit }),
  unflatten: (unit, [lo, hi]) => new Interval(lo, hi, unit as string),
});

/** A registered class whose children have no names. */
export class Bag {
  readonly items: readonly unknown[];
  constructor(...items: readonly unknown[]) {
    this.items = items;
  }
}
registerNode(Bag, {
  flatten: ({ items }) => ({ children: items }),
  unflatten: (_aux, items) => new Bag(...items),
});

const fieldsRule: NodeRule<Fields> = {
  flatten: (fields) => ({ children: Object.values(fields), keys: Object.keys(fields), aux: Object.keys(fields) }),
  unflatten(names, children, nodeClass) {
    const fields = Object.create(nodeClass.prototype as object) as Fields;
    return Object.assign(fields, Object.fromEntries((names as string[]).map((name, i) => [name, children[i]])));
  },
};

/** A base class all of whose subclasses are nodes. */
export abstract class Fields {
  get [treeNode](): NodeRule<Fields> {
    return fieldsRule;
  }
}

export class Point extends Fields {
  readonly x: unknown;
  readonly y: unknown;
  constructor(x: unknown, y: unknown) {
    super();
    this.x = x;
    this.y = y;
  }
}

/** An ordinary class: its instances are leaves. */
export class Opaque {
  readonly inner = [1, 2, 3];
}

const keys = fc.oneof(fc.constantFrom("a", "b", "10", "9", "__proto__", "it's"), fc.string());

/** Random trees of every kind of node, with the given leaves. */
export function treesOf<Leaf>(leaf: fc.Arbitrary<Leaf>): fc.Arbitrary<unknown> {
  return fc.letrec<{ tree: unknown }>((tie) => {
    const child = tie("tree");
    return {
      tree: fc.oneof(
        { maxDepth: 4, depthSize: "small" },
        leaf,
        fc.constant(null),
        fc.array(child, { maxLength: 4 }),
        fc.dictionary(keys, child, { maxKeys: 4, noNullPrototype: true }),
        fc.array(fc.tuple(fc.oneof(keys, fc.integer()), child), { maxLength: 3 }).map((entries) => new Map(entries)),
        fc.tuple(child, child, fc.constantFrom("m", "s")).map(([lo, hi, unit]) => new Interval(lo, hi, unit)),
        fc.array(child, { maxLength: 3 }).map((items) => new Bag(...items)),
        fc.tuple(child, child).map(([x, y]) => new Point(x, y)),
        fc.constantFrom(1, "one", NaN).map((value) => new Static(value)),
      ),
    };
  }).tree;
}

/** Leaves of every sort that trees meet. */
export const anyLeaf = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.constantFrom(undefined, NaN, -0, true, Symbol.iterator, Math.sin, new Opaque(), new Float32Array(2), Interval),
);

export const trees = treesOf(anyLeaf);
