import { describe, expect, it } from "vitest";
import {
  flatten,
  flattenOneLevel,
  isNode,
  leaves,
  map,
  registerNode,
  registerStatic,
  Static,
  structure,
  treeNode,
} from "@proj/tree";
import { Bag, Fields, Interval, Opaque, Point } from "./trees.ts";

describe("a plain object", () => {
  it("has its values as children, in the order of its sorted keys", () => {
    expect(leaves({ b: 2, a: 1, "10": 3, "9": 4, B: 5 })).toEqual([3, 4, 5, 1, 2]);
    expect(structure({ b: 0, a: 0 }).equals(structure({ a: 0, b: 0 }))).toBe(true);
  });

  it("may have no prototype, and comes back with the usual one", () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    expect(structure(bare).equals(structure({ a: 1 }))).toBe(true);
    expect(Object.getPrototypeOf(map((x) => x, bare))).toBe(Object.prototype);
  });

  it("keeps a key called __proto__ as a key", () => {
    const tree = JSON.parse('{"__proto__": {"x": 1}}') as object;
    const mapped = map(() => 2, tree);
    expect(Object.getPrototypeOf(mapped)).toBe(Object.prototype);
    expect(JSON.stringify(mapped)).toBe('{"__proto__":{"x":2}}');
  });

  it("has no symbols as keys, since they would be dropped without a word", () => {
    expect(() => leaves({ [Symbol("s")]: 1 })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: flatten of an object received keys that are symbols: Symbol(s)
        expected: strings as keys, which can be sorted
        to fix:   use strings, or a Map, which may have any keys]
    `);
  });
});

describe("an array", () => {
  it("has its elements as children, holes included", () => {
    const holes = new Array<number>(2);
    expect(leaves([1, [2, [3]], []])).toEqual([1, 2, 3]);
    expect(leaves(holes)).toEqual([undefined, undefined]);
  });

  it("is never the same structure as an array of another length", () => {
    expect(structure([1]).equals(structure([1, 2]))).toBe(false);
  });

  it("of a class of its own is a leaf until that class is registered", () => {
    class Stack extends Array<number> {}
    expect(isNode(new Stack())).toBe(false);
    registerNode(Stack, {
      flatten: (stack) => ({ children: [...stack] }),
      unflatten: (_aux, children) => new Stack(...(children as number[])),
    });
    expect(map((x) => x, new Stack(1, 2))).toStrictEqual(new Stack(1, 2));
  });
});

describe("a Map", () => {
  it("keeps insertion order, which is part of its structure", () => {
    const forth = new Map([
      ["b", 1],
      ["a", 2],
    ]);
    const back = new Map([
      ["a", 2],
      ["b", 1],
    ]);
    expect(leaves(forth)).toEqual([1, 2]);
    expect(structure(forth).equals(structure(back))).toBe(false);
    expect(map((x) => 10 * x, forth)).toStrictEqual(
      new Map([
        ["b", 10],
        ["a", 20],
      ]),
    );
  });

  it("tells its keys apart by identity", () => {
    const key = {};
    expect(structure(new Map([[key, 1]])).equals(structure(new Map([[key, 2]])))).toBe(true);
    expect(structure(new Map([[key, 1]])).equals(structure(new Map([[{}, 1]])))).toBe(false);
    expect(structure(new Map([[key, 1]])).key).not.toBe(structure(new Map([[{}, 1]])).key);
  });
});

describe("null", () => {
  it("is a node without children, and survives a map untouched", () => {
    expect(isNode(null)).toBe(true);
    expect(leaves([null, { a: null }])).toEqual([]);
    expect(map(() => 1, { a: null, b: 0 })).toEqual({ a: null, b: 1 });
  });

  it("is a leaf where isLeaf says so", () => {
    expect(leaves([null, 1], { isLeaf: (x) => x === null })).toEqual([null, 1]);
  });
});

describe("undefined", () => {
  it("is an ordinary leaf", () => {
    expect(isNode(undefined)).toBe(false);
    expect(leaves([undefined, { a: undefined }])).toEqual([undefined, undefined]);
    expect(map(() => 1, { a: undefined })).toEqual({ a: 1 });
  });
});

describe("a leaf", () => {
  it("is everything else: primitives, functions, typed arrays, instances of unregistered classes", () => {
    const values = [
      1,
      "s",
      true,
      2n,
      Symbol.iterator,
      Math.sin,
      Opaque,
      new Opaque(),
      new Float32Array(1),
      new Date(),
      new Set([1]),
      Promise.resolve(),
    ];
    expect(values.filter(isNode)).toEqual([]);
    expect(leaves(values)).toEqual(values);
  });

  it("is a tree by itself", () => {
    const [found, treedef] = flatten(5);
    expect(found).toEqual([5]);
    expect(treedef.unflatten(["x"])).toBe("x");
  });
});

describe("a registered class", () => {
  it("comes apart and together by its rule", () => {
    expect(leaves(new Interval([1, 2], 3))).toEqual([1, 2, 3]);
    expect(map((x) => [x], new Interval(1, 2, "s"))).toStrictEqual(new Interval([1], [2], "s"));
  });

  it("has metadata that is part of the structure", () => {
    expect(structure(new Interval(1, 2, "m")).equals(structure(new Interval(3, 4, "m")))).toBe(true);
    expect(structure(new Interval(1, 2, "m")).equals(structure(new Interval(1, 2, "s")))).toBe(false);
  });

  it("does not make its subclasses nodes", () => {
    class Half extends Interval {}
    expect(isNode(new Half(1, 2))).toBe(false);
  });

  it("is recognised from the moment of registration on", () => {
    class Late {
      readonly a = 1;
    }
    const late = new Late();
    expect(leaves([late, late])).toEqual([late, late]);
    registerNode(Late, { flatten: ({ a }) => ({ children: [a] }), unflatten: () => new Late() });
    expect(leaves([late, late])).toEqual([1, 1]);
  });

  it("can be registered only once, and built-in nodes not at all", () => {
    const rule = { flatten: () => ({ children: [] }), unflatten: () => new Bag() };
    expect(() => {
      registerNode(Bag, rule);
    }).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: registerNode received Bag, which is a node already
        expected: a class whose instances are leaves so far
        to fix:   register Bag once, where the class is defined; wrap it in a class of your own to treat it differently]
    `);
    expect(() => {
      registerNode(Point, { ...rule, unflatten: () => new Point(0, 0) });
    }).toThrow("Point, which is a node already");
    expect(() => {
      registerNode(Map, { ...rule, unflatten: () => new Map() });
    }).toThrow("Map, which is a node already");
    expect(() => {
      registerNode(Object, rule);
    }).toThrow("Object, which is a node already");
  });

  it("must give its children as an array, with one key for each", () => {
    class Lazy {
      readonly a = 1;
    }
    registerNode(Lazy, { flatten: () => ({ children: new Set([1]) as never }), unflatten: () => new Lazy() });
    expect(() => leaves(new Lazy())).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: flatten of Lazy received children that are <Set>
        expected: an array of children
        to fix:   let the rule of Lazy return { children: [...] }]
    `);
    class Short {
      readonly a = 1;
    }
    registerNode(Short, { flatten: () => ({ children: [1, 2], keys: ["a"] }), unflatten: () => new Short() });
    expect(() => leaves(new Short())).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: flatten of Short received 2 children and 1 key
        expected: one key for each child
        to fix:   let the rule of Short return as many keys as children, or no keys]
    `);
  });
});

describe("a base class with a rule under treeNode", () => {
  it("makes every subclass a node that is rebuilt as itself", () => {
    class Arrow extends Point {
      length(): number {
        return 5;
      }
    }
    const mapped = map((x) => [x], new Arrow(1, 2));
    expect(mapped).toBeInstanceOf(Arrow);
    expect(mapped.length()).toBe(5);
    expect(leaves(mapped)).toEqual([1, 2]);
  });

  it("tells its subclasses apart, also those of one name", () => {
    const named = (): Fields =>
      new (class Same extends Fields {
        readonly a = 1;
      })();
    const [one, two] = [named(), named()];
    expect(structure(one).equals(structure(two))).toBe(false);
    expect(structure(one).key).not.toBe(structure(two).key);
    expect(treeNode in one).toBe(true);
  });
});

describe("unflatten", () => {
  it("lets nodes hold anything: placeholders, trees, null", () => {
    const treedef = structure(new Interval(1, { a: 2 }));
    const mark = Symbol("mark");
    expect(treedef.unflatten([mark, [null]])).toStrictEqual(new Interval(mark, { a: [null] }));
  });
});

describe("Static", () => {
  it("keeps a value in the structure", () => {
    const tree = { size: new Static([3, { act: "relu" }]), x: 1 };
    expect(leaves(tree)).toEqual([1]);
    expect(map((x) => x + 1, tree)).toStrictEqual({ size: new Static([3, { act: "relu" }]), x: 2 });
    expect(structure(tree).equals(structure({ size: new Static([3, { act: "relu" }]), x: 0 }))).toBe(true);
    expect(structure(tree).equals(structure({ size: new Static([3, { act: "tanh" }]), x: 0 }))).toBe(false);
  });

  it("has a counterpart for classes, compared by equals or by identity", () => {
    class Version {
      readonly number: number;
      constructor(number: number) {
        this.number = number;
      }
      equals(other: unknown): boolean {
        return other instanceof Version && other.number === this.number;
      }
    }
    registerStatic(Version);
    const [one, again, two] = [structure(new Version(1)), structure(new Version(1)), structure(new Version(2))];
    expect(one.equals(again)).toBe(true);
    expect(one.key).toBe(again.key);
    expect(one.equals(two)).toBe(false);
    expect(one.key).not.toBe(two.key);
    expect(leaves([new Version(1), 7])).toEqual([7]);
  });
});

describe("flattenOneLevel", () => {
  it("does not go into the children", () => {
    const { children, keys, aux } = flattenOneLevel({ b: [1], a: null });
    expect(children).toEqual([null, [1]]);
    expect(keys.map(String)).toEqual(["['a']", "['b']"]);
    expect(aux).toEqual(["a", "b"]);
  });

  it("refuses a leaf", () => {
    expect(() => flattenOneLevel(new Opaque())).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: flattenOneLevel received the leaf <Opaque>
        expected: null, a plain object, an array, a Map or an instance of a registered class
        to fix:   ask isNode first, or register the class with registerNode]
    `);
  });
});

describe("a tree that contains itself", () => {
  it("is refused with the place of the back reference", () => {
    const model: { layers: unknown[]; parent?: unknown } = { layers: [1] };
    model.layers.push({ owner: model });
    expect(() => flatten(model)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: flatten received a tree that contains itself: tree['layers'][1]['owner'] is one of the nodes above it
        expected: a tree, in which no node is below itself
        to fix:   remove the back reference, or keep it in an unregistered class, which is a leaf]
    `);
    expect(() => leaves(model)).toThrow("contains itself");
  });
});
