import { dictKind, listKind, mapKind } from "./containers.ts";
import { wrongOption } from "./core/options.ts";
import { UsageError } from "./core/usage-error.ts";
import { FlattenedIndexKey, GetAttrKey } from "./key-path.ts";
import { formatValue, identityKey, listed, metadataEqual, metadataKey } from "./metadata.ts";
import type { Flattened, NodeClass, NodeKind, NodeRule } from "./node.ts";

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

/** Refuses what is no class. */
export function checkClass(operation: string, nodeClass: unknown): void {
  if (typeof nodeClass !== "function" || typeof nodeClass.prototype !== "object")
    throw wrongOption({ operation, name: "nodeClass" }, nodeClass, "a class");
}

/**
 * Makes the instances of a class nodes. Exactly that class: a subclass is registered by itself.
 *
 * @param nodeClass - the class.
 * @param rule - how an instance comes apart (`flatten`) and together again (`unflatten`).
 * @throws UsageError if the class has a rule already; the first one would otherwise change under trees in use.
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
  checkClass("registerNode", nodeClass);
  if (typeof rule !== "object" || (rule as NodeRule<T> | null) === null || !("flatten" in rule && "unflatten" in rule))
    throw wrongOption({ operation: "registerNode", name: "rule" }, rule, "an object with flatten and unflatten");
  const prototype = nodeClass.prototype as object;
  const isBuiltIn = builtInKinds.some((kind) => kind.nodeClass === (nodeClass as NodeClass));
  if (isBuiltIn || classKinds.has(prototype) || treeNode in prototype) {
    throw new UsageError({
      operation: "registerNode",
      received: `${nodeClass.name}, which is a node already`,
      expected: "a class whose instances are leaves so far",
      remedy: `register ${nodeClass.name} once, where the class is defined; wrap it in a class of your own to treat it differently`,
    });
  }
  classKinds.set(prototype, classKind(nodeClass, rule));
  lastLeafPrototype = undefined;
}

/** The kind of node that the objects with a prototype are, or `undefined` if they are leaves. */
export function classKindOf(prototype: object): NodeKind | undefined {
  // Most values are leaves, and most leaves of a tree have one class.
  if (prototype === lastLeafPrototype) return undefined;
  const kind = classKinds.get(prototype) ?? inheritedKind(prototype);
  if (kind === undefined) lastLeafPrototype = prototype;
  return kind;
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
      `CustomNode(${name}${aux === undefined ? "" : `[${formatValue(aux)}]`}, [${listed(children)}])`,
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
    throw new UsageError({
      operation: `flatten of ${name}`,
      received: `children that are ${formatValue(children)}`,
      expected: "an array of children",
      remedy: `let the rule of ${name} return { children: [...] }`,
    });
  }
  if (keys !== undefined && keys.length !== children.length) {
    throw new UsageError({
      operation: `flatten of ${name}`,
      received: `${count(children.length, "child", "children")} and ${count(keys.length, "key", "keys")}`,
      expected: "one key for each child",
      remedy: `let the rule of ${name} return as many keys as children, or no keys`,
    });
  }
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
