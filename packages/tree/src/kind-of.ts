import { classKindOf } from "./classes.ts";
import { dictKind, listKind, mapKind, nullKind } from "./containers.ts";
import type { NodeKind } from "./node.ts";

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
  if (prototype === Map.prototype) return mapKind;
  return classKindOf(prototype);
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
