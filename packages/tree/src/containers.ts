import { UsageError } from "./core/usage-error.ts";
import { DictKey, MapKey, SequenceKey } from "./key-path.ts";
import { formatValue, identityKey, listed, metadataKey } from "./metadata.ts";
import type { Difference, Flattened, NodeKind } from "./node.ts";

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
  print: (_aux, children) => `[${listed(children)}]`,
  describe: ({ children }) => `list of length ${children.length}`,
  difference(expected, received) {
    if (expected.children.length === received.children.length) return undefined;
    return { reason: "different lengths", expected: this.describe(expected), received: this.describe(received) };
  },
};

export const dictKind: NodeKind = {
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

export const mapKind: NodeKind = {
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

/** The own string keys, sorted by UTF-16 code units. */
function sortedKeys(dict: object): readonly string[] {
  if (Object.getOwnPropertySymbols(dict).length > 0) throw symbolKeys(dict);
  const keys = Object.keys(dict);
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return keys.sort();
  return keys;
}

function symbolKeys(dict: object): UsageError {
  return new UsageError({
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

function printKeys(keys: unknown): string {
  const list = keys as readonly unknown[];
  if (list.length === 0) return "no keys";
  return `${list.length === 1 ? "key" : "keys"} ${list.map(formatValue).join(", ")}`;
}

function printEntries(keys: unknown, children: readonly string[], arrow: string): string {
  return listed((keys as readonly unknown[]).map((key, i) => `${formatValue(key)}${arrow}${children[i] ?? ""}`));
}
