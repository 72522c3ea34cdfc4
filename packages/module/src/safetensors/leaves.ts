import { ShapeDtypeStruct, UsageError, type DType, type Shape, type TypedArray } from "@proj/array";
import {
  bytesOfValues,
  ConcreteArray,
  formatShape,
  fromHostData,
  isNDArray,
  isRecord,
  readOptions,
  shapesEqual,
  valuesOfBytes,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { flattenWithPath, keyString, type KeyPath } from "@proj/tree";
import { checksumName, readTensors, storedDTypes, writeTensors, type StoredTensor } from "./format.ts";
import { metadataName, shortly } from "./header.ts";

/** What is written besides the leaves. */
export interface SaveOptions {
  /** Texts by name, for example a description of the model as JSON. Default: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const saveReaders: OptionReaders<SaveOptions> = {
  metadata: (value, place) => {
    const expected = `an object of texts by names other than ${JSON.stringify(checksumName)}, which is written by itself`;
    if (!isRecord(value) || Object.hasOwn(value, checksumName)) throw wrongOption(place, value, expected);
    const isText = (text: unknown): text is string => typeof text === "string";
    for (const [name, text] of Object.entries(value) as [string, unknown][])
      if (!isText(text)) throw wrongOption({ ...place, name: `metadata[${JSON.stringify(name)}]` }, text, "a text");
    return value as Readonly<Record<string, string>>;
  },
};

/**
 * The leaves of a tree as a file in the safetensors format, which other tools and languages can read.
 *
 * Arrays are stored under their key paths, such as `layers.0.weight`. A number is stored as an array of float64 without
 * axes, a boolean as one of bool. All other leaves (functions, strings) are left out. The file carries a checksum, by which
 * `loadLeaves` knows whether it is damaged.
 *
 * @param tree - a tree whose arrays have values on the host; `await deviceGet(tree)` copies arrays from devices.
 * @param options - `metadata`: texts by name (default: none).
 * @returns the bytes of the file.
 * @throws UsageError if two leaves would have the same name, or one the name that the format keeps for itself; and for arrays that are traced or live on a device.
 * @example
 * import { array } from "@proj/array";
 * import { loadLeaves, saveLeaves } from "@proj/module";
 * const bytes = saveLeaves({ layers: [array([1, 2])], rate: 0.5 });
 * const tree = loadLeaves(bytes, { layers: [array([0, 0])], rate: 0 });
 * tree.layers[0]!.toList(); // → [1, 2]
 * tree.rate; // → 0.5
 */
export function saveLeaves(tree: unknown, options?: SaveOptions): Uint8Array<ArrayBuffer> {
  const { metadata = {} } = readOptions("saveLeaves", options, saveReaders);
  const tensors = new Map<string, StoredTensor>();
  for (const [path, leaf] of flattenWithPath(tree, undefined)[0]) {
    const stored = describeLeaf(path, leaf);
    if (stored === null) continue;
    const { name, dtype, shape } = stored;
    if (tensors.has(name)) throw sameName(name, path);
    if (name === metadataName) throw reservedName(path);
    tensors.set(name, { dtype: storedDTypes[dtype], shape, bytes: bytesOfValues(dtype, valuesOf(leaf, path)) });
  }
  return writeTensors("saveLeaves", { tensors, metadata });
}

/**
 * A tree with leaves from a file that `saveLeaves` wrote.
 *
 * @param bytes - the bytes of the file.
 * @param like - a tree of the same structure, with arrays of the same shapes and dtypes: the model before training, or what
 *   `filterEvalShape` says of its builder. It stays as it is; leaves that are not stored are taken from it.
 * @returns a tree like it with the stored arrays, numbers and booleans.
 * @throws UsageError if the bytes are not a whole file or have changed since they were written; or naming the leaf by its path if the file has no such leaf or one of
 *   another shape or dtype, or if it has leaves that the tree has not.
 * @example
 * import { filterEvalShape, Linear, loadLeaves, saveLeaves, treeEqual } from "@proj/module";
 * import { key } from "@proj/random";
 * const model = Linear.init(2, 3, { key: key(0) });
 * const like = filterEvalShape(() => Linear.init(2, 3, { key: key(1) }));
 * treeEqual(loadLeaves(saveLeaves(model), like), model); // → true
 */
export function loadLeaves<T>(bytes: Uint8Array, like: T): T {
  const { tensors } = readTensors("loadLeaves", bytes);
  const [entries, treedef] = flattenWithPath(like as unknown, undefined);
  const wanted = entries.map(([path, leaf]) => describeLeaf(path, leaf));
  const names = new Set(wanted.map((leaf) => leaf?.name));
  const surplus = [...tensors.keys()].filter((name) => !names.has(name));
  const loaded = entries.map(([, leaf], i) => {
    const expected = wanted[i] ?? null;
    if (expected === null) return leaf;
    const { name, dtype, shape } = expected;
    const tensor = tensors.get(name);
    if (tensor === undefined) throw missing(expected, surplus);
    if (tensor.dtype !== storedDTypes[dtype] || !shapesEqual(tensor.shape, shape)) throw otherType(expected, tensor);
    const values = valuesOfBytes(dtype, tensor.bytes);
    if (typeof leaf === "number") return values[0];
    return typeof leaf === "boolean" ? values[0] !== 0 : fromHostData(values, shape, dtype);
  });
  if (surplus.length > 0) throw tooMany(surplus);
  return treedef.unflatten(loaded) as T;
}

/**
 * The texts that were written with the leaves.
 *
 * @param bytes - the bytes of a file in the safetensors format.
 * @returns texts by name.
 * @throws UsageError if the bytes are not a whole file.
 * @example
 * import { array } from "@proj/array";
 * import { savedMetadata, saveLeaves } from "@proj/module";
 * savedMetadata(saveLeaves([array(1)], { metadata: { note: "first" } })); // → { note: "first" }
 */
export function savedMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  return readTensors("savedMetadata", bytes).metadata;
}

/** How a leaf is stored. */
interface StoredLeaf {
  readonly name: string;
  readonly path: KeyPath;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** How a leaf is stored; `null` if it is not. */
function describeLeaf(path: KeyPath, leaf: unknown): StoredLeaf | null {
  // A tree that is a single leaf has no path.
  const name = path.length === 0 ? "value" : keyString(path, { simple: true, separator: "." });
  if (isNDArray(leaf) || leaf instanceof ShapeDtypeStruct) return { name, path, dtype: leaf.dtype, shape: leaf.shape };
  if (typeof leaf === "number") return { name, path, dtype: "float64", shape: [] };
  return typeof leaf === "boolean" ? { name, path, dtype: "bool", shape: [] } : null;
}

function valuesOf(leaf: unknown, path: KeyPath): TypedArray {
  if (typeof leaf === "number") return Float64Array.of(leaf);
  if (typeof leaf === "boolean") return Uint8Array.of(Number(leaf));
  if (leaf instanceof ConcreteArray)
    return leaf.hostData("saveLeaves", "save a copy on the host: saveLeaves(await deviceGet(tree))");
  throw new UsageError({
    operation: "saveLeaves",
    received: `${isNDArray(leaf) ? `a traced array ${leaf.describe()}` : String(leaf)} at tree${keyString(path)}`,
    expected: "arrays with values",
    remedy: "save outside of jit, grad and vmap, and save arrays instead of their shapes",
  });
}

function sameName(name: string, path: KeyPath): UsageError {
  return new UsageError({
    operation: "saveLeaves",
    received: `two leaves that are both called "${name}", one of them at tree${keyString(path)}`,
    expected: "leaves with different names when the keys on the way are joined by dots",
    remedy: "rename a key that contains a dot",
  });
}

function reservedName(path: KeyPath): UsageError {
  return new UsageError({
    operation: "saveLeaves",
    received: `a leaf at tree${keyString(path)}`,
    expected: `leaves with other names than "${metadataName}", which the safetensors format keeps for texts`,
    remedy: "rename that key",
  });
}

function missing({ name, path }: StoredLeaf, surplus: readonly string[]): UsageError {
  const others = surplus.length === 0 ? "" : `; it has ${listOf(surplus)}, which the tree has not`;
  return new UsageError({
    operation: "loadLeaves",
    received: `a file without "${name}"${others}`,
    expected: `a value for the leaf at tree${keyString(path)}`,
    remedy: "build the tree with the settings with which the file was written, or give the file that belongs to it",
  });
}

function otherType(expected: StoredLeaf, { dtype, shape }: StoredTensor): UsageError {
  return new UsageError({
    operation: "loadLeaves",
    received: `${dtype}${formatShape(shape)} for the leaf at tree${keyString(expected.path)}`,
    expected: `${storedDTypes[expected.dtype]}${formatShape(expected.shape)}`,
    remedy: "build the tree with the sizes and dtypes with which the file was written",
  });
}

function tooMany(surplus: readonly string[]): UsageError {
  return new UsageError({
    operation: "loadLeaves",
    received: `a file with ${listOf(surplus)}`,
    expected: "only leaves that the tree has too",
    remedy: "build the tree with the settings with which the file was written, or give the file that belongs to it",
  });
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(shortly);
  const more = names.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}
