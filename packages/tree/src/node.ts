import { TreeError } from "./errors.ts";
import { DictKey, FlattenedIndexKey, GetAttrKey, MapKey, SequenceKey, type KeyEntry } from "./key-path.ts";
import { formatValue, identityKey, metadataEqual, metadataKey } from "./metadata.ts";

/**
 * What a node is. A tree is made of nodes and leaves; a node has children and auxiliary data, a leaf has neither:
 *
 * - `null` is the empty node: no children, so it survives every map untouched;
 * - a plain object (prototype `Object.prototype` or `null`) has its values as children, in the order of its sorted keys;
 * - an array has its elements as children;
 * - a `Map` has its values as children, in insertion order;
 * - an instance of a class is a node if its class was given a rule, by `registerNode` or under the symbol `treeNode`;
 * - everything else is a leaf: `undefined`, numbers, strings, functions, typed arrays, instances of all other classes.
 */

/** A node taken apart, one level deep. */
export interface Flattened {
  /** The children, each of them a tree. */
  readonly children: readonly unknown[];
  /** Everything else that is needed to build the node again; compared structurally. Default `undefined`. */
  readonly aux?: unknown;
  /** Names of the children for key paths, one each: a field's name or a key. Default: their positions. */
  readonly keys?: readonly (string | KeyEntry)[];
}

/** A class, abstract ones included. */
export type NodeClass<T = unknown> = abstract new (...args: never[]) => T;

/** How the instances of a class come apart and together again. */
export interface NodeRule<T> {
  /** Takes a node apart, one level deep. */
  flatten(node: T): Flattened;
  /**
   * Builds a node. The children may be anything (placeholders, masks, tracers, `null`), so nothing about them may be
   * checked here. `nodeClass` is the class of the node that was taken apart, which may be a subclass of the one that
   * carries the rule.
   */
  unflatten(aux: unknown, children: readonly unknown[], nodeClass: NodeClass): T;
}

/**
 * The symbol under which the prototype of a base class carries the `NodeRule` that makes every subclass a node.
 *
 * @example
 * import { leaves, treeNode } from "@proj/tree";
 * import type { NodeRule } from "@proj/tree";
 *
 * const fieldsRule: NodeRule<Shape> = {
 *   flatten: (shape) => ({ children: Object.values(shape), keys: Object.keys(shape), aux: Object.keys(shape) }),
 *   unflatten: (names, children, nodeClass) => {
 *     const shape = Object.create(nodeClass.prototype as object) as Shape;
 *     return Object.assign(shape, Object.fromEntries((names as string[]).map((name, i) => [name, children[i]])));
 *   },
 * };
 * abstract class Shape {
 *   get [treeNode](): NodeRule<Shape> {
 *     return fieldsRule;
 *   }
 * }
 * class Circle extends Shape {
 *   radius = 2;
 * }
 * leaves(new Circle()); // → [2]
 */
export const treeNode: unique symbol = Symbol.for("@proj/tree:node") as never;

/** One kind of node. Built-in containers and classes are told apart here and nowhere else. */
export interface NodeKind {
  /** The class, or `null` for the empty node. */
  readonly nodeClass: NodeClass | null;
  flatten(node: unknown): Flattened;
  unflatten(aux: unknown, children: unknown[]): unknown;
  sameAux(a: unknown, b: unknown): boolean;
  /** A cache key of the kind with its auxiliary data. */
  key(aux: unknown): string;
  /** The key-path entry of each child. */
  entries(flattened: Flattened): readonly KeyEntry[];
  /** Prints a structure of this kind, given its printed children. */
  print(aux: unknown, children: readonly string[]): string;
  /** Says in words what node this is. */
  describe(flattened: Flattened): string;
  /** Says what differs between two nodes of this kind, or `undefined` if nothing does. */
  difference(expected: Flattened, received: Flattened): Difference | undefined;
}

/** Why two nodes differ, and what each of them is. */
export interface Difference {
  readonly reason:
    | "different types"
    | "different lengths"
    | "different keys"
    | "different key order"
    | "different numbers of children"
    | "different metadata";
  readonly expected: string;
  readonly received: string;
}

const noChildren: Flattened = { children: [] };

export const nullKind: NodeKind = {
  nodeClass: null,
  flatten: () => noChildren,
  unflatten: () => null,
  sameAux: () => true,
  key: () => "null",
  entries: () => [],
  print: () => "null",
  describe: () => "null",
  difference: () => undefined,
};

export const listKind: NodeKind = {
  nodeClass: Array,
  flatten: (node) => ({ children: node as unknown[] }),
  unflatten: (_aux, children) => children,
  sameAux: () => true,
  key: () => "",
  entries: ({ children }) => Array.from(children, (_, i) => new SequenceKey(i)),
  print: (_aux, children) => `[${children.join(", ")}]`,
  describe: ({ children }) => `list of length ${children.length}`,
  difference(expected, received) {
    if (expected.children.length === received.children.length) return undefined;
    return { reason: "different lengths", expected: this.describe(expected), received: this.describe(received) };
  },
};

const dictKind: NodeKind = {
  nodeClass: Object,
  flatten(node) {
    const dict = node as Readonly<Record<string, unknown>>;
    const aux = sortedKeys(dict);
    const children = new Array<unknown>(aux.length);
    for (let i = 0; i < aux.length; i++) children[i] = dict[aux[i]!];
    return { children, aux };
  },
  unflatten(aux, children) {
    const keys = aux as readonly string[];
    const dict: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      // Assigning to `__proto__` would change the prototype instead of adding a key.
      if (key === "__proto__") {
        Object.defineProperty(dict, key, { value: children[i], enumerable: true, configurable: true, writable: true });
      } else dict[key] = children[i];
    }
    return dict;
  },
  sameAux: sameValues,
  key(aux) {
    let key = "{";
    for (const name of aux as readonly string[]) key += metadataKey(name);
    return key;
  },
  entries: ({ aux }) => (aux as readonly string[]).map((key) => new DictKey(key)),
  print: (aux, children) => `{${printEntries(aux, children, ": ")}}`,
  describe: ({ aux }) => `object with ${printKeys(aux)}`,
  difference: keyDifference,
};

const mapKind: NodeKind = {
  nodeClass: Map,
  flatten(node) {
    const map = node as ReadonlyMap<unknown, unknown>;
    return { children: [...map.values()], aux: [...map.keys()] };
  },
  unflatten: (aux, children) => new Map((aux as readonly unknown[]).map((key, i) => [key, children[i]])),
  sameAux: sameValues,
  // A Map tells its keys apart by identity, so `{}` and `{}` are two keys; plain data would be one.
  key: (aux) => `Map:${(aux as readonly unknown[]).map(identityKey).join()}`,
  entries: ({ aux }) => (aux as readonly unknown[]).map((key) => new MapKey(key)),
  print: (aux, children) => `Map{${printEntries(aux, children, " => ")}}`,
  describe: ({ aux }) => `Map with ${printKeys(aux)}`,
  difference: keyDifference,
};

/**
 * Makes the instances of a class nodes. Exactly that class: a subclass is registered by itself.
 *
 * @param nodeClass The class.
 * @param rule How an instance comes apart (`flatten`) and together again (`unflatten`).
 * @throws TreeError if the class has a rule already; the first one would otherwise change under trees in use.
 * @example
 * import { map, registerNode } from "@proj/tree";
 * class Interval {
 *   readonly lo: unknown;
 *   readonly hi: unknown;
 *   constructor(lo: unknown, hi: unknown) {
 *     this.lo = lo;
 *     this.hi = hi;
 *   }
 * }
 * registerNode(Interval, {
 *   flatten: ({ lo, hi }) => ({ children: [lo, hi], keys: ["lo", "hi"] }),
 *   unflatten: (_aux, [lo, hi]) => new Interval(lo, hi),
 * });
 * map((x) => [x], new Interval(1, 2)).hi; // → [2]
 */
export function registerNode<T extends object>(nodeClass: NodeClass<T>, rule: NodeRule<T>): void {
  const prototype = nodeClass.prototype as object;
  const isBuiltIn = builtInKinds.some((kind) => kind.nodeClass === (nodeClass as NodeClass));
  if (isBuiltIn || classKinds.has(prototype) || treeNode in prototype) {
    throw new TreeError({
      operation: "registerNode",
      received: `${nodeClass.name}, which is a node already`,
      expected: "a class whose instances are leaves so far",
      remedy: `register ${nodeClass.name} once, where the class is defined; wrap it in a class of your own to treat it differently`,
    });
  }
  classKinds.set(prototype, classKind(nodeClass, rule));
  lastLeafPrototype = undefined;
}

/**
 * The kind of node that a value is, or `undefined` for a leaf.
 *
 * @internal
 */
export function kindOf(value: unknown): NodeKind | undefined {
  if (typeof value !== "object") return undefined;
  if (value === null) return nullKind;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return dictKind;
  if (prototype === Array.prototype) return listKind;
  // Most values are leaves, and most leaves of a tree have one class.
  if (prototype === lastLeafPrototype) return undefined;
  if (prototype === Map.prototype) return mapKind;
  const kind = classKinds.get(prototype) ?? inheritedKind(prototype);
  if (kind === undefined) lastLeafPrototype = prototype;
  return kind;
}

/**
 * Whether a value is a node: `null`, a plain object, an array, a `Map`, or an instance of a class with a rule.
 *
 * @example
 * import { isNode } from "@proj/tree";
 * [null, [], new Map(), undefined, 3, new Date()].map(isNode); // → [true, true, true, false, false, false]
 */
export function isNode(value: unknown): boolean {
  return kindOf(value) !== undefined;
}

const builtInKinds: readonly NodeKind[] = [dictKind, listKind, mapKind];
const classKinds = new WeakMap<object, NodeKind>();
let lastLeafPrototype: object | undefined;

function inheritedKind(prototype: object): NodeKind | undefined {
  const rule = (prototype as { readonly [treeNode]?: NodeRule<unknown> })[treeNode];
  if (rule === undefined) return undefined;
  const kind = classKind(prototype.constructor as unknown as NodeClass, rule);
  classKinds.set(prototype, kind);
  return kind;
}

function classKind(nodeClass: NodeClass, rule: NodeRule<unknown>): NodeKind {
  const name = nodeClass.name === "" ? "anonymous class" : nodeClass.name;
  return {
    nodeClass,
    flatten(node) {
      const flattened = rule.flatten(node);
      checkFlattened(name, flattened);
      return flattened;
    },
    unflatten: (aux, children) => rule.unflatten(aux, children, nodeClass),
    sameAux: metadataEqual,
    key: (aux) => `${identityKey(nodeClass)}:${metadataKey(aux)}`,
    entries({ children, keys }) {
      if (keys === undefined) return Array.from(children, (_, i) => new FlattenedIndexKey(i));
      return keys.map((key) => (typeof key === "string" ? new GetAttrKey(key) : key));
    },
    print: (aux, children) =>
      `CustomNode(${name}${aux === undefined ? "" : `[${formatValue(aux)}]`}, [${children.join(", ")}])`,
    describe: () => name,
    difference(expected, received) {
      if (!metadataEqual(expected.aux, received.aux)) {
        return {
          reason: "different metadata",
          expected: `${name} with metadata ${formatValue(expected.aux)}`,
          received: `${name} with metadata ${formatValue(received.aux)}`,
        };
      }
      if (expected.children.length === received.children.length) return undefined;
      return {
        reason: "different numbers of children",
        expected: `${name} with ${count(expected.children.length, "child", "children")}`,
        received: `${name} with ${count(received.children.length, "child", "children")}`,
      };
    },
  };
}

function checkFlattened(name: string, { children, keys }: Flattened): void {
  // The rule is the user's, and may be written in JavaScript.
  if (!Array.isArray(children)) {
    throw new TreeError({
      operation: `flatten of ${name}`,
      received: `children that are ${formatValue(children)}`,
      expected: "an array of children",
      remedy: `let the rule of ${name} return { children: [...] }`,
    });
  }
  if (keys !== undefined && keys.length !== children.length) {
    throw new TreeError({
      operation: `flatten of ${name}`,
      received: `${count(children.length, "child", "children")} and ${count(keys.length, "key", "keys")}`,
      expected: "one key for each child",
      remedy: `let the rule of ${name} return as many keys as children, or no keys`,
    });
  }
}

/** The own string keys, sorted by UTF-16 code units. */
function sortedKeys(dict: object): readonly string[] {
  if (Object.getOwnPropertySymbols(dict).length > 0) throw symbolKeys(dict);
  const keys = Object.keys(dict);
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return keys.sort();
  return keys;
}

function symbolKeys(dict: object): TreeError {
  return new TreeError({
    operation: "flatten of an object",
    received: `keys that are symbols: ${Object.getOwnPropertySymbols(dict).map(String).join(", ")}`,
    expected: "strings as keys, which can be sorted",
    remedy: "use strings, or a Map, which may have any keys",
  });
}

function sameValues(a: unknown, b: unknown): boolean {
  const xs = a as readonly unknown[];
  const ys = b as readonly unknown[];
  if (xs.length !== ys.length) return false;
  for (let i = 0; i < xs.length; i++) if (!Object.is(xs[i], ys[i])) return false;
  return true;
}

function keyDifference(this: NodeKind, expected: Flattened, received: Flattened): Difference | undefined {
  if (sameValues(expected.aux, received.aux)) return undefined;
  const wanted = expected.aux as readonly unknown[];
  const given = received.aux as readonly unknown[];
  const missing = wanted.filter((key) => !given.includes(key));
  const surplus = given.filter((key) => !wanted.includes(key));
  if (missing.length + surplus.length === 0) {
    return { reason: "different key order", expected: this.describe(expected), received: this.describe(received) };
  }
  const parts = [
    ...(missing.length > 0 ? [`without ${printKeys(missing)}`] : []),
    ...(surplus.length > 0 ? [`with the additional ${printKeys(surplus)}`] : []),
  ];
  const noun = this === dictKind ? "object" : "Map";
  return { reason: "different keys", expected: this.describe(expected), received: `${noun} ${parts.join(" and ")}` };
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function printKeys(keys: unknown): string {
  const list = keys as readonly unknown[];
  if (list.length === 0) return "no keys";
  return `${list.length === 1 ? "key" : "keys"} ${list.map(formatValue).join(", ")}`;
}

function printEntries(keys: unknown, children: readonly string[], arrow: string): string {
  return (keys as readonly unknown[]).map((key, i) => `${formatValue(key)}${arrow}${children[i] ?? ""}`).join(", ");
}
