import { asarray, ShapeDtypeStruct, UsageError, type NDArray } from "@proj/array";
import { formatShape, functionOption, isNDArray, readOptions, wrongOption, type OptionReaders } from "@proj/array/core";
import { broadcastPrefix, flattenWithPath, keyString, type IsLeaf } from "@proj/tree";
import { LeafReader, LeafWriter } from "./leaf-file.ts";

/** Writes a leaf, or leaves it out. */
export type SerialiseLeaf = (file: LeafWriter, leaf: unknown) => void;

/** Reads what stands for a leaf, given the leaf of a tree like it; or gives that leaf. */
export type DeserialiseLeaf = (file: LeafReader, like: unknown) => unknown;

/** How {@link treeSerialiseLeaves} and {@link treeDeserialiseLeaves} treat leaves. */
export interface LeafFileOptions<Spec> {
  /** How each leaf is written or read: a function, or a tree of them that is a prefix of the tree. */
  readonly filterSpec?: Spec | object;
  /** Nodes that count as leaves. Default: none. */
  readonly isLeaf?: IsLeaf;
}

const readersOf = <Spec>(): OptionReaders<LeafFileOptions<Spec>> => ({
  filterSpec(value, place) {
    if (typeof value === "function" || (typeof value === "object" && value !== null)) return value;
    throw wrongOption(place, value, "a function of a file and a leaf, or a tree of them");
  },
  isLeaf: functionOption<IsLeaf>(),
});

/**
 * Writes arrays, numbers and booleans, and nothing for other leaves: what {@link treeSerialiseLeaves} does by default.
 *
 * @param file - the file.
 * @param leaf - any leaf.
 * @example
 * import { array } from "@proj/array";
 * import { defaultSerialiseFilterSpec, treeSerialiseLeaves, type LeafWriter } from "@proj/module";
 * const onlyArrays = (file: LeafWriter, leaf: unknown) => {
 *   if (typeof leaf === "object") defaultSerialiseFilterSpec(file, leaf);
 * };
 * treeSerialiseLeaves([array([1, 2]), 3], { filterSpec: onlyArrays }).length; // → 136
 */
export function defaultSerialiseFilterSpec(file: LeafWriter, leaf: unknown): void {
  checkFile("defaultSerialiseFilterSpec", file, LeafWriter);
  // A number is one of double precision, as in Python.
  if (isNDArray(leaf) || typeof leaf === "boolean") file.save(leaf);
  else if (typeof leaf === "number") file.save(doubleOf(leaf));
}

/**
 * Reads arrays, numbers and booleans where the tree has such, and gives other leaves back: what {@link treeDeserialiseLeaves}
 * does by default.
 *
 * @param file - the file.
 * @param like - the leaf of a tree like the one that was written; a `ShapeDtypeStruct` stands for an array.
 * @example
 * import { array } from "@proj/array";
 * import { defaultDeserialiseFilterSpec, treeDeserialiseLeaves, treeSerialiseLeaves, type LeafReader } from "@proj/module";
 * const skipNumbers = (file: LeafReader, like: unknown) => (typeof like === "number" ? like : defaultDeserialiseFilterSpec(file, like));
 * const bytes = treeSerialiseLeaves([array([1, 2])]);
 * treeDeserialiseLeaves(bytes, [array([0, 0]), 5], { filterSpec: skipNumbers })[1]; // → 5
 */
export function defaultDeserialiseFilterSpec(file: LeafReader, like: unknown): unknown {
  checkFile("defaultDeserialiseFilterSpec", file, LeafReader);
  if (isNDArray(like) || like instanceof ShapeDtypeStruct) return file.load();
  if (typeof like !== "number" && typeof like !== "boolean") return like;
  const stored = file.load();
  if (stored.ndim !== 0 || (stored.dtype === "bool") !== (typeof like === "boolean")) return stored;
  return stored.item();
}

/**
 * The leaves of a tree as a file that Equinox reads: one array of NumPy's format after the other, in the order of the tree.
 *
 * A model of this package has its arrays, numbers and booleans in the order of the same model of Equinox, so the file may be
 * read by `eqx.tree_deserialise_leaves`.
 *
 * @param tree - a tree whose arrays have values on the host; `await deviceGet(tree)` copies arrays from devices.
 * @param options - `filterSpec`: how each leaf is written (default {@link defaultSerialiseFilterSpec}); `isLeaf`: nodes that count as
 *   leaves.
 * @returns the bytes of the file.
 * @throws UsageError for arrays that are traced or live on a device, naming the leaf by its path.
 * @example
 * import { Linear, treeDeserialiseLeaves, treeEqual, treeSerialiseLeaves } from "@proj/module";
 * import { key } from "@proj/random";
 * const model = Linear.init(2, 3, { key: key(0) });
 * const bytes = treeSerialiseLeaves(model);
 * treeEqual(treeDeserialiseLeaves(bytes, Linear.init(2, 3, { key: key(1) })), model); // → true
 */
export function treeSerialiseLeaves(tree: unknown, options?: LeafFileOptions<SerialiseLeaf>): Uint8Array<ArrayBuffer> {
  const operation = "treeSerialiseLeaves";
  const { filterSpec = defaultSerialiseFilterSpec, isLeaf } = readOptions(
    operation,
    options,
    readersOf<SerialiseLeaf>(),
  );
  const file = new LeafWriter();
  forEachLeaf<SerialiseLeaf>(operation, tree, filterSpec, isLeaf, (write, leaf) => write(file, leaf));
  return file.bytes();
}

/**
 * A tree with leaves from a file that {@link treeSerialiseLeaves} or `eqx.tree_serialise_leaves` wrote.
 *
 * @param bytes - the bytes of the file.
 * @param like - a tree of the same structure, with arrays of the same shapes and dtypes: the model before training, or what
 *   `filterEvalShape` says of its builder. Leaves that are not stored are taken from it.
 * @param options - `filterSpec`: how each leaf is read (default {@link defaultDeserialiseFilterSpec}); `isLeaf`: nodes that count as
 *   leaves.
 * @returns a tree like it with the stored leaves.
 * @throws UsageError naming the leaf by its path if the file has something else there, or if something is left in the file.
 * @example
 * import { array } from "@proj/array";
 * import { treeDeserialiseLeaves, treeSerialiseLeaves } from "@proj/module";
 * const bytes = treeSerialiseLeaves({ weight: array([1, 2]), rate: 0.5 });
 * treeDeserialiseLeaves(bytes, { weight: array([0, 0]), rate: 0 }).rate; // → 0.5
 * treeDeserialiseLeaves(bytes, { weight: array([0, 0, 0]), rate: 0 }); // throws treeDeserialiseLeaves received float32[2] for the leaf at tree['weight']
 */
export function treeDeserialiseLeaves<T>(bytes: Uint8Array, like: T, options?: LeafFileOptions<DeserialiseLeaf>): T {
  const operation = "treeDeserialiseLeaves";
  const { filterSpec = defaultDeserialiseFilterSpec, isLeaf } = readOptions(
    operation,
    options,
    readersOf<DeserialiseLeaf>(),
  );
  if (!((bytes as unknown) instanceof Uint8Array))
    throw wrongOption({ operation, name: "bytes" }, bytes, "a Uint8Array");
  const file = new LeafReader(bytes);
  const loaded: unknown[] = [];
  const treedef = forEachLeaf<DeserialiseLeaf>(operation, like, filterSpec, isLeaf, (read, leaf, path) => {
    const value = read(file, leaf);
    if (describe(value) !== describe(leaf)) throw otherLeaf(path, describe(value), describe(leaf));
    loaded.push(value);
  });
  if (file.left > 0) throw somethingLeft(file.left);
  return treedef.unflatten(loaded) as T;
}

/** Calls what a spec says of each leaf; its errors name the leaf. */
function forEachLeaf<Spec extends (...args: never[]) => unknown>(
  operation: string,
  tree: unknown,
  spec: Spec | object,
  isLeaf: IsLeaf | undefined,
  visit: (action: Spec, leaf: unknown, path: string) => void,
): ReturnType<typeof flattenWithPath>[1] {
  const [entries, treedef] = flattenWithPath(tree, { isLeaf });
  const actions = typeof spec === "function" ? entries.map(() => spec) : broadcastPrefix(spec as unknown, treedef.unflatten(entries.map(() => 0)), { operation, isLeaf: undefined }); // prettier-ignore
  entries.forEach(([keys, leaf], i) => {
    const path = `tree${keyString(keys)}`;
    const action = actions[i];
    if (typeof action !== "function") throw wrongOption({ operation, name: "filterSpec" }, action, `a function of a file and a leaf, at ${path}`); // prettier-ignore
    try {
      visit(action as Spec, leaf, path);
    } catch (error) {
      if (!(error instanceof UsageError) || error.operation === operation) throw error;
      const { received, expected, remedy } = error;
      throw new UsageError({ operation, received: `${received}, for the leaf at ${path}`, expected, remedy });
    }
  });
  return treedef;
}

const doubleOf = (value: number): NDArray => asarray(value, "float64");

function describe(leaf: unknown): string {
  return isNDArray(leaf) || leaf instanceof ShapeDtypeStruct ? `${leaf.dtype}${formatShape(leaf.shape)}` : typeof leaf;
}

function checkFile(operation: string, file: unknown, kind: typeof LeafReader | typeof LeafWriter): void {
  if (!(file instanceof kind)) throw wrongOption({ operation, name: "file" }, file, `a ${kind.name}`);
}

function otherLeaf(path: string, received: string, expected: string): UsageError {
  return new UsageError({
    operation: "treeDeserialiseLeaves",
    received: `${received} for the leaf at ${path}`,
    expected,
    remedy: "build the tree with the sizes, dtypes and settings with which the file was written",
  });
}

function somethingLeft(count: number): UsageError {
  return new UsageError({
    operation: "treeDeserialiseLeaves",
    received: `a file with ${count} bytes behind the last leaf of the tree`,
    expected: "a file with as many leaves as the tree has",
    remedy: "build the tree with the settings with which the file was written, or give the file that belongs to it",
  });
}
